"""Case 1: signature bad, missing, old, rotated; body tampered; live/test mismatch; huge body;
foreign subscription."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from crowd.accounts.models import Person
from crowd.billing.fake.deliver import SECRET
from crowd.core.clock import now
from tests.billing.helpers import events, join, membership, signed
from tests.client import Client
from tests.fakes.stripe import Stripe

PATH = "/stripe/webhook"


def event(**more: Any) -> dict[str, Any]:
    of = {"object": "subscription", "id": "sub_1", "customer": "cus_1", "metadata": {}}
    return {
        "id": "evt_1",
        "object": "event",
        "type": "customer.subscription.updated",
        "created": 1_700_000_000,
        "livemode": False,
        "data": {"object": of},
        **more,
    }


BODY = json.dumps(event())


@pytest.fixture
def secrets(app: Flask) -> Iterator[None]:
    app.config["STRIPE_WEBHOOK_SECRETS"] = ["whsec_new", "whsec_old"]
    yield
    app.config["STRIPE_WEBHOOK_SECRETS"] = []


def post(client: Client, body: str, headers: dict[str, str]) -> int:
    return client.browser.post(PATH, data=body, headers=headers).status_code


def test_a_good_one_is_kept(client: Client) -> None:
    assert post(client, BODY, signed(BODY)) == 200
    assert [each.id for each in events()] == ["evt_1"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Stripe-Signature": ""},
        {"Stripe-Signature": "t=1,v1=abc"},
        {"Stripe-Signature": "t=nu,v1=abc"},
        {"Stripe-Signature": "v1=abc"},
        signed(BODY, "whsec_other"),
        signed(BODY + " "),
    ],
)
def test_bad_missing_or_of_another_body(client: Client, headers: dict[str, str]) -> None:
    assert post(client, BODY, headers) == 400
    assert events() == []


@pytest.mark.parametrize(("seconds", "status"), [(-299, 200), (-301, 400), (301, 400), (3600, 400)])
def test_old_or_in_the_future(client: Client, seconds: int, status: int) -> None:
    assert post(client, BODY, signed(BODY, at=now().timestamp() + seconds)) == status


@pytest.mark.parametrize("secret", ["whsec_new", "whsec_old"])
def test_while_a_secret_is_replaced_both_are_right(
    client: Client, secrets: None, secret: str
) -> None:
    assert post(client, BODY, signed(BODY, secret)) == 200
    assert post(client, BODY, signed(BODY, SECRET)) == 400


def test_a_body_that_was_tampered_with(client: Client) -> None:
    assert post(client, BODY.replace("cus_1", "cus_2"), signed(BODY)) == 400


def test_an_event_of_the_other_mode_is_refused(client: Client) -> None:
    body = json.dumps(event(livemode=True))
    assert post(client, body, signed(body)) == 400
    assert events() == []


@pytest.mark.parametrize("body", ["", "[]", "null", "{}", '{"id": 1}', "geen json"])
def test_signed_but_no_event(client: Client, body: str) -> None:
    assert post(client, body, signed(body)) == 400


def test_a_huge_body_is_not_read(client: Client) -> None:
    body = json.dumps(event(filler="x" * 600_000))
    assert post(client, body, signed(body)) == 413
    assert events() == []


def test_a_body_as_a_form_is_no_way_in(client: Client) -> None:
    headers = {**signed(BODY), "Content-Type": "application/x-www-form-urlencoded"}
    assert post(client, BODY, headers) == 200, "the bytes count, not what they are called"
    wrong = {**signed("x=1"), "Content-Type": "application/x-www-form-urlencoded"}
    assert post(client, "x=2", wrong) == 400


def test_a_subscription_of_somebody_else_is_ignored(
    app: Flask, client: Client, stripe: Stripe, vera: Person
) -> None:
    id_ = join(app, stripe, vera)
    version = membership(id_).version
    theirs = event(id="evt_theirs")
    theirs["data"]["object"]["customer"] = "cus_theirs"
    numbered = json.loads(json.dumps(theirs))
    numbered["id"] = "evt_numbered"  # another site at the same Stripe has a membership 1 too
    numbered["data"]["object"]["metadata"] = {"membership_id": str(id_)}
    for each in (theirs, numbered):
        body = json.dumps(each)
        assert post(client, body, signed(body)) == 200
    stripe.work()
    outcomes = {each.id: each.outcome for each in events()}
    assert outcomes["evt_theirs"] == outcomes["evt_numbered"] == "not ours"
    assert membership(id_).version == version
