"""What was seen of a question, and what is saved"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name, moment in (("reading", "seen_at"), ("bookmark", "created_at")):
        op.create_table(
            name,
            sa.Column("person_id", sa.Integer(), nullable=False),
            sa.Column("question_id", sa.Integer(), nullable=False),
            sa.Column(moment, sa.DateTime(timezone=True), nullable=False),
            sa.ForeignKeyConstraint(
                ["person_id"],
                ["person.id"],
                name=op.f(f"fk_{name}_person_id_person"),
                ondelete="CASCADE",
            ),
            sa.ForeignKeyConstraint(
                ["question_id"],
                ["question.id"],
                name=op.f(f"fk_{name}_question_id_question"),
                ondelete="CASCADE",
            ),
            sa.PrimaryKeyConstraint("person_id", "question_id", name=op.f(f"pk_{name}")),
        )
        op.create_index(f"ix_{name}_question_id", name, ["question_id"])


def downgrade() -> None:
    op.drop_table("bookmark")
    op.drop_table("reading")
