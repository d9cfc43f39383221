"""Case 13: the fake is refused in production; no secret or IBAN in a log; an account is erased
while an invoice is open. (That the guards fail loudly: test_guards.py.)"""

import logging
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete

import config
from crowd.accounts.models import Person
from crowd.app import create_app
from crowd.billing import gateway
from crowd.billing.health import EVENTS
from crowd.core import health
from crowd.core.db import db
from tests.billing.helpers import access_of, act, invoices, join, membership, order
from tests.factories.rows import do
from tests.fakes.stripe import Stripe

ENDPOINT = {
    "id": "we_1",
    "object": "webhook_endpoint",
    "api_version": None,
    "application": None,
    "created": 1_800_000_000,
    "description": None,
    "enabled_events": ["*"],
    "livemode": False,
    "metadata": {},
    "status": "enabled",
    "url": "http://localhost/stripe/webhook",
}
PRODUCTION = {
    "CROWD_ENV": "production",
    "SECRET_KEY": "k" * 32,
    "BASE_URL": "https://thecrowd.example",
    "MAIL_URL": "smtps://crowd:geheim@mail.example:465",
}


def test_in_production_there_is_no_fake(tmp_path: Path) -> None:
    made = create_app(config.load({**PRODUCTION, "DATA_DIR": str(tmp_path)}))
    rules = {rule.rule for rule in made.url_map.iter_rules()}
    assert not [rule for rule in rules if rule.startswith("/dev/stripe")]
    assert "/stripe/webhook" in rules
    with made.app_context():
        with pytest.raises(gateway.Off):
            gateway.call("events.list")
        assert "nobody can buy" in health.outcome("payments")[1]


def test_with_a_key_there_is_no_fake_either(tmp_path: Path) -> None:
    settings = {"DATA_DIR": str(tmp_path), "STRIPE_API_KEY": "sk_test_1"}
    made = create_app(config.load({**settings, "STRIPE_API_BASE": "http://127.0.0.1:9"}))
    assert not [r for r in made.url_map.iter_rules() if r.rule.startswith("/dev/stripe")]
    assert "stripe_http" not in made.extensions
    with made.app_context():
        right, words = health.outcome("payments")
        assert not right and "STRIPE_WEBHOOK_SECRET is not set" in words
    page = made.test_client().get("/stijl")
    assert "http://127.0.0.1:9" in page.headers["Content-Security-Policy"]


def test_no_secret_name_or_address_in_a_log(
    app: Flask, stripe: Stripe, vera: Person, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        id_ = join(app, stripe, vera, "card_fails_later")
        stripe.let_pass(stripe.year + 1)
        stripe.settle()
        order(app, stripe, vera)
        client = app.test_client()
        client.post("/stripe/webhook", data="{}", headers={"Stripe-Signature": "t=1,v1=geheim"})
        with app.app_context(), pytest.raises(gateway.Down):
            gateway.call("customers.retrieve", "cus_NL91ABNA0417164300")
    assert access_of(id_).allowed
    ours = "\n".join(r.getMessage() for r in caplog.records if r.name.startswith("crowd"))
    for secret in ("whsec_", "sk_test", "geheim", vera.email, "facturen@", "NL91ABNA", "PO-2026"):
        assert secret not in ours


def test_an_account_is_erased_while_an_invoice_is_open(
    app: Flask, stripe: Stripe, vera: Person
) -> None:
    school = order(app, stripe, vera)
    own = join(app, stripe, vera, "card_fails_later")
    do(lambda: db.session.execute(delete(Person).where(Person.id == vera.id)))
    assert membership(school).owner_id is None and len(invoices(school)) == 1
    stripe.let_pass(stripe.year + 1)
    stripe.settle()
    assert membership(own).status == "past_due", "and nobody was mailed"
    stripe.act("transfer", invoices(school)[0].stripe_id, invoices(school)[0].remaining_cents)
    stripe.settle()
    assert invoices(school)[0].status == "paid"


def test_the_checklist_before_going_live(app: Flask, stripe: Stripe) -> None:
    result = app.test_cli_runner().invoke(args=["doctor", "--stripe"])
    assert result.exit_code == 1
    assert "WRONG  the key is no live key" in result.output
    assert "ok     Stripe answers, and the key may read events" in result.output
    assert "VAT incl_21" in result.output
    assert "no webhook has come in yet" in result.output
    assert "WRONG  the customer portal is configured" in result.output


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (None, "WRONG  Stripe has no webhook endpoint http://localhost/stripe/webhook"),
        ({"url": "http://localhost/stripe"}, "WRONG  Stripe has no webhook endpoint"),
        ({"status": "disabled"}, "is disabled"),
        (
            {"enabled_events": sorted(EVENTS - {"invoice.paid"})},
            "WRONG  the webhook endpoint is not told of invoice.paid",
        ),
        ({}, "ok     the webhook endpoint is told of what is needed"),
        ({"enabled_events": sorted(EVENTS)}, "ok     the webhook endpoint is told"),
    ],
)
def test_the_checklist_looks_at_the_webhook_endpoint(
    app: Flask, stripe: Stripe, change: dict[str, Any] | None, words: str
) -> None:
    if change is not None:
        with stripe.store.open() as account:
            account.put({**ENDPOINT, **change})
    result = app.test_cli_runner().invoke(args=["doctor", "--stripe"])
    assert words in result.output


def test_a_readiness_probe_does_not_ask_stripe(app: Flask, stripe: Stripe) -> None:
    right, words = act(app, lambda: health.outcome("payments"))
    assert right and "embedded Stripe" in words
