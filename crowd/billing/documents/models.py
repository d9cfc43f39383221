"""Invoices and credit notes as they were issued: what they say is frozen, and never changed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crowd.core.clock import now
from crowd.core.db import Base


class Document(Base):
    """One for each invoice that Stripe made final, and one for each credit note."""

    __tablename__ = "billing_document"
    __table_args__ = (
        CheckConstraint("(invoice_id IS NULL) <> (credit_note_id IS NULL)", name="one_of_two"),
        Index("ix_billing_document_membership_id", "membership_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id", ondelete="RESTRICT"))
    invoice_id: Mapped[int | None] = mapped_column(
        ForeignKey("invoice_mirror.id", ondelete="RESTRICT"), unique=True
    )
    credit_note_id: Mapped[int | None] = mapped_column(
        ForeignKey("credit_note.id", ondelete="RESTRICT"), unique=True
    )
    number: Mapped[str] = mapped_column(String(40), unique=True)
    content: Mapped[str] = mapped_column(Text)
    issued_at: Mapped[datetime] = mapped_column(default=now)
