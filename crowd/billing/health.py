"""What is right before money comes in: one line in `crowd doctor`, a checklist with `--stripe`."""

from collections.abc import Iterator
from datetime import timedelta

from flask import current_app
from sqlalchemy import func, select

from crowd.billing import catalogue, gateway
from crowd.billing.models import StripeEvent
from crowd.core.clock import now
from crowd.core.db import apart, db
from crowd.core.health import Wrong

QUIET = timedelta(days=3)
WEBHOOK = "/stripe/webhook"
# what an endpoint must tell; what it leaves out comes in by the hour
EVENTS = frozenset(
    {
        "charge.dispute.closed",
        "charge.dispute.created",
        "charge.failed",
        "charge.refunded",
        "charge.succeeded",
        "checkout.session.completed",
        "credit_note.created",
        "credit_note.voided",
        "customer.deleted",
        "customer.subscription.created",
        "customer.subscription.deleted",
        "customer.subscription.updated",
        "invoice.finalized",
        "invoice.marked_uncollectible",
        "invoice.paid",
        "invoice.payment_failed",
        "invoice.voided",
    }
)


def check() -> str:
    """Settings only: a readiness probe calls no network."""
    config = current_app.config
    if config["STRIPE_FAKE"]:
        return "no key: the embedded Stripe under /dev/stripe/, no real money"
    if not config["STRIPE_API_KEY"]:
        return "STRIPE_API_KEY is not set: nobody can buy a membership"
    if not config["STRIPE_WEBHOOK_SECRETS"]:
        raise Wrong("STRIPE_WEBHOOK_SECRET is not set: nothing that happens at Stripe is believed")
    mode = "live" if config["STRIPE_LIVE"] else "test"
    secrets = len(config["STRIPE_WEBHOOK_SECRETS"])
    return f"{mode} key, {secrets} webhook secret{'s' if secrets > 1 else ''}"


def checklist() -> Iterator[tuple[bool, str]]:
    """(right, words) for each point, before going live."""
    config = current_app.config
    live = bool(config["STRIPE_LIVE"])
    yield live, "the key is a live key" if live else "the key is no live key: no real money"
    secrets = len(config["STRIPE_WEBHOOK_SECRETS"])
    yield secrets > 0, f"{secrets} webhook secrets (STRIPE_WEBHOOK_SECRET)"
    base = str(config["BASE_URL"])
    yield base.startswith("https://"), f"Stripe can reach {base}{WEBHOOK} over https"
    yield from _answers()
    yield from _endpoints(f"{base}{WEBHOOK}")
    yield from _portal()
    last = apart(lambda: db.session.scalar(select(func.max(StripeEvent.received_at))))
    fresh = last is not None and last > now() - QUIET
    yield (
        fresh,
        f"the last webhook came in {last:%Y-%m-%d %H:%M} UTC"
        if last
        else ("no webhook has come in yet: send a test event from the dashboard"),
    )
    seller = config["SELLER"]
    yield seller["kvk"] != "00000000", "SELLER_… says who sells (KvK, VAT id, address, IBAN)"


def _answers() -> Iterator[tuple[bool, str]]:
    try:
        gateway.call("events.list", params={"limit": 1})
        yield True, "Stripe answers, and the key may read events"
        product, rates = catalogue.product(), catalogue.tax_rates()
        rate = f"{current_app.config['VAT_MODE']} ({', '.join(rates) or 'no rate'})"
        yield True, f"the product {product} is there, VAT {rate}"
    except gateway.Down as down:
        yield False, f"Stripe does not do what is asked: {down.why}"


def _endpoints(url: str) -> Iterator[tuple[bool, str]]:
    """Whether Stripe tells us what happens, and all of it."""
    try:
        ours = [each for each in gateway.every("webhook_endpoints.list") if each["url"] == url]
    except gateway.Down as down:
        yield False, f"the webhook endpoints could not be looked at: {down.why}"
        return
    if not ours:
        yield False, f"Stripe has no webhook endpoint {url} (dashboard: developers, webhooks)"
        return
    told = {name for each in ours if each["status"] == "enabled" for name in each["enabled_events"]}
    if not told:
        yield False, f"the webhook endpoint {url} is disabled"
        return
    missing = [] if "*" in told else sorted(EVENTS - told)
    words = f"is not told of {', '.join(missing)}" if missing else "is told of what is needed"
    yield not missing, f"the webhook endpoint {words}"


def _portal() -> Iterator[tuple[bool, str]]:
    """Cancelling and numbers of seats go through this site, which knows the rules."""
    try:
        found = list(gateway.every("billing_portal.configurations.list", active=True))
    except gateway.Down as down:
        yield False, f"the customer portal could not be looked at: {down.why}"
        return
    default = [each for each in found if each["is_default"]]
    yield bool(default), "the customer portal is configured (dashboard: settings, billing, portal)"
    for each in default:
        closed = not each["features"]["subscription_cancel"]["enabled"]
        yield closed, "the portal leaves cancelling to this site"
        closed = not each["features"]["subscription_update"]["enabled"]
        yield closed, "the portal leaves the number of seats to this site"
