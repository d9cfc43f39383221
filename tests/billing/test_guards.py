"""What the guards refuse, and that they are there."""

import json
from typing import Any

import pytest
import stripe as library
from flask import Flask

from crowd.billing import gateway
from tests.fakes import guards
from tests.fakes.guards import GuardedClient, Refused, check_answer, check_request, check_types
from tests.fakes.stripe import Stripe

SESSION: dict[str, Any] = {
    "mode": "subscription",
    "customer": "cus_1",
    "locale": "nl",
    "success_url": "http://localhost/",
    "line_items": [
        {
            "quantity": "1",
            "price_data": {
                "currency": "eur",
                "product": "p",
                "unit_amount": "25000",
                "recurring": {"interval": "year"},
            },
        }
    ],
}


def changed(**values: Any) -> dict[str, Any]:
    return {**SESSION, **values}


def test_what_we_ask_is_taken() -> None:
    assert check_request("post", "/v1/checkout/sessions", SESSION) == "POST /v1/checkout/sessions"


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/v1/checkout/sessions", changed(line_items=[{"price": "p", "quantty": "1"}])),
        ("/v1/checkout/sessions", changed(locale="nl-BE")),
        ("/v1/checkout/sessions", changed(line_items=[{"price": "p", "quantity": "twelve"}])),
        ("/v1/checkout/sessions", changed(ui_mode="embedded")),
        ("/v1/subscriptions/sub_1", {"proration_behavior": "prorate"}),
        (
            "/v1/subscriptions",
            {
                "customer": "cus_1",
                "invoice_settings": {
                    "custom_fields": [{"name": "Bestelnummer", "value": "9" * 141}]
                },
            },
        ),
        (
            "/v1/customers",
            {"invoice_settings": {"custom_fields": [{"name": "B", "value": "9" * 141}]}},
        ),
        ("/v1/credit_notes", {"amount": "100"}),
        ("/v1/checkout/session", SESSION),
        ("/v1/customers/cus_1/wallet", {}),
    ],
)
def test_what_the_specification_refuses(path: str, asked: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        check_request("post", path, asked)


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("checkout.sessions.create", {"mode": "subscription", "payment_method_types": ["ideal"]}),
        ("checkout.sessions.create", {"line_items": [{"price": "p", "quantty": 1}]}),
        ("subscriptions.update", {"items": [{"id": "si_1", "quantity": "twelve"}]}),
        ("subscriptions.update", {"cancel_at_period_end": "true"}),
        ("credit_notes.create", {"amount": 100}),
        ("customers.create", {"metadata": "1"}),
    ],
)
def test_what_the_library_does_not_know(method: str, params: dict[str, Any]) -> None:
    """`payment_method_types` is one that it knew before."""
    with pytest.raises(Refused):
        check_types(method, params)


def test_an_answer_that_stripe_would_not_give_is_refused(app: Flask, stripe: Stripe) -> None:
    with app.app_context():
        made = gateway.call("customers.create", params={"name": "Vera"})
    check_answer("get", f"/v1/customers/{made['id']}", json.dumps(made))
    for wrong in ({**made, "created": "yesterday"}, {k: v for k, v in made.items() if k != "id"}):
        with pytest.raises(Refused):
            check_answer("get", f"/v1/customers/{made['id']}", json.dumps(wrong))


def test_both_stand_before_every_call_of_a_test(app: Flask, stripe: Stripe) -> None:
    with app.app_context():
        before = guards.calls["POST /v1/customers"]
        gateway.call("customers.create", params={"name": "Vera"})
        assert guards.calls["POST /v1/customers"] == before + 1
        with pytest.raises(Refused):
            gateway.call("customers.create", params={"nmae": "Vera"})
        client = library.StripeClient("sk_test_1", http_client=GuardedClient(stripe.store))
        with pytest.raises(Refused):
            client.v1.customers.create({"nmae": "Vera"})  # type: ignore[typeddict-unknown-key]


def test_the_library_is_the_version_that_was_looked_at() -> None:
    """An upgrade is looked at: what it removed, and what the specification does not know yet."""
    assert library.VERSION.split(".")[0] == "16"
    assert library.api_version == "2026-10-28.endive"
