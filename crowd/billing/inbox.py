"""Webhooks: verified, kept once by their id, answered; the worker looks up what they are about.

Of a webhook only the question is used ("has something changed for this customer?"), never its
contents: so twice, late and out of order come to the same.
"""

import json
import logging
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from flask import current_app
from sqlalchemy import select

from crowd.billing import gateway, intents
from crowd.billing.actions import sync
from crowd.billing.models import Membership, StripeEvent
from crowd.core.clock import now
from crowd.core.db import apart, db, insert
from crowd.core.jobs import enqueue

Object = dict[str, Any]

TOLERANCE = 300  # seconds, back and forth
MARGIN = timedelta(seconds=2)  # between the clocks of two of our processes
WAIT = timedelta(seconds=30)  # then twice that, and so on
MAX_ATTEMPTS = 8  # about an hour and a half

log = logging.getLogger(__name__)


class BadEvent(Exception):
    """No event of our Stripe; the words are for the log of Stripe's dashboard."""


def verified(raw: bytes, header: str) -> Object:
    """The event in this body, when one of our secrets signed it, just now."""
    from stripe import SignatureVerificationError, WebhookSignature

    for secret in current_app.config["STRIPE_WEBHOOK_SECRETS"] or _embedded():
        try:
            WebhookSignature.verify_header(raw, header, secret)
        except (SignatureVerificationError, UnicodeDecodeError):
            continue
        break
    else:
        raise BadEvent("the signature is not right")
    _check_time(header)
    try:
        event = json.loads(raw)
        livemode, kind = event["livemode"], event["object"]
        event["id"], event["type"], event["created"], event["data"]["object"]
    except (ValueError, KeyError, TypeError):
        raise BadEvent("this is no event") from None
    if kind != "event" or livemode is not current_app.config["STRIPE_LIVE"]:
        raise BadEvent("an event of the other mode, live or test")
    found: Object = event
    return found


def _embedded() -> list[str]:
    if not current_app.config["STRIPE_FAKE"]:
        return []
    from crowd.billing.fake.deliver import SECRET

    return [SECRET]


def _check_time(header: str) -> None:
    stamps = [part[2:] for part in header.split(",") if part.startswith("t=")]
    if abs(int(stamps[0]) - now().timestamp()) > TOLERANCE:
        raise BadEvent("signed too long ago, or in the future")


def receive(event: Object) -> bool:
    """Keep it and have it looked at; False when it was here already."""
    of = event["data"]["object"]
    kept = db.session.scalar(
        insert(StripeEvent)
        .values(
            id=event["id"],
            type=event["type"][:80],
            object_kind=str(of.get("object", ""))[:40],
            object_id=str(of.get("id", ""))[:90],
            membership_ref=_reference(of)[:20],
            customer_id=_customer(of)[:60],
            created_at=datetime.fromtimestamp(event["created"], UTC),
            received_at=now(),
            attempts=0,
            outcome="",
        )
        .on_conflict_do_nothing(index_elements=["id"])
        .returning(StripeEvent.id)
    )
    if kept is None:
        return False
    enqueue("billing.event", {"event_id": event["id"]})
    return True


def _reference(of: Object) -> str:
    """Our `metadata.membership_id`, wherever this kind of object has it."""
    parent = (of.get("parent") or {}).get("subscription_details") or {}
    for metadata in (of.get("metadata"), parent.get("metadata")):
        if metadata and metadata.get("membership_id"):
            return str(metadata["membership_id"])
    return ""


def _customer(of: Object) -> str:
    if of.get("object") == "customer":
        return str(of["id"])
    customer = of.get("customer") or ""
    return str(customer.get("id", "")) if isinstance(customer, dict) else str(customer)


def process(event_id: str) -> None:
    """Job: bring the membership up to date that an event is about."""
    about = apart(lambda: _about(event_id))
    if about is None:
        return
    membership_id, known = about
    if membership_id is None:
        customer = _customer_of_charge(event_id)
        membership_id = apart(lambda: _by_customer(customer)) if customer else None
    if membership_id is None:
        apart(lambda: _unknown(event_id, known))
        return
    found = membership_id
    if apart(lambda: _seen_already(event_id, found)):
        return
    with intents.turn(found) as lease:
        sync.refresh(found, lease, partial(_done, event_id, "applied"))


def _about(event_id: str) -> tuple[int | None, bool] | None:
    """Which membership, and whether it says to be one of ours; None when there is nothing to do."""
    event = db.session.get(StripeEvent, event_id)
    if event is None or event.done_at or event.parked_at:
        return None
    if found := _by_customer(event.customer_id):
        return found, True
    named = event.membership_ref if event.membership_ref.isdigit() else ""
    membership = db.session.get(Membership, int(named)) if len(named) in range(1, 10) else None
    # another site at the same Stripe numbers its own memberships
    another = membership is not None and membership.customer_id is not None
    return None, bool(event.membership_ref) and not another


def _by_customer(customer_id: str) -> int | None:
    if not customer_id:
        return None
    return db.session.scalar(select(Membership.id).where(Membership.customer_id == customer_id))


def _customer_of_charge(event_id: str) -> str:
    """Asked for when the event does not say whose it is."""
    kind, id_ = apart(lambda: _object(event_id))
    if kind not in {"refund", "dispute"}:
        return ""
    try:
        of = gateway.call(f"{kind}s.retrieve", id_)
        return str(gateway.call("charges.retrieve", of["charge"])["customer"] or "")
    except gateway.Gone:
        return ""


def _object(event_id: str) -> tuple[str, str]:
    event = db.session.get_one(StripeEvent, event_id)
    return event.object_kind, event.object_id


def _unknown(event_id: str, says_ours: bool) -> None:
    """Somebody else's is ignored; what should be ours is tried again, and then left to a person."""
    event = db.session.get_one(StripeEvent, event_id)
    event.attempts += 1
    if not says_ours:
        _done(event_id, "not ours")
    elif event.attempts >= MAX_ATTEMPTS:
        event.parked_at, event.outcome = now(), "no such membership"
        log.error("stripe event %s (%s) is parked: no such membership", event_id, event.type)
    else:
        later = now() + WAIT * 2 ** (event.attempts - 1)
        enqueue("billing.event", {"event_id": event_id}, run_at=later)


def _seen_already(event_id: str, membership_id: int) -> bool:
    """We asked for the latest after this event came in: it has nothing new to say."""
    event = db.session.get_one(StripeEvent, event_id)
    synced = db.session.get_one(Membership, membership_id).synced_at
    if synced is None or synced <= event.received_at + MARGIN:
        return False
    _done(event_id, "seen already")
    return True


def _done(event_id: str, outcome: str) -> None:
    event = db.session.get_one(StripeEvent, event_id)
    event.done_at, event.outcome = now(), outcome
