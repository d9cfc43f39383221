"""Case 5: the page one comes back to before, after, without the webhook; a forged or someone
else's session; an expired session; a double click; two tabs that both paid."""

from collections.abc import Callable

from flask import Flask

from crowd.accounts.models import Person
from crowd.billing.actions import purchase
from crowd.billing.fake import terms
from tests.billing.helpers import access_of, act, audited, invoices, membership, mine
from tests.client import Client
from tests.fakes.stripe import DAY, Stripe

AsPerson = Callable[[Person], Client]
BACK = "/lid-worden/terug"
WELCOME = "Welkom, je bent lid."


def begun(app: Flask, stripe: Stripe, person: Person, method: str = "card") -> str:
    """The id of the session that was paid."""
    url = act(app, lambda: purchase.begin_teacher(person.id))
    stripe.pay(url, method)
    return url.rpartition("/")[2]


def test_before_the_webhook_one_is_told_to_wait(
    app: Flask, as_: AsPerson, stripe: Stripe, vera: Person
) -> None:
    session = begun(app, stripe, vera)
    browser = as_(vera)
    assert WELCOME not in browser.get(f"{BACK}?session_id={session}").text
    stripe.settle()
    assert WELCOME in browser.get(f"{BACK}?session_id={session}").text


def test_without_the_webhook_a_look_is_enough(
    app: Flask, as_: AsPerson, stripe: Stripe, vera: Person
) -> None:
    begun(app, stripe, vera)
    stripe.forget()
    browser = as_(vera)
    answer = browser.post(BACK, headers={"HX-Request": "true"})
    assert 'data-hx-get="/lid-worden/terug"' in answer.text, "it asks again by itself"
    stripe.work()
    assert WELCOME in browser.get(BACK, headers={"HX-Request": "true"}).text


def test_someone_elses_session_gives_nothing(
    app: Flask, as_: AsPerson, stripe: Stripe, vera: Person, charlie: Person
) -> None:
    from tests.factories import people

    session = begun(app, stripe, vera)
    stripe.settle()
    people.end_membership(charlie)
    browser = as_(charlie)
    for forged in (session, "cs_test_forged", "x" * 3000):
        assert WELCOME not in browser.get(f"{BACK}?session_id={forged}").text
        browser.post(f"{BACK}?session_id={forged}")
    stripe.work()
    assert "Je kunt nu niet meedoen" in browser.get("/ik/lidmaatschap").text


def test_an_expired_session_makes_room_for_a_new_one(
    app: Flask, stripe: Stripe, vera: Person
) -> None:
    first = act(app, lambda: purchase.begin_teacher(vera.id))
    stripe.let_pass(2)
    assert stripe.pay(first)["status"] == "expired"
    second = act(app, lambda: purchase.begin_teacher(vera.id))
    assert second != first
    stripe.pay(second)
    stripe.settle()
    assert access_of(mine(vera).id).allowed


def test_another_choice_expires_what_was_open(app: Flask, stripe: Stripe, vera: Person) -> None:
    app.config["STUDENT_PRICE_CENTS"] = 12_500
    try:
        first = act(app, lambda: purchase.begin_teacher(vera.id))
        second = act(app, lambda: purchase.begin_teacher(vera.id, plan="student"))
    finally:
        app.config["STUDENT_PRICE_CENTS"] = 0
    assert stripe.pay(first)["status"] == "expired"
    stripe.pay(second)
    stripe.settle()
    assert [invoice.total_cents for invoice in invoices(mine(vera).id)] == [12_500]


def test_paying_twice_on_one_page_pays_once(app: Flask, stripe: Stripe, vera: Person) -> None:
    url = act(app, lambda: purchase.begin_teacher(vera.id))
    stripe.pay(url)
    stripe.pay(url)
    stripe.settle()
    assert len(stripe.every("subscription")) == 1


def test_two_tabs_that_both_paid(app: Flask, stripe: Stripe, vera: Person) -> None:
    """The second subscription is noticed, ends, and its money goes back."""
    begun(app, stripe, vera)
    stripe.settle()
    id_ = mine(vera).id
    _second_subscription(stripe)
    stripe.settle()
    found = sorted(stripe.every("subscription"), key=lambda sub: str(sub["created"]))
    assert [sub["status"] for sub in found] == ["active", "canceled"]
    assert membership(id_).subscription_id == found[0]["id"] and access_of(id_).allowed
    first, second = sorted(invoices(id_), key=lambda row: row.number or "")
    assert (first.refunded_cents, second.refunded_cents) == (0, 25_000)
    assert {"second_subscription", "second_dropped"} <= set(audited(id_))


def test_the_second_by_a_debit_goes_back_when_it_came_in(
    app: Flask, stripe: Stripe, vera: Person
) -> None:
    import time_machine

    from crowd.core.clock import now

    begun(app, stripe, vera)
    stripe.settle()
    id_ = mine(vera).id
    _second_subscription(stripe, "sepa")
    stripe.settle()
    moment = now()
    for days in range(1, 9):
        with time_machine.travel(moment.timestamp() + days * DAY, tick=False):
            stripe.settle()
    assert sorted(row.refunded_cents for row in invoices(id_)) == [0, 25_000]
    assert access_of(id_).allowed


def _second_subscription(stripe: Stripe, method: str = "card") -> None:
    """As another session for the same membership would make."""
    with stripe.store.open() as account:
        (sub,) = account.every("subscription")
        account.now += 60
        item = sub["items"]["data"][0]
        given = {name: sub[name] for name in ("customer", "metadata", "default_tax_rates")}
        terms.begin(account, given, [{"price": item["price"], "quantity": 1}], method)
