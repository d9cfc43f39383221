"""Case 7: a card declined, authentication needed, a renewal that fails off session, recovery
after retries, a card changed in the portal."""

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask

from crowd.accounts.models import Person
from crowd.billing.actions import purchase
from crowd.billing.rules import Reason
from tests.billing.helpers import access_of, act, invoices, join, membership, mine
from tests.fakes.stripe import Stripe

Mails = Callable[[], list[EmailMessage]]


@pytest.mark.parametrize("method", ["card_declined", "card_3ds"])
def test_refused_or_not_confirmed_opens_nothing(
    app: Flask, stripe: Stripe, vera: Person, method: str
) -> None:
    url = act(app, lambda: purchase.begin_teacher(vera.id))
    assert stripe.pay(url, method)["status"] == "open"
    stripe.settle()
    assert access_of(mine(vera).id).reason is Reason.AWAITING
    assert stripe.pay(url, "card")["status"] == "complete"
    stripe.settle()
    assert access_of(mine(vera).id).allowed


def test_a_renewal_that_fails_gives_fourteen_days(
    app: Flask, stripe: Stripe, vera: Person, mails: Mails
) -> None:
    id_ = join(app, stripe, vera, "card_fails_later")
    stripe.let_pass(stripe.year + 1)
    stripe.settle()
    assert (membership(id_).status, access_of(id_).reason) == ("past_due", Reason.LATE)
    stripe.let_pass(13.5)
    stripe.settle()
    assert access_of(id_).allowed
    stripe.let_pass(0.6)
    stripe.settle()
    assert not access_of(id_).allowed
    told = [mail for mail in mails() if mail["Subject"] == "De betaling is niet gelukt"]
    assert len(told) == 1 and told[0]["To"] == vera.email
    assert "Je kunt tot" in told[0].get_content()


def test_after_every_retry_it_ends(app: Flask, stripe: Stripe, vera: Person, mails: Mails) -> None:
    id_ = join(app, stripe, vera, "card_fails_later")
    stripe.let_pass(stripe.year + 1)
    for _day in range(10):
        stripe.let_pass(3)
        stripe.settle()
    assert (membership(id_).status, access_of(id_).reason) == ("canceled", Reason.ENDED)
    subjects = [str(mail["Subject"]) for mail in mails()]
    assert subjects.count("Je lidmaatschap is gestopt") == 1
    assert subjects.count("De betaling is niet gelukt") == 1


@pytest.mark.parametrize("method", ["card", "sepa"])
def test_another_card_or_account_puts_it_right(
    app: Flask, stripe: Stripe, vera: Person, method: str
) -> None:
    id_ = join(app, stripe, vera, "card_fails_later")
    stripe.let_pass(stripe.year + 1)
    stripe.settle()
    stripe.change_method(membership(id_).customer_id or "", method)
    stripe.settle()
    assert access_of(id_).allowed and membership(id_).status == "active"
    stripe.let_pass(30)
    stripe.settle()
    assert access_of(id_).reason is Reason.ACTIVE
    assert [row.status for row in invoices(id_)] == ["paid", "paid"]


def test_ended_and_bought_again_is_another_membership(
    app: Flask, stripe: Stripe, vera: Person
) -> None:
    first = join(app, stripe, vera)
    stripe.act("end", membership(first).subscription_id)
    stripe.settle()
    second = join(app, stripe, vera)
    assert second != first and access_of(second).allowed and not access_of(first).allowed
