"""Case 2: the same event twice, in sequence and at once; updated before created; a paid invoice
before its membership; unknown type or status."""

import json
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask

from crowd.accounts.models import Person
from crowd.billing import mirror
from crowd.billing.actions import purchase
from crowd.billing.models import Membership
from crowd.billing.rules import Reason
from crowd.core.clock import now
from crowd.core.db import db
from tests.billing.helpers import access_of, act, events, join, membership, mine, signed, told
from tests.factories.rows import do
from tests.fakes.stripe import Stripe


def test_the_same_event_in_sequence(app: Flask, stripe: Stripe, vera: Person) -> None:
    id_ = join(app, stripe, vera)
    before = membership(id_)
    for _again in range(3):
        assert set(stripe.tell(*stripe.events())) == {200}
        stripe.work()
    assert membership(id_).version == before.version, "nothing was looked at again"
    assert told(app) == ["Welkom bij The Crowd"]


def test_the_same_event_at_once(app: Flask, stripe: Stripe, vera: Person) -> None:
    url = act(app, lambda: purchase.begin_teacher(vera.id))
    stripe.pay(url)
    event = stripe.events()[-1]
    body = json.dumps(event)

    def post(_number: int) -> int:
        answer = app.test_client().post("/stripe/webhook", data=body, headers=signed(body))
        return answer.status_code

    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(post, range(8))) == {200}
    assert [each.id for each in events()] == [event["id"]]
    stripe.work()
    assert told(app) == ["Welkom bij The Crowd"]


@pytest.mark.parametrize("seed", range(5))
def test_in_any_order(app: Flask, stripe: Stripe, vera: Person, seed: int) -> None:
    url = act(app, lambda: purchase.begin_teacher(vera.id))
    stripe.pay(url, "card_fails_later")
    stripe.let_pass(stripe.year + 1)
    order = random.Random(seed)
    for event in order.sample(stripe.events(), len(stripe.events())):
        stripe.tell(event)
        if order.random() < 0.4:
            stripe.work()
    stripe.settle()
    assert access_of(mine(vera).id).reason is Reason.LATE
    assert told(app) == ["De betaling is niet gelukt", "Welkom bij The Crowd"]


def test_paid_before_we_know_the_customer(app: Flask, stripe: Stripe, vera: Person) -> None:
    """The answer to `customers.create` is not committed yet, and an event is here already."""
    url = act(app, lambda: purchase.begin_teacher(vera.id))
    customer = mine(vera).customer_id
    do(lambda: _set_customer(mine(vera).id, None))
    stripe.pay(url)
    assert set(stripe.tell()) == {200}
    stripe.work()
    assert mine(vera).status == "" and all(not each.parked_at for each in events())
    do(lambda: _set_customer(mine(vera).id, customer))
    with time_machine.travel(now() + timedelta(minutes=1), tick=False):
        stripe.work()
        assert access_of(mine(vera).id).allowed


def test_what_never_becomes_known_is_parked_and_reported(
    app: Flask, stripe: Stripe, vera: Person
) -> None:
    url = act(app, lambda: purchase.begin_teacher(vera.id))
    do(lambda: _set_customer(mine(vera).id, None))
    stripe.pay(url)
    stripe.tell()
    moment = now()
    for hours in range(1, 9):
        with time_machine.travel(moment + timedelta(hours=hours), tick=False):
            stripe.work()
    ours = [each for each in events() if each.membership_ref]
    assert ours and all(each.parked_at and not each.done_at for each in ours)
    result = app.test_cli_runner().invoke(args=["billing", "report"])
    assert f"LOOK   {len(ours)} events parked" in result.output


def _set_customer(id_: int, customer: str | None) -> None:
    db.session.get_one(Membership, id_).customer_id = customer


def test_an_unknown_type_changes_nothing(app: Flask, stripe: Stripe, vera: Person) -> None:
    id_ = join(app, stripe, vera)
    of = {"object": "hologram", "id": "holo_1", "customer": membership(id_).customer_id}
    event = {
        **stripe.events()[-1],
        "id": "evt_new",
        "type": "hologram.projected",
        "data": {"object": of},
    }
    assert stripe.tell(event) == [200]
    stripe.work()
    assert access_of(id_).allowed
    assert all(each.done_at for each in events())


def test_an_unknown_status_keeps_the_last_decision(
    app: Flask, stripe: Stripe, vera: Person
) -> None:
    id_ = join(app, stripe, vera)
    (sub,) = stripe.every("subscription")
    found = mirror.Found(now(), subscriptions=[{**sub, "status": "frozen"}])
    do(lambda: mirror.lay_over(db.session.get_one(Membership, id_), found))
    assert access_of(id_).allowed and access_of(id_).reason is Reason.UNCLEAR
    lapsed = now() - timedelta(days=1)
    do(lambda: _close(id_, lapsed))
    do(lambda: mirror.lay_over(db.session.get_one(Membership, id_), found))
    assert not access_of(id_).allowed


def _close(id_: int, moment: datetime) -> None:
    db.session.get_one(Membership, id_).access_until = moment
