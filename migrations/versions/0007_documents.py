"""Invoices and credit notes as issued, the mail log, and the numbers of who buys"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # no batch: SQLite would make the table anew, and its seats would go with the old one
    op.add_column("membership", sa.Column("kvk", sa.String(8), nullable=False, server_default=""))
    op.add_column("membership", sa.Column("oin", sa.String(20), nullable=False, server_default=""))

    op.create_table(
        "mail_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(200), nullable=False),
        sa.Column("key", sa.String(200), nullable=True),
        sa.Column("to", sa.String(254), nullable=False),
        sa.Column("subject", sa.String(300), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_log")),
        sa.UniqueConstraint("message_id", name=op.f("uq_mail_log_message_id")),
    )
    with op.batch_alter_table("mail_log") as table:
        table.create_index("ix_mail_log_queued_at", ["queued_at", "id"])

    op.create_table(
        "billing_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("invoice_id", sa.Integer(), nullable=True),
        sa.Column("credit_note_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(invoice_id IS NULL) <> (credit_note_id IS NULL)",
            name=op.f("ck_billing_document_one_of_two"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{table}.id"],
                name=op.f(f"fk_billing_document_{column}_{table}"),
                ondelete="RESTRICT",
            )
            for column, table in (
                ("membership_id", "membership"),
                ("invoice_id", "invoice_mirror"),
                ("credit_note_id", "credit_note"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_document")),
        sa.UniqueConstraint("invoice_id", name=op.f("uq_billing_document_invoice_id")),
        sa.UniqueConstraint("credit_note_id", name=op.f("uq_billing_document_credit_note_id")),
        sa.UniqueConstraint("number", name=op.f("uq_billing_document_number")),
    )
    with op.batch_alter_table("billing_document") as table:
        table.create_index("ix_billing_document_membership_id", ["membership_id", "id"])


def downgrade() -> None:
    op.drop_table("billing_document")
    op.drop_table("mail_log")
    op.drop_column("membership", "oin")
    op.drop_column("membership", "kvk")
