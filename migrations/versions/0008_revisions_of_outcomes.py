"""What a yield said before an edit is kept too"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BEFORE = ("question", "experience", "comment")


def upgrade() -> None:
    _kinds(*BEFORE, "outcome")


def downgrade() -> None:
    op.execute("DELETE FROM revision WHERE kind = 'outcome'")
    _kinds(*BEFORE)


def _kinds(*kinds: str) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("revision") as table:
        table.drop_constraint(op.f("ck_revision_kind"), type_="check")
        table.create_check_constraint(op.f("ck_revision_kind"), sa.text(f"kind IN ({listed})"))
