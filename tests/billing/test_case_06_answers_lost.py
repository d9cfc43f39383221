"""Case 6: an answer lost after a create; 500 replayed under one key; a key with other parameters;
409; 429; a timeout; HTML with 503; a bad key."""

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any

import pytest
import stripe as library
from flask import Flask
from sqlalchemy import select

from crowd.accounts.models import Person
from crowd.billing import gateway, intents
from crowd.billing.actions import corrections, purchase, seats
from crowd.billing.fake.http import Answer
from crowd.billing.models import Intent, Invoice
from tests.billing.helpers import access_of, act, invoices, join, membership, mine, order
from tests.factories.rows import found
from tests.fakes.guards import GuardedClient
from tests.fakes.stripe import Stripe

HTML = "<html><body>503 Service Unavailable</body></html>"


class Flaky(GuardedClient):
    """Fails as told: on a path, in these ways, one after the other; then it works again."""

    def __init__(self, store: Any, path: str, ways: list[str]) -> None:
        super().__init__(store)
        self.path = path
        self.ways = ways
        self.keys: list[str] = []

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> Answer:
        hit = method == "post" and url.endswith(self.path)
        if hit:
            self.keys.append((headers or {}).get("Idempotency-Key", ""))
        way = self.ways.pop(0) if hit and self.ways else ""
        if way == "timeout":
            raise library.APIConnectionError("timed out", should_retry=True)
        if way == "lost":
            super().request(method, url, headers, post_data)
            raise library.APIConnectionError("reset by peer", should_retry=True)
        if way == "html":
            return HTML, 503, {}
        if way:
            code = {"409": "idempotency_key_in_use", "429": "rate_limit"}.get(way, "api_error")
            body = {"error": {"type": "api_error", "code": code, "message": "no"}}
            return json.dumps(body), int(way), {}
        return super().request(method, url, headers, post_data)

    def _sleep_time_seconds(self, num_retries: int) -> float:
        return 0


@pytest.fixture
def flaky(app: Flask, stripe: Stripe) -> Callable[..., Flaky]:
    def make(path: str, *ways: str) -> Flaky:
        made = Flaky(stripe.store, path, list(ways))
        app.extensions.pop("stripe", None)
        app.extensions["stripe_http"] = lambda: made
        return made

    return make


def begin(app: Flask, person: Person) -> str:
    return act(app, lambda: purchase.begin_teacher(person.id))


@pytest.mark.parametrize("way", ["timeout", "lost", "500", "503", "html", "409"])
def test_a_hiccup_is_not_noticed(
    app: Flask, stripe: Stripe, vera: Person, flaky: Callable[..., Flaky], way: str
) -> None:
    http = flaky("/v1/customers", way, way)
    stripe.pay(begin(app, vera))
    stripe.settle()
    assert access_of(mine(vera).id).allowed
    assert len(http.keys) == 3 and len(set(http.keys)) == 1, "three calls under one key"
    assert len(stripe.every("customer")) == 1


@pytest.mark.parametrize("way", ["timeout", "lost", "500", "503", "html", "409", "429"])
def test_when_it_lasts_the_order_is_kept_and_goes_on_later(
    app: Flask, stripe: Stripe, vera: Person, flaky: Callable[..., Flaky], way: str
) -> None:
    http = flaky("/v1/customers", way, way, way)
    http.ways = [way] if way == "429" else http.ways  # never tried again by itself
    with pytest.raises(gateway.Down):
        begin(app, vera)
    id_ = mine(vera).id
    stripe.pay(begin(app, vera))
    stripe.settle()
    assert mine(vera).id == id_ and access_of(id_).allowed
    assert len(stripe.every("customer")) == 1


def test_after_a_failure_that_stripe_replays_the_key_is_a_new_one(
    app: Flask, stripe: Stripe, vera: Person, flaky: Callable[..., Flaky]
) -> None:
    http = flaky("/v1/customers", "500", "500", "500")
    with pytest.raises(gateway.Down):
        begin(app, vera)
    begin(app, vera)
    first, last = http.keys[0], http.keys[-1]
    assert first.endswith(":1") and last == first[:-1] + "2"


def test_an_answer_that_was_lost_keeps_its_key(
    app: Flask, stripe: Stripe, vera: Person, flaky: Callable[..., Flaky]
) -> None:
    http = flaky("/v1/customers", "lost", "lost", "lost")
    with pytest.raises(gateway.Down):
        begin(app, vera)
    begin(app, vera)
    assert len(set(http.keys)) == 1


def test_the_order_of_a_school_is_placed_when_stripe_is_back(
    app: Flask, stripe: Stripe, vera: Person, flaky: Callable[..., Flaky]
) -> None:
    import time_machine

    flaky("/v1/subscriptions", *["html"] * 3)
    id_ = order(app, stripe, vera, seats=10)
    assert membership(id_).status == "" and access_of(id_).allowed, "seats work at the order"
    with time_machine.travel(membership(id_).created_at.timestamp() + 600, tick=False):
        stripe.settle()
    assert membership(id_).status == "active"
    assert len(stripe.every("subscription")) == 1


