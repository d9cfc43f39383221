"""Case 8: SEPA processing to success, to failure days later, reversed weeks later; over 10,000
euro; iDEAL abandoned."""

from collections.abc import Callable
from email.message import EmailMessage

from flask import Flask

from crowd.accounts.models import Person
from crowd.billing.actions import purchase, sync
from crowd.billing.rules import Reason
from tests.billing.helpers import access_of, act, invoices, join, membership, mine, order
from tests.fakes.stripe import Stripe

Mails = Callable[[], list[EmailMessage]]


def test_while_it_is_under_way_one_takes_part(app: Flask, stripe: Stripe, vera: Person) -> None:
    id_ = join(app, stripe, vera, "sepa")
    assert access_of(id_).reason is Reason.PROCESSING
    assert invoices(id_)[0].payment == "processing"
    stripe.let_pass(6)
    stripe.settle()
    assert access_of(id_).reason is Reason.ACTIVE and invoices(id_)[0].status == "paid"


def test_days_later_it_failed(app: Flask, stripe: Stripe, vera: Person, mails: Mails) -> None:
    id_ = join(app, stripe, vera, "sepa_fails")
    assert access_of(id_).allowed
    stripe.let_pass(6)
    stripe.settle()
    assert access_of(id_).reason is Reason.FAILED and not access_of(id_).allowed
    told = [mail for mail in mails() if mail["Subject"] == "De betaling is niet gelukt"]
    assert len(told) == 1 and "Je kunt nu niet meedoen." in told[0].get_content()


def test_a_debit_that_is_tried_again_is_one_debit(app: Flask, stripe: Stripe, vera: Person) -> None:
    id_ = join(app, stripe, vera, "sepa_fails")
    for days in (6, 4):
        stripe.let_pass(days)
        stripe.settle()
    for _look in range(3):
        act(app, lambda: sync.now(id_))
    assert [charge["status"] for charge in stripe.every("charge")] == ["pending", "failed"]


def test_weeks_later_the_bank_took_it_back(app: Flask, stripe: Stripe, vera: Person) -> None:
    id_ = join(app, stripe, vera, "sepa")
    stripe.let_pass(40)
    stripe.settle()
    (charge,) = stripe.every("charge")
    dispute = stripe.act("dispute", charge["id"])
    stripe.settle()
    assert access_of(id_).allowed and invoices(id_)[0].dispute == "open"
    stripe.act("close_dispute", dispute["id"], "lost")
    stripe.settle()
    assert access_of(id_).reason is Reason.DISPUTED and not access_of(id_).allowed


def test_the_mandate_of_ideal_pays_the_next_year(app: Flask, stripe: Stripe, vera: Person) -> None:
    id_ = join(app, stripe, vera, "ideal")
    stripe.let_pass(stripe.year + 1)
    stripe.settle()
    assert access_of(id_).reason is Reason.PROCESSING
    stripe.let_pass(6)
    stripe.settle()
    assert [row.status for row in invoices(id_)] == ["paid", "paid"]
    assert {charge["payment_method_details"]["type"] for charge in stripe.every("charge")} == {
        "ideal",
        "sepa_debit",
    }


def test_over_ten_thousand_euro_no_debit_is_taken(app: Flask, stripe: Stripe, vera: Person) -> None:
    id_ = order(app, stripe, vera, seats=41, pay="checkout")
    assert membership(id_).seats_paid == 41 and access_of(id_).allowed, "by card it is"
    url = act(app, lambda: purchase.begin_teacher(vera.id))
    with stripe.store.open() as account:
        session = account.get(url.rpartition("/")[2]) or {}
        account.put({**session, "amount_total": 1_000_001})
    assert stripe.pay(url, "sepa")["status"] == "open"


def test_ideal_abandoned(app: Flask, stripe: Stripe, vera: Person, mails: Mails) -> None:
    first = act(app, lambda: purchase.begin_teacher(vera.id))
    stripe.let_pass(1.1)
    stripe.settle()
    assert access_of(mine(vera).id).reason is Reason.AWAITING and mails() == []
    assert act(app, lambda: purchase.begin_teacher(vera.id)) != first
