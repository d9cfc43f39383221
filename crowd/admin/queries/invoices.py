"""Invoices for the treasurer: in a list, one by one, and what is open."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Select, or_, select

from crowd.accounts.models import Person
from crowd.admin.filters import InvoiceFilter
from crowd.admin.queries.payers import PAYER, SIZE, about, payer
from crowd.billing.documents.models import Document
from crowd.billing.documents.queries import state
from crowd.billing.ledger import COUNTED, Ledger, ledger_of
from crowd.billing.models import CreditNote, Invoice, Membership
from crowd.core.clock import AMSTERDAM, now
from crowd.core.db import db
from crowd.core.errors import NotFound
from crowd.core.paging import Page, page

BUCKETS = (0, 30, 60, 90)  # days past due


@dataclass(frozen=True)
class BookedInvoice:
    invoice: Invoice
    membership: Membership
    document_id: int | None
    payer: str

    @property
    def state(self) -> str:
        return state(self.invoice.status, self.invoice.due_at, now())


def chosen(wanted: InvoiceFilter) -> Select[Invoice]:
    """Final invoices that the filter lets through."""
    found = (
        select(Invoice)
        .join(Membership, Membership.id == Invoice.membership_id)
        .outerjoin(Person, Person.id == Membership.owner_id)
        .where(Invoice.number.is_not(None), Invoice.finalized_at.is_not(None))
    )
    if wanted.q:
        found = found.where(about(wanted.q, Invoice.number, *PAYER))
    if wanted.kind:
        found = found.where(Membership.kind == wanted.kind)
    if wanted.year:
        first, last = (datetime(int(wanted.year) + n, 1, 1, tzinfo=AMSTERDAM) for n in (0, 1))
        found = found.where(
            Invoice.finalized_at >= first.astimezone(UTC),
            Invoice.finalized_at < last.astimezone(UTC),
        )
    return found.where(*_in_state(wanted.state))


def _in_state(wanted: str) -> tuple[ColumnElement[bool], ...]:
    late = Invoice.due_at < now()
    return {
        "open": (Invoice.status == "open",),
        "late": (Invoice.status == "open", late),
        "paid": (Invoice.status == "paid",),
        "void": (Invoice.status == "void",),
        "written_off": (Invoice.status == "uncollectible",),
    }.get(wanted, ())


def invoices(wanted: InvoiceFilter, after: str | None) -> Page[BookedInvoice]:
    found = page(
        chosen(wanted),
        key_columns=(Invoice.finalized_at.desc(), Invoice.id.desc()),
        after=after,
        size=SIZE,
    )
    return Page(booked(found.rows), found.next)


def ledger(wanted: InvoiceFilter) -> Ledger:
    return ledger_of(chosen(wanted).with_only_columns(Invoice.id))


def booked(rows: list[Invoice]) -> list[BookedInvoice]:
    """With who pays and the document: one query for all of them."""
    found = db.session.execute(
        select(Invoice.id, Membership, Person, Document.id)
        .join(Membership, Membership.id == Invoice.membership_id)
        .outerjoin(Person, Person.id == Membership.owner_id)
        .outerjoin(Document, Document.invoice_id == Invoice.id)
        .where(Invoice.id.in_([row.id for row in rows]))
    )
    beside = {
        id_: (membership, document_id, payer(membership, owner))
        for id_, membership, owner, document_id in found
    }
    return [BookedInvoice(row, *beside[row.id]) for row in rows]


def invoice(id_: int) -> BookedInvoice:
    found = db.session.get(Invoice, id_)
    if found is None or found.number is None:
        raise NotFound()
    return booked([found])[0]


def papers(invoice_id: int) -> list[Document]:
    """The documents of an invoice and of its credit notes."""
    notes = select(CreditNote.id).where(CreditNote.invoice_id == invoice_id)
    found = db.session.scalars(
        select(Document)
        .where(or_(Document.invoice_id == invoice_id, Document.credit_note_id.in_(notes)))
        .order_by(Document.id)
    )
    return list(found)


@dataclass(frozen=True)
class Owed:
    """What one payer has open, by how long it is due."""

    payer: str
    membership_id: int
    parts: tuple[int, ...]  # not due yet, and then by bucket

    @property
    def total(self) -> int:
        return sum(self.parts)


def owed() -> list[Owed]:
    """Open items by payer, the largest first."""
    today = now()
    rows = db.session.execute(
        select(Invoice, Membership, Person)
        .join(Membership, Membership.id == Invoice.membership_id)
        .outerjoin(Person, Person.id == Membership.owner_id)
        .where(
            Invoice.status.in_(COUNTED), Invoice.number.is_not(None), Invoice.remaining_cents > 0
        )
    )
    found: dict[int, tuple[str, list[int]]] = {}
    for bill, membership, owner in rows:
        nothing = (payer(membership, owner), [0] * (len(BUCKETS) + 1))
        parts = found.setdefault(membership.id, nothing)[1]
        parts[bucket(bill.due_at, today)] += bill.remaining_cents
    owing = [Owed(name, id_, tuple(parts)) for id_, (name, parts) in found.items()]
    return sorted(owing, key=lambda each: (-each.total, each.payer))


def bucket(due_at: datetime | None, today: datetime) -> int:
    """0 when it is not due yet; then by the number of days."""
    if due_at is None or due_at > today:
        return 0
    days = (today - due_at).days
    return sum(days >= least for least in BUCKETS)