def test_a_subscription_whose_answer_was_a_500_is_found_and_not_made_twice(
    app: Flask, stripe: Stripe, vera: Person, flaky: Callable[..., Flaky]
) -> None:
    import time_machine

    flaky("/v1/subscriptions", "lost", "500", "500")
    id_ = order(app, stripe, vera, seats=10)
    with time_machine.travel(membership(id_).created_at.timestamp() + 600, tick=False):
        stripe.settle()
    assert len(stripe.every("subscription")) == 1 and membership(id_).status == "active"


def test_a_key_with_other_parameters_is_refused(app: Flask, stripe: Stripe) -> None:
    with app.app_context():
        gateway.call("customers.create", params={"name": "Vera"}, key="t:1")
        again = gateway.call("customers.create", params={"name": "Vera"}, key="t:1")
        assert [each["id"] for each in stripe.every("customer")] == [again["id"]]
        with pytest.raises(gateway.Down) as down:
            gateway.call("customers.create", params={"name": "Alice"}, key="t:1")
    assert down.value.replays, "so the next attempt has another key"


def test_a_bad_key_says_so_to_nobody_but_the_log(
    app: Flask, stripe: Stripe, vera: Person, flaky: Callable[..., Flaky],
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    flaky("/v1/customers", "401")
    with caplog.at_level(logging.WARNING), pytest.raises(gateway.Down) as down:
        begin(app, vera)
    assert "AuthenticationError" in caplog.text
    assert "Authentication" not in f"{down.value.title} {down.value.body}"


def test_what_stayed_open_is_asked_again_by_the_hour(
    app: Flask, stripe: Stripe, vera: Person, flaky: Callable[..., Flaky]
) -> None:
    import time_machine

    from crowd.billing import reconcile

    flaky("/v1/customers", "lost", "lost", "lost")
    with pytest.raises(gateway.Down):
        begin(app, vera)
    with time_machine.travel(mine(vera).created_at.timestamp() + 3600, tick=False):
        assert act(app, reconcile.open_intents) == 1
    (intent,) = found(select(Intent))
    assert intent.state == "done" and len(stripe.every("customer")) == 1


def test_what_failed_is_not_done_later_over_what_was_chosen_since(
    app: Flask, stripe: Stripe, vera: Person, flaky: Callable[..., Flaky]
) -> None:
    id_ = order(app, stripe, vera, seats=10)
    flaky(f"/v1/subscriptions/{membership(id_).subscription_id}", "html", "html", "html")
    with pytest.raises(gateway.Down):
        act(app, lambda: seats.more(id_, 15, seen=10))
    act(app, lambda: seats.more(id_, 12, seen=10))
    _an_hour_later(app)
    stripe.settle()
    assert membership(id_).seats_paid == 12 and len(invoices(id_)) == 2


def test_what_stripe_refuses_is_not_asked_again(
    app: Flask, stripe: Stripe, vera: Person, flaky: Callable[..., Flaky]
) -> None:
    id_ = order(app, stripe, vera, seats=10)
    flaky(f"/v1/subscriptions/{membership(id_).subscription_id}", "400")
    with pytest.raises(gateway.Refused):
        act(app, lambda: seats.more(id_, 15, seen=10))
    assert _an_hour_later(app) == 0
    stripe.settle()
    assert membership(id_).seats_paid == 10


def test_money_that_did_not_go_back_waits_for_the_treasurer(
    app: Flask, stripe: Stripe, vera: Person, flaky: Callable[..., Flaky]
) -> None:
    [invoice] = invoices(join(app, stripe, vera))
    flaky("/v1/refunds", "html", "html", "html")
    with pytest.raises(gateway.Down):
        act(app, lambda: corrections.refund(invoice.id, 5_000))
    _an_hour_later(app)
    assert stripe.every("refund") == []


def test_money_of_which_the_answer_was_lost_is_seen_and_goes_back_once(
    app: Flask, stripe: Stripe, vera: Person, flaky: Callable[..., Flaky]
) -> None:
    [invoice] = invoices(join(app, stripe, vera))
    flaky("/v1/refunds", "lost", "lost", "lost")
    with pytest.raises(gateway.Down):
        act(app, lambda: corrections.refund(invoice.id, 5_000))
    stripe.work()  # no webhook came
    assert found(select(Invoice))[0].refunded_cents == 5_000
    for cents in (2_000, 5_000):
        act(app, lambda cents=cents: corrections.refund(invoice.id, cents))  # type: ignore[misc]
    assert sorted(each["amount"] for each in stripe.every("refund")) == [2_000, 5_000]


def _an_hour_later(app: Flask) -> int:
    import time_machine

    from crowd.billing import reconcile
    from crowd.core.clock import now

    with time_machine.travel(now().timestamp() + 3600, tick=False):
        return act(app, reconcile.open_intents)


def test_no_transaction_is_open_while_stripe_is_asked(
    app: Flask, stripe: Stripe, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crowd.billing.models import Membership
    from crowd.core.db import db

    with app.app_context():
        db.session.add(Membership())
        with pytest.raises(RuntimeError, match="slow work first"):
            gateway.call("events.list")
    assert intents.WAIT > 0
