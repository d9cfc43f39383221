"""Before a year ends: the price of the next one, and who pays it told in time."""

from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select

from crowd.accounts.models import Person
from crowd.billing import catalogue, emails, gateway, intents, mirror, offers
from crowd.billing.actions import sync
from crowd.billing.models import Membership
from crowd.core.clock import now
from crowd.core.db import apart, db
from crowd.core.errors import Invalid
from crowd.core.jobs import enqueue
from crowd.core.mail import send_later


def due() -> None:
    """Job, daily: a mail for each that comes near its end; of several that are due, the last."""
    days: list[int] = current_app.config["RENEWAL_MAIL_DAYS"]
    moment = now()
    ending = select(Membership).where(
        Membership.subscription_id.is_not(None),
        Membership.status.not_in(mirror.DEAD),
        Membership.cancel_at_period_end.is_(False),
        Membership.period_end > moment,
        Membership.period_end <= moment + timedelta(days=max(days)),
    )
    for membership in db.session.scalars(ending):
        end = membership.period_end
        assert end is not None
        day = min(day for day in days if end <= moment + timedelta(days=day))
        key = f"renewal:{membership.id}:{end:%Y-%m-%d}:{day}"
        enqueue("billing.remind", {"membership_id": membership.id, "key": key}, key=key)


def remind(membership_id: int, key: str) -> None:
    """Job: the price of next year is set at Stripe, asked for, and told."""
    with intents.turn(membership_id) as lease:
        sync.refresh(membership_id, lease)
        wanted = apart(lambda: _next_terms(membership_id))
        if wanted is None:
            return
        subscription_id, unit = wanted
        sub = gateway.call("subscriptions.retrieve", subscription_id)
        item = sub["items"]["data"][0]
        if unit != item["price"]["unit_amount"]:
            params = _new_price(item, unit)
            intents.asked(membership_id, "subscriptions.update", subscription_id, params=params)
        coming = gateway.call("invoices.create_preview", params={"subscription": subscription_id})
        sync.refresh(membership_id, lease, lambda: _tell(membership_id, coming["total"], key))


def _next_terms(membership_id: int) -> tuple[str, int] | None:
    """Its subscription, and what a seat costs now: a code was for the first year."""
    membership = db.session.get_one(Membership, membership_id)
    if membership.cancel_at_period_end or membership.status in mirror.DEAD:
        return None
    if not membership.subscription_id:
        return None
    try:
        tariff = offers.tariff(membership.plan)
    except Invalid:  # that plan is no longer sold: they keep their price
        return membership.subscription_id, membership.unit_cents
    seats = membership.seats_next or membership.seats_paid
    return membership.subscription_id, tariff.unit_for(seats)


def _new_price(item: gateway.Object, unit: int) -> dict[str, Any]:
    wanted = {"id": item["id"], **catalogue.item(unit, item["quantity"])}
    return {"items": [wanted], "proration_behavior": "none"}


def _tell(membership_id: int, cents: int, key: str) -> None:
    membership = db.session.get_one(Membership, membership_id)
    owner = db.session.get(Person, membership.owner_id) if membership.owner_id else None
    if owner and not membership.cancel_at_period_end:
        send_later(emails.renewal(owner, membership, cents), key)
        sync.audit(membership_id, None, "reminded", str(cents))
