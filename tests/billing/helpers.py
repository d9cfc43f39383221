"""Short ways for tests of billing: act in an application context, and look at rows afterwards."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask
from sqlalchemy import select
from stripe import WebhookSignature

from crowd.accounts.models import Person
from crowd.billing.actions import purchase
from crowd.billing.actions.sync import standing_of
from crowd.billing.fake.deliver import SECRET
from crowd.billing.models import BillingAudit, Invoice, Membership, StripeEvent
from crowd.billing.rules import Access
from crowd.core import jobs
from crowd.core.clock import now
from crowd.core.db import db
from crowd.core.mail import read_folder
from tests.factories.rows import do, found
from tests.fakes.stripe import Stripe

T = TypeVar("T")


def act(app: Flask, work: Callable[[], T]) -> T:
    """As in a request or a job: nothing changed yet, no transaction open."""
    with app.app_context():
        try:
            return work()
        finally:
            db.session.rollback()


def join(app: Flask, stripe: Stripe, person: Person, method: str = "card", **how: str) -> int:
    """Somebody becomes a member, pays, and everything is told; the membership's id."""
    url = act(app, lambda: purchase.begin_teacher(person.id, **how))
    stripe.pay(url, method)
    stripe.settle()
    return mine(person).id


def order(
    app: Flask, stripe: Stripe, owner: Person, seats: int = 10, pay: str = "invoice", **more: str
) -> int:
    """A school orders; on invoice the worker places it."""
    wanted = purchase.SchoolOrder(
        owner_id=owner.id,
        seats=seats,
        organisation="Stichting De Plataan",
        street="Lindelaan 1",
        postcode="1234 AB",
        city="Utrecht",
        contact_name="Ans Admin",
        contact_email="ans@example.org",
        invoice_email="facturen@example.org",
        **{"po_number": "PO-2026-117", **more},  # type: ignore[arg-type]
    )
    placed = act(app, lambda: purchase.order_school(wanted, pay))  # type: ignore[arg-type]
    if placed.url:
        stripe.pay(placed.url)
    stripe.settle()
    return placed.membership_id


def mine(person: Person) -> Membership:
    """The newest membership that somebody pays for."""
    rows = found(
        select(Membership)
        .where(Membership.owner_id == person.id, Membership.collection != "given")
        .order_by(Membership.id)
    )
    return rows[-1]


def membership(id_: int) -> Membership:
    return do(lambda: db.session.get_one(Membership, id_))


def invoices(id_: int) -> list[Invoice]:
    return found(
        select(Invoice).where(Invoice.membership_id == id_).order_by(Invoice.created_at, Invoice.id)
    )


def access_of(id_: int) -> Access:
    return do(lambda: standing_of(db.session.get_one(Membership, id_)))


def signed(body: bytes | str, secret: str = SECRET, at: float | None = None) -> dict[str, str]:
    """Headers as Stripe sends them."""
    text = body.decode() if isinstance(body, bytes) else body
    moment = int(at if at is not None else now().timestamp())
    header = WebhookSignature.generate_signature_header(text, secret, timestamp=moment)
    return {"Stripe-Signature": header, "Content-Type": "application/json"}


def events() -> list[StripeEvent]:
    return found(select(StripeEvent).order_by(StripeEvent.received_at, StripeEvent.id))


def run_all(app: Flask, name: str, **payload: object) -> None:
    """A job as the calendar asks for it, and all that follows from it."""
    with app.app_context():
        jobs.enqueue(name, payload)
        db.session.commit()
        while jobs.run_due():
            pass


def audited(id_: int) -> list[str]:
    rows = found(select(BillingAudit).where(BillingAudit.membership_id == id_))
    return [row.what for row in rows]


def told(app: Flask) -> list[str]:
    """Subjects of what was mailed, besides invoices; nothing is ever mailed twice."""
    subjects = sorted(str(mail["Subject"]) for mail in read_folder(app.config["MAIL_URL"]))
    assert len(subjects) == len(set(subjects)), subjects
    return [subject for subject in subjects if not subject.startswith("Factuur")]
