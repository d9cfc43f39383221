"""Which documents there are, and whose: the payer's, and the treasurer's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import aliased

from crowd.billing.documents import content as frozen
from crowd.billing.documents.content import Content
from crowd.billing.documents.models import Document
from crowd.billing.models import CreditNote, Invoice, Membership
from crowd.core.clock import now
from crowd.core.db import db
from crowd.core.errors import NotFound
from crowd.core.viewer import Viewer

PATIENCE = timedelta(days=3)
LISTED = 200  # thirty years of one membership, with its corrections


def document_for(viewer: Viewer, id_: int) -> Document:
    """Of a membership that they pay for; the treasurer sees all of them."""
    found = db.session.get(Document, id_)
    if found is None or viewer.id is None:
        raise NotFound()
    if not viewer.admin and _owner_of(found) != viewer.id:
        raise NotFound()
    return found


def _owner_of(document: Document) -> int | None:
    return db.session.scalar(
        select(Membership.owner_id).where(Membership.id == document.membership_id)
    )


def unissued_invoices() -> Sequence[Invoice]:
    """Final at Stripe, and not a document yet. What is collected automatically waits until it is
    paid, or did not get paid within three days: then its invoice says so."""
    settled = or_(
        Invoice.collection == "invoice",
        Invoice.status != "open",
        Invoice.finalized_at < now() - PATIENCE,
    )
    return db.session.scalars(
        select(Invoice)
        .where(
            Invoice.number.is_not(None),
            Invoice.finalized_at.is_not(None),
            Invoice.total_cents > 0,
            settled,
            ~exists().where(Document.invoice_id == Invoice.id),
        )
        .order_by(Invoice.finalized_at, Invoice.id)
    ).all()


def unissued_credits() -> Sequence[tuple[CreditNote, Document]]:
    """Credit notes of invoices that are documents."""
    issued = aliased(Document)
    rows = db.session.execute(
        select(CreditNote, Document)
        .join(Document, Document.invoice_id == CreditNote.invoice_id)
        .where(
            CreditNote.status == "issued",
            ~exists().where(issued.credit_note_id == CreditNote.id),
        )
        .order_by(CreditNote.created_at, CreditNote.id)
    )
    return [(note, document) for note, document in rows]


@dataclass(frozen=True)
class Listed:
    """A document in the payer's list, with how it stands today."""

    document: Document
    content: Content
    state: str


def documents_of(person_id: int) -> list[Listed]:
    """Of the memberships that someone pays for, newest first."""
    rows = db.session.execute(
        select(Document, Invoice)
        .join(Membership, Membership.id == Document.membership_id)
        .outerjoin(Invoice, Invoice.id == Document.invoice_id)
        .where(Membership.owner_id == person_id)
        .order_by(Document.id.desc())
        .limit(LISTED)
    )
    return [
        Listed(
            document,
            frozen.load(document.content),
            state(invoice.status, invoice.due_at, now()) if invoice else "credit",
        )
        for document, invoice in rows
    ]


def state(status: str, due_at: datetime | None, at: datetime) -> str:
    """How an invoice stands, in one word."""
    if status == "open":
        return "late" if due_at and due_at < at else "open"
    return {"paid": "paid", "void": "void", "uncollectible": "written_off"}.get(status, "open")
