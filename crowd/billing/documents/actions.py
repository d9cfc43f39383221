"""Issuing documents, once each, and mailing them to who keeps the books."""

import logging

from flask import current_app

from crowd.accounts.models import Person
from crowd.billing.documents import content as frozen
from crowd.billing.documents import emails, freeze, queries
from crowd.billing.documents.content import Content
from crowd.billing.documents.models import Document
from crowd.billing.models import BillingAudit, CreditNote, Invoice, Membership
from crowd.core.clock import now
from crowd.core.db import db, lock
from crowd.core.mail import send_later

TURN = 0x1A45  # one at a time: a number is issued once

log = logging.getLogger(__name__)


def issue_what_waits() -> int:
    """A document of every invoice and credit note that is final; returns how many."""
    lock(TURN)
    made = [issue_invoice(invoice) for invoice in queries.unissued_invoices()]
    db.session.flush()
    made += [issue_credit(note, corrected) for note, corrected in queries.unissued_credits()]
    return sum(document is not None for document in made)


def issue_invoice(invoice: Invoice) -> Document | None:
    membership = db.session.get_one(Membership, invoice.membership_id)
    owner = db.session.get(Person, membership.owner_id) if membership.owner_id else None
    seller = current_app.config["SELLER"]
    try:
        content = freeze.of_invoice(invoice, membership, owner, seller)
    except ValueError:
        log.exception("invoice %s cannot be issued", invoice.number)
        return None
    return _issue(Document(invoice_id=invoice.id), membership.id, content)


def issue_credit(note: CreditNote, corrected: Document) -> Document | None:
    content = freeze.of_credit(note, frozen.load(corrected.content))
    return _issue(Document(credit_note_id=note.id), corrected.membership_id, content)


def _issue(document: Document, membership_id: int, content: Content) -> Document:
    document.membership_id = membership_id
    document.number = content.number
    document.content = frozen.dump(content)
    document.issued_at = now()
    db.session.add(document)
    db.session.flush()
    if content.buyer.email:
        send_later(emails.document(content, content.buyer.email), key=f"document:{document.id}")
    db.session.add(_line(document, None, "issued", content.buyer.email))
    return document


def mail_again(actor_id: int | None, document: Document, to: str) -> None:
    """To the accounts department, or whoever asks for it."""
    send_later(emails.document(frozen.load(document.content), to))
    db.session.add(_line(document, actor_id, "mailed", to))


def _line(document: Document, actor_id: int | None, what: str, to: str) -> BillingAudit:
    detail = f"{document.number} {to}".strip()
    return BillingAudit(
        membership_id=document.membership_id, actor_id=actor_id, what=what, detail=detail
    )
