"""Billing: the price and code that a membership was agreed on, and how an invoice was paid"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# added in place: a table that SQLite copies would take the seats along in its fall
NEW = (
    ("membership", sa.Column("code", sa.String(length=20), nullable=False, server_default="")),
    ("membership", sa.Column("unit_cents", sa.Integer(), nullable=False, server_default="0")),
    (
        "invoice_mirror",
        sa.Column("payment_intent_id", sa.String(length=60), nullable=False, server_default=""),
    ),
)


def upgrade() -> None:
    for table, column in NEW:
        op.add_column(table, column._copy())


def downgrade() -> None:
    for table, column in reversed(NEW):
        op.drop_column(table, column.name)
