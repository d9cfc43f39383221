"""What is agreed and paid: memberships as Stripe has them, invoices, and what we asked Stripe.

Stripe decides; these rows mirror it. `access_until` is what `rules.opening` makes of a mirror and
its invoices, kept so that every query can ask for it; nobody sets it by hand.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crowd.core.clock import now
from crowd.core.db import Base


class Membership(Base):
    """A teacher's own, or a school's with seats; `owner` pays, and needs no seat."""

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("kind IN ('teacher', 'school')", name="kind"),
        CheckConstraint("collection IN ('given', 'auto', 'invoice')", name="collection"),
        CheckConstraint("seats_paid >= 0", name="seats_paid"),
        CheckConstraint("seats_next IS NULL OR seats_next >= 1", name="seats_next"),
        Index("ix_membership_owner_id", "owner_id"),
        Index("ix_membership_school_id", "school_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), default="teacher")
    collection: Mapped[str] = mapped_column(String(10), default="auto")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    school_id: Mapped[int | None] = mapped_column(ForeignKey("school.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)

    # derived by rules.opening, whenever what it derives from changes
    access_until: Mapped[datetime] = mapped_column(default=now)

    # what was ordered
    ordered_at: Mapped[datetime | None]
    plan: Mapped[str] = mapped_column(String(20), default="standard")
    code: Mapped[str] = mapped_column(String(20), default="")  # a discount on the first year
    organisation: Mapped[str] = mapped_column(String(160), default="")
    brin: Mapped[str] = mapped_column(String(6), default="")
    street: Mapped[str] = mapped_column(String(120), default="")
    postcode: Mapped[str] = mapped_column(String(10), default="")
    city: Mapped[str] = mapped_column(String(80), default="")
    vat_id: Mapped[str] = mapped_column(String(20), default="")
    kvk: Mapped[str] = mapped_column(String(8), default="")
    oin: Mapped[str] = mapped_column(String(20), default="")
    contact_name: Mapped[str] = mapped_column(String(80), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    invoice_email: Mapped[str] = mapped_column(String(254), default="")
    po_number: Mapped[str] = mapped_column(String(140), default="")
    cost_centre: Mapped[str] = mapped_column(String(140), default="")
    withdrawn_at: Mapped[datetime | None]

    # as Stripe has it
    customer_id: Mapped[str | None] = mapped_column(String(60), unique=True)
    subscription_id: Mapped[str | None] = mapped_column(String(60), unique=True)
    checkout_id: Mapped[str | None] = mapped_column(String(90), unique=True)
    status: Mapped[str] = mapped_column(String(30), default="")
    unit_cents: Mapped[int] = mapped_column(default=0)  # a seat's price, as it was agreed
    seats_paid: Mapped[int] = mapped_column(default=1)
    seats_next: Mapped[int | None]
    period_start: Mapped[datetime | None]
    period_end: Mapped[datetime | None]
    cancel_at_period_end: Mapped[bool] = mapped_column(default=False)
    synced_at: Mapped[datetime | None]

    # who is bringing it up to date, and how often that was done
    version: Mapped[int] = mapped_column(default=1)
    lease: Mapped[str | None] = mapped_column(String(32))
    leased_until: Mapped[datetime | None]

    invoices: Mapped[list["Invoice"]] = relationship(order_by="Invoice.created_at")


class Invoice(Base):
    """Stripe's invoice, which is the legal one, mirrored: in cents; `lines` and `taxes` as JSON."""

    __tablename__ = "invoice_mirror"
    __table_args__ = (
        CheckConstraint("dispute IN ('', 'open', 'won', 'lost')", name="dispute"),
        CheckConstraint("payment IN ('', 'processing', 'failed', 'succeeded')", name="payment"),
        Index("ix_invoice_mirror_membership_id", "membership_id", "created_at"),
        Index("ix_invoice_mirror_status_due_at", "status", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id", ondelete="RESTRICT"))
    stripe_id: Mapped[str] = mapped_column(String(60), unique=True)
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    status: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(40), default="")
    collection: Mapped[str] = mapped_column(String(10), default="auto")
    subtotal_cents: Mapped[int] = mapped_column(default=0)
    tax_cents: Mapped[int] = mapped_column(default=0)
    total_cents: Mapped[int] = mapped_column(default=0)
    paid_cents: Mapped[int] = mapped_column(default=0)
    remaining_cents: Mapped[int] = mapped_column(default=0)
    credited_cents: Mapped[int] = mapped_column(default=0)
    refunded_cents: Mapped[int] = mapped_column(default=0)
    payment_intent_id: Mapped[str] = mapped_column(String(60), default="")
    payment: Mapped[str] = mapped_column(String(12), default="")
    dispute: Mapped[str] = mapped_column(String(6), default="")
    created_at: Mapped[datetime]
    finalized_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    paid_at: Mapped[datetime | None]
    period_start: Mapped[datetime | None]
    period_end: Mapped[datetime | None]
    po_number: Mapped[str] = mapped_column(String(140), default="")
    lines: Mapped[str] = mapped_column(Text, default="[]")
    taxes: Mapped[str] = mapped_column(Text, default="[]")
    hosted_url: Mapped[str | None] = mapped_column(Text)
    pdf_url: Mapped[str | None] = mapped_column(Text)
    synced_at: Mapped[datetime] = mapped_column(default=now)

    credit_notes: Mapped[list["CreditNote"]] = relationship(order_by="CreditNote.created_at")


class CreditNote(Base):
    """What an invoice was corrected by: before it was paid, or after (then it is given back)."""

    __tablename__ = "credit_note"
    __table_args__ = (Index("ix_credit_note_invoice_id", "invoice_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice_mirror.id", ondelete="RESTRICT"))
    stripe_id: Mapped[str] = mapped_column(String(60), unique=True)
    number: Mapped[str] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(20))
    total_cents: Mapped[int]
    tax_cents: Mapped[int] = mapped_column(default=0)
    after_payment: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    pdf_url: Mapped[str | None] = mapped_column(Text)


