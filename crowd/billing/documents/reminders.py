"""Invoices that nobody paid: reminded 7 and 21 days past due, each once, at the invoice address.

Never of what is collected automatically. Seats go on meanwhile.
"""

from sqlalchemy import select

from crowd.billing.documents import content as frozen
from crowd.billing.documents import emails
from crowd.billing.documents.models import Document
from crowd.billing.models import BillingAudit, Invoice, Membership
from crowd.core.clock import local, now
from crowd.core.db import db
from crowd.core.mail import send_later

FIRST, SECOND, LAST = 7, 21, 60  # days; after the last a person calls


def days_late(invoice: Invoice) -> int:
    """In days of the calendar: the change of clocks makes no difference."""
    if invoice.due_at is None:
        return 0
    return (local(now()).date() - local(invoice.due_at).date()).days


def step(days: int) -> int | None:
    """Which reminder it is time for."""
    if days < FIRST or days >= LAST:
        return None
    return SECOND if days >= SECOND else FIRST


def remind() -> None:
    """Job `billing.dun`: every morning."""
    rows = db.session.execute(
        select(Invoice, Document, Membership)
        .join(Document, Document.invoice_id == Invoice.id)
        .join(Membership, Membership.id == Invoice.membership_id)
        .where(
            Invoice.status == "open",
            Invoice.collection == "invoice",
            Invoice.remaining_cents > 0,
            Invoice.due_at < now(),
        )
    )
    for invoice, document, membership in rows:
        _remind(invoice, document, membership)


def _remind(invoice: Invoice, document: Document, membership: Membership) -> None:
    time = step(days_late(invoice))
    content = frozen.load(document.content)
    to = membership.invoice_email or content.buyer.email
    if time is None or not to:
        return
    mail = emails.reminder(content, to, invoice.remaining_cents)
    if send_later(mail, f"reminder:{time}:{invoice.stripe_id}"):
        db.session.add(
            BillingAudit(
                membership_id=membership.id,
                what="invoice_reminded",
                detail=f"{document.number} {to} +{time}",
            )
        )
