"""Case 9: the PO number on the first, renewal and proration invoice; paid late, in part, too much,
out of band; void; uncollectible; credit note; a due date across the change of clocks."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from crowd.accounts.models import Person
from crowd.billing.actions import corrections, seats
from crowd.billing.rules import Reason
from crowd.core.clock import local
from crowd.core.errors import Conflict, Invalid
from tests.billing.helpers import access_of, act, audited, invoices, membership, order
from tests.fakes.stripe import Stripe


@pytest.fixture
def school(app: Flask, stripe: Stripe, vera: Person) -> int:
    """Ten seats on invoice, not paid yet: 2,500 euro."""
    return order(app, stripe, vera, seats=10, cost_centre="4711")


def pay(stripe: Stripe, id_: int, cents: int | None = None) -> None:
    invoice = invoices(id_)[-1]
    stripe.act("transfer", invoice.stripe_id, cents or invoice.remaining_cents)
    stripe.settle()


def test_the_number_of_the_order_is_on_every_invoice(
    app: Flask, stripe: Stripe, school: int
) -> None:
    pay(stripe, school)
    act(app, lambda: seats.more(school, 12, seen=10))
    stripe.settle()
    pay(stripe, school)
    stripe.let_pass(stripe.year + 1)
    stripe.settle()
    found = invoices(school)
    assert [row.reason for row in found] == [
        "subscription_create",
        "subscription_update",
        "subscription_cycle",
    ]
    assert {row.po_number for row in found} == {"PO-2026-117"}
    assert found[-1].total_cents == 12 * 25_000


def test_paid_late(app: Flask, stripe: Stripe, school: int) -> None:
    stripe.let_pass(31)
    stripe.settle()
    assert access_of(school).reason is Reason.INVOICE_LATE and access_of(school).allowed
    stripe.let_pass(60)
    stripe.settle()
    assert access_of(school).reason is Reason.TOO_LATE and not access_of(school).allowed
    pay(stripe, school)
    assert access_of(school).reason is Reason.ACTIVE


def test_paid_in_part_is_not_paid(app: Flask, stripe: Stripe, school: int) -> None:
    pay(stripe, school, 100_000)
    (invoice,) = invoices(school)
    assert (invoice.status, invoice.paid_cents, invoice.remaining_cents) == (
        "open",
        100_000,
        150_000,
    )
    stripe.let_pass(91)
    stripe.settle()
    assert not access_of(school).allowed
    pay(stripe, school)
    assert access_of(school).allowed and invoices(school)[0].status == "paid"


def test_paid_too_much(app: Flask, stripe: Stripe, school: int) -> None:
    pay(stripe, school, 260_000)
    (invoice,) = invoices(school)
    assert (invoice.status, invoice.paid_cents, invoice.remaining_cents) == ("paid", 250_000, 0)


def test_paid_out_of_band(app: Flask, stripe: Stripe, school: int) -> None:
    act(app, lambda: corrections.paid_elsewhere(invoices(school)[0].id))
    assert invoices(school)[0].status == "paid" and access_of(school).reason is Reason.ACTIVE
    assert "paid_elsewhere" in audited(school)
    with pytest.raises(Conflict):
        act(app, lambda: corrections.refund(invoices(school)[0].id, 100))


def test_void(app: Flask, stripe: Stripe, school: int) -> None:
    act(app, lambda: corrections.void(invoices(school)[0].id))
    assert invoices(school)[0].status == "void"
    with pytest.raises(Conflict):
        act(app, lambda: corrections.void(invoices(school)[0].id))


def test_written_off(app: Flask, stripe: Stripe, school: int) -> None:
    act(app, lambda: corrections.uncollectible(invoices(school)[0].id))
    stripe.let_pass(91)
    stripe.settle()
    assert invoices(school)[0].status == "uncollectible" and not access_of(school).allowed


def test_a_credit_note_makes_less_to_pay(app: Flask, stripe: Stripe, school: int) -> None:
    act(app, lambda: corrections.credit(invoices(school)[0].id, 50_000))
    (invoice,) = invoices(school)
    assert (invoice.credited_cents, invoice.remaining_cents) == (50_000, 200_000)
    pay(stripe, school)
    assert invoices(school)[0].status == "paid" and access_of(school).allowed


def test_credited_to_be_billed_anew_the_seats_go_on(
    app: Flask, stripe: Stripe, school: int
) -> None:
    act(app, lambda: corrections.credit(invoices(school)[0].id, 250_000))
    (invoice,) = invoices(school)
    assert (invoice.remaining_cents, invoice.refunded_cents) == (0, 0)
    assert access_of(school).allowed, "no money went back"


def test_a_credit_note_after_payment_goes_back(app: Flask, stripe: Stripe, school: int) -> None:
    pay(stripe, school)
    act(app, lambda: corrections.credit(invoices(school)[0].id, 50_000))
    (invoice,) = invoices(school)
    assert (invoice.credited_cents, invoice.refunded_cents) == (50_000, 50_000)
    assert access_of(school).allowed
    act(app, lambda: corrections.credit(invoices(school)[0].id, 200_000))
    assert access_of(school).reason is Reason.REFUNDED


@pytest.mark.parametrize("cents", [0, -1, 250_001, 10**9])
def test_no_more_than_was_billed_is_credited(
    app: Flask, stripe: Stripe, school: int, cents: int
) -> None:
    with pytest.raises(Invalid):
        act(app, lambda: corrections.credit(invoices(school)[0].id, cents))
    assert invoices(school)[0].credited_cents == 0


def test_thirty_days_are_thirty_days_across_the_change_of_clocks(
    app: Flask, stripe: Stripe, vera: Person
) -> None:
    with time_machine.travel(datetime(2027, 3, 15, 22, 30, tzinfo=UTC), tick=False):
        id_ = order(app, stripe, vera)
        (invoice,) = invoices(id_)
        assert invoice.due_at and invoice.finalized_at
        assert invoice.due_at - invoice.finalized_at == timedelta(days=30)
        assert local(invoice.due_at).date().isoformat() == "2027-04-15", "an hour past midnight"
        assert membership(id_).status == "active"
