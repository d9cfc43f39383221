"""Who was asked for their experience, and who does not want to be"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("not_to_ask", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("profile", column)
    op.create_table(
        "experience_request",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [f"{table}_id"],
                [f"{table}.id"],
                name=op.f(f"fk_experience_request_{table}_id_{table}"),
                ondelete="CASCADE",
            )
            for table in ("question", "person")
        ),
        sa.PrimaryKeyConstraint("question_id", "person_id", name=op.f("pk_experience_request")),
    )
    op.create_index(
        "ix_experience_request_person_id_created_at",
        "experience_request",
        ["person_id", "created_at"],
    )


def downgrade() -> None:
    op.drop_table("experience_request")
    op.drop_column("profile", "not_to_ask")
