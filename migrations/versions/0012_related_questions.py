"""Which questions resemble which, found beforehand"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # in place: SQLite would make the table anew, and what hangs on questions would go along
    op.add_column("question", sa.Column("related_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "related_question",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("same_meaning", sa.Boolean(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column],
                ["question.id"],
                name=op.f(f"fk_related_question_{column}_question"),
                ondelete="CASCADE",
            )
            for column in ("question_id", "other_id")
        ),
        sa.PrimaryKeyConstraint("question_id", "other_id", name=op.f("pk_related_question")),
    )
    op.create_index("ix_related_question_other_id", "related_question", ["other_id"])


def downgrade() -> None:
    op.drop_table("related_question")
    op.drop_column("question", "related_at")
