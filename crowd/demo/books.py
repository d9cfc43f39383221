"""A few rows for the treasurer: a teacher and a school who paid at the embedded Stripe. The order
of the office (`office.py`) is the invoice that is open."""

from datetime import timedelta

from flask import Flask, current_app
from sqlalchemy import delete

from crowd.accounts.models import Person
from crowd.accounts.queries import person_by_email
from crowd.billing.actions import purchase, sync
from crowd.billing.fake import checkout, money, store_of, terms
from crowd.billing.models import Membership
from crowd.core.clock import now
from crowd.core.db import apart, db
from crowd.demo.load import NO_PASSWORD
from crowd.memberships.queries.mine import newest_id
from crowd.schools.actions import new_school

TEACHER = "anouk.verhoeven@example.org"
SCHOOL = "Stichting De Vier Winden"
DAY = 24 * 3600


def fill() -> None:
    """Commits on its way, as buying does."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    told, store_of(app).on_events = store_of(app).on_events, None  # nobody listens yet
    _teacher(app)
    _school(app)
    with store_of(app).open() as account:
        for event in account.unsent():
            account.mark_sent(event["id"])
    store_of(app).on_events = told


def _teacher(app: Flask) -> None:
    """Pays by card since forty days, instead of what was given."""
    person = person_by_email(TEACHER)
    assert person is not None
    id_ = person.id
    db.session.execute(delete(Membership).where(Membership.owner_id == id_))
    db.session.commit()
    url = purchase.begin_teacher(id_)
    with store_of(app).open() as account:
        session = account.get(url.rpartition("/")[2])
        assert session is not None
        paid = checkout.pay(account, session, "card")
        terms.let_pass(account, paid["customer"], 40 * DAY)
    sync.now(apart(lambda: newest_id(id_)) or 0)


def _school(app: Flask) -> None:
    """Ordered on invoice, and paid by bank three weeks later."""
    owner = Person(
        name="Ria Post",
        email="administratie@vierwinden.example.org",
        email_confirmed_at=now(),
        password_hash=NO_PASSWORD,
        created_at=now() - timedelta(days=60),
    )
    school = new_school(SCHOOL, "Zwolle", street="Dorpsstraat 8", postcode="8011 AB")
    db.session.add(owner)
    db.session.flush()
    wanted = purchase.SchoolOrder(
        owner_id=owner.id,
        school_id=school.id,
        seats=12,
        organisation=SCHOOL,
        street="Dorpsstraat 8",
        postcode="8011 AB",
        city="Zwolle",
        contact_name=owner.name,
        contact_email=owner.email,
        invoice_email=owner.email,
        po_number="VW-2291",
    )
    db.session.commit()
    placed = purchase.order_school(wanted).membership_id
    purchase.place(placed)
    customer = apart(lambda: db.session.get_one(Membership, placed).customer_id) or ""
    with store_of(app).open() as account:
        terms.let_pass(account, customer, 21 * DAY)
        (invoice,) = account.every("invoice", customer)
        money.transfer(account, invoice, invoice["amount_remaining"])
        terms.let_pass(account, customer, 14 * DAY)
    sync.now(placed)
