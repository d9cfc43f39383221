"""A teacher begins a membership, pays, and takes part; a school orders on invoice."""

from flask import Flask

from crowd.accounts.models import Person
from crowd.billing.actions import purchase
from crowd.billing.rules import Reason
from crowd.memberships.queries.standing import standing
from tests.billing.helpers import access_of, act, invoices, join, membership, mine, order
from tests.factories.rows import do
from tests.fakes.stripe import Stripe


def test_who_pays_by_card_is_a_member_at_once(app: Flask, stripe: Stripe, vera: Person) -> None:
    id_ = join(app, stripe, vera)
    assert do(lambda: standing(vera.id)).is_member
    found = membership(id_)
    assert (found.status, found.collection, found.unit_cents) == ("active", "auto", 25_000)
    assert access_of(id_).reason is Reason.ACTIVE
    (invoice,) = invoices(id_)
    assert (invoice.status, invoice.total_cents, invoice.tax_cents) == ("paid", 25_000, 4_339)
    assert invoice.payment_intent_id.startswith("pi_")


def test_until_it_is_paid_nothing_opens(app: Flask, stripe: Stripe, vera: Person) -> None:
    url = act(app, lambda: purchase.begin_teacher(vera.id))
    assert "/dev/stripe/betalen/cs_test_" in url
    stripe.settle()
    assert not do(lambda: standing(vera.id)).is_member
    stripe.pay(url, "card_declined")
    stripe.settle()
    assert access_of(mine(vera).id).reason is Reason.AWAITING


def test_the_seats_of_a_school_work_at_the_order(app: Flask, stripe: Stripe, vera: Person) -> None:
    id_ = order(app, stripe, vera, seats=40)
    assert access_of(id_).reason is Reason.ORDERED
    (invoice,) = invoices(id_)
    assert (invoice.status, invoice.total_cents) == ("open", 1_000_000)
    assert invoice.number and invoice.po_number == "PO-2026-117"
    assert invoice.due_at and (invoice.due_at - invoice.created_at).days == 30


def test_a_school_may_pay_at_once(app: Flask, stripe: Stripe, vera: Person) -> None:
    id_ = order(app, stripe, vera, seats=5, pay="checkout")
    found = membership(id_)
    assert (found.status, found.collection, found.seats_paid) == ("active", "auto", 5)
    (invoice,) = invoices(id_)
    assert invoice.po_number == "PO-2026-117"
