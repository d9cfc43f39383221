"""Case 11: cancel at the end, undo, ended at Stripe; full and partial refund; dispute won and
lost; the customer deleted at Stripe; the price changed; renewal on 29 February."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
import time_machine
from flask import Flask

from crowd.accounts.models import Person
from crowd.billing import rules
from crowd.billing.actions import corrections, ending
from crowd.billing.rules import Reason
from crowd.core.errors import Conflict, Invalid
from tests.billing.helpers import access_of, act, audited, invoices, join, membership, run_all
from tests.fakes.stripe import Stripe

Mails = Callable[[], list[EmailMessage]]


@pytest.fixture
def paid(app: Flask, stripe: Stripe, vera: Person) -> int:
    return join(app, stripe, vera)


def test_cancel_at_the_end_and_undo(app: Flask, stripe: Stripe, paid: int) -> None:
    until = act(app, lambda: ending.cancel(paid))
    assert until == membership(paid).period_end
    assert access_of(paid).reason is Reason.CANCELLING and access_of(paid).until == until
    act(app, lambda: ending.undo(paid))
    assert access_of(paid).reason is Reason.ACTIVE
    stripe.let_pass(stripe.year + 1)
    stripe.settle()
    assert access_of(paid).allowed and len(invoices(paid)) == 2


def test_ended_at_stripe_itself(app: Flask, stripe: Stripe, paid: int, mails: Mails) -> None:
    stripe.act("end", membership(paid).subscription_id)
    stripe.settle()
    assert access_of(paid).reason is Reason.ENDED
    assert [str(m["Subject"]) for m in mails()].count("Je lidmaatschap is gestopt") == 1
    for again in (ending.cancel, ending.undo):
        with pytest.raises(Conflict):
            act(app, lambda again=again: again(paid))


def test_a_company_lets_go_after_a_month_from_the_second_year_on(
    app: Flask, stripe: Stripe, paid: int
) -> None:
    app.config["LEGAL_FORM"] = "onderneming"
    try:
        assert act(app, lambda: ending.stops(paid)) == membership(paid).period_end
        stripe.let_pass(stripe.year + 1)
        stripe.settle()
        stripe.let_pass(100)
        stripe.settle()
        year_end = membership(paid).period_end
        until = act(app, lambda: ending.cancel(paid))
        assert year_end and until < year_end
        assert access_of(paid).reason is Reason.CANCELLING
        stripe.let_pass(31)
        stripe.settle()
        assert membership(paid).status == "canceled"
        year_end -= timedelta(days=31)  # all of theirs moved back
        run_all(app, "billing.refund_rest", membership_id=paid, ends=year_end.isoformat())
    finally:
        app.config["LEGAL_FORM"] = "vereniging"
    last = invoices(paid)[-1]
    assert 15_000 < last.refunded_cents < 17_500, "two thirds of the year were left"


@pytest.mark.parametrize(
    ("form", "first", "days"),
    [
        ("vereniging", True, 200),
        ("vereniging", False, 200),
        ("onderneming", True, 200),
        ("onderneming", False, 30),
    ],
)
def test_when_it_stops_by_the_law(form: str, first: bool, days: int) -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    end = now + timedelta(days=200)
    assert rules.stops_at(form, first, now, end) == now + timedelta(days=days)


def test_a_full_refund_ends_access_and_a_partial_one_does_not(
    app: Flask, stripe: Stripe, paid: int
) -> None:
    (invoice,) = invoices(paid)
    act(app, lambda: corrections.refund(invoice.id, 5_000))
    assert access_of(paid).allowed and invoices(paid)[0].refunded_cents == 5_000
    with pytest.raises(Invalid):
        act(app, lambda: corrections.refund(invoice.id, 20_001))
    act(app, lambda: corrections.refund(invoice.id, 20_000))
    assert access_of(paid).reason is Reason.REFUNDED
    assert audited(paid).count("refunded") == 2


def test_a_refund_made_at_stripe(app: Flask, stripe: Stripe, paid: int) -> None:
    (charge,) = stripe.every("charge")
    stripe.act("give_back", charge["id"], 25_000, None)
    only = [event for event in stripe.events() if event["type"] == "refund.created"]
    stripe.tell(*only)  # it names no customer: that is looked up
    stripe.work()
    assert access_of(paid).reason is Reason.REFUNDED


@pytest.mark.parametrize(("outcome", "allowed"), [("won", True), ("lost", False)])
def test_a_dispute(app: Flask, stripe: Stripe, paid: int, outcome: str, allowed: bool) -> None:
    (charge,) = stripe.every("charge")
    dispute = stripe.act("dispute", charge["id"])
    stripe.settle()
    assert access_of(paid).allowed, "while it is open"
    stripe.act("close_dispute", dispute["id"], outcome)
    stripe.settle()
    assert access_of(paid).allowed is allowed and invoices(paid)[0].dispute == outcome


def test_the_customer_is_deleted_at_stripe(app: Flask, stripe: Stripe, paid: int) -> None:
    from crowd.billing import gateway

    customer = membership(paid).customer_id or ""
    act(app, lambda: gateway.call("customers.delete", customer))
    stripe.settle()
    assert access_of(paid).reason is Reason.ENDED
    assert len(invoices(paid)) == 1, "what was billed stays"


def test_the_price_changed(app: Flask, stripe: Stripe, paid: int, mails: Mails) -> None:
    """What was agreed stays; the next year costs what is told 45 days before."""
    app.config["MEMBERSHIP_PRICE_CENTS"] = 27_500
    try:
        assert membership(paid).unit_cents == 25_000
        stripe.let_pass(stripe.year - 45)
        stripe.settle()
        run_all(app, "billing.renewals")
        stripe.settle()
        (told,) = [m for m in mails() if str(m["Subject"]).startswith("Je lidmaatschap loopt")]
        assert "€\xa0275" in told.get_content()
        stripe.let_pass(46)
        stripe.settle()
    finally:
        app.config["MEMBERSHIP_PRICE_CENTS"] = 25_000
    assert [row.total_cents for row in invoices(paid)] == [25_000, 27_500]


def test_a_code_was_for_the_first_year(app: Flask, stripe: Stripe, vera: Person) -> None:
    app.config["DISCOUNT_CODES"] = {"NAJAAR": "20%"}
    try:
        id_ = join(app, stripe, vera, code="NAJAAR")
    finally:
        app.config["DISCOUNT_CODES"] = {}
    stripe.let_pass(stripe.year - 45)
    stripe.settle()
    run_all(app, "billing.renewals")
    stripe.let_pass(46)
    stripe.settle()
    assert [row.total_cents for row in invoices(id_)] == [20_000, 25_000]


def test_who_began_on_29_february_renews_on_the_28th_and_then_the_29th(
    app: Flask, stripe: Stripe, vera: Person
) -> None:
    with time_machine.travel(datetime(2028, 2, 29, 12, tzinfo=UTC), tick=False) as clock:
        id_ = join(app, stripe, vera)
        ends = []
        for year in (2029, 2030, 2031, 2032):
            end = membership(id_).period_end
            assert end
            ends.append(f"{end:%Y-%m-%d}")
            clock.move_to(datetime(year, 3, 1, 12, tzinfo=UTC))
            run_all(app, "billing.nightly")
    assert ends == ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]