class StripeEvent(Base):
    """A webhook as it came in. Only what it is about is kept: the worker asks for the latest."""

    __tablename__ = "stripe_event"
    __table_args__ = (Index("ix_stripe_event_waiting", "done_at", "parked_at"),)

    id: Mapped[str] = mapped_column(String(90), primary_key=True)
    type: Mapped[str] = mapped_column(String(80))
    object_kind: Mapped[str] = mapped_column(String(40), default="")
    object_id: Mapped[str] = mapped_column(String(90), default="")
    membership_ref: Mapped[str] = mapped_column(String(20), default="")
    customer_id: Mapped[str] = mapped_column(String(60), default="")
    created_at: Mapped[datetime]
    received_at: Mapped[datetime] = mapped_column(default=now)
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    parked_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(200), default="")


class Intent(Base):
    """What we are about to ask Stripe, committed before we ask: its key is `token:attempt`."""

    __tablename__ = "payment_intent_log"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'done', 'refused')", name="state"),
        Index("ix_payment_intent_log_state", "state", "created_at"),
        Index("ix_payment_intent_log_membership_id", "membership_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(32), unique=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id", ondelete="RESTRICT"))
    call: Mapped[str] = mapped_column(String(40))
    params: Mapped[str] = mapped_column(Text, default="{}")
    attempt: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(10), default="open")
    result_id: Mapped[str] = mapped_column(String(90), default="")
    error: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    done_at: Mapped[datetime | None]


class BillingAudit(Base):
    """What happened with money and access, for the treasurer: rows are added, never changed."""

    __tablename__ = "billing_audit"
    __table_args__ = (Index("ix_billing_audit_membership_id", "membership_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id", ondelete="RESTRICT"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    what: Mapped[str] = mapped_column(String(40))
    detail: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(default=now)
