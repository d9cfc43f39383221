"""More seats in mid-term, at a cost that is shown before; fewer from the renewal on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from crowd.billing import catalogue, gateway, intents, mirror, offers
from crowd.billing.actions import sync
from crowd.billing.models import Membership
from crowd.billing.prices import Vat
from crowd.core.clock import now
from crowd.core.db import apart, db
from crowd.core.errors import Conflict, Invalid

HOLDS = timedelta(hours=1)  # a cost that was shown


@dataclass(frozen=True)
class Cost:
    """`due` cents (with `vat` in them) for the rest of the year; from then on `yearly`."""

    seats: int
    due: int
    vat: int
    yearly: int
    until: datetime
    at: int  # the second it was computed for; give it to `more` and the cost is exactly this


@dataclass(frozen=True)
class _Held:
    subscription_id: str
    seats: int
    unit: int
    collection: str
    until: datetime


def preview(membership_id: int, seats: int) -> Cost:
    held = apart(lambda: _held(membership_id))
    _check_more(held, seats)
    at = int(now().timestamp())
    sub = gateway.call("subscriptions.retrieve", held.subscription_id)
    details = {
        "items": [_item(sub, held, seats)],
        "proration_behavior": "always_invoice",
        "proration_date": at,
    }
    found = gateway.call(
        "invoices.create_preview",
        params={"subscription": held.subscription_id, "subscription_details": details},
    )
    vat = Vat.of(current_app.config["VAT_MODE"])
    return Cost(
        seats=seats,
        due=found["total"],
        vat=sum(tax["amount"] for tax in found.get("total_taxes") or []),
        yearly=vat.split(seats * _unit(held, seats)).gross,
        until=held.until,
        at=at,
    )


def still_holds(at: int) -> bool:
    """Whether a cost of that moment may be ordered: one day more or less is another price."""
    return (now() - HOLDS).timestamp() <= at <= now().timestamp()


def more(
    membership_id: int, seats: int, *, seen: int, at: int | None = None, actor: int | None = None
) -> None:
    """`seen` is the number that the person saw: of two who change it at once, one is told."""
    with intents.turn(membership_id) as lease:
        held = apart(lambda: _held(membership_id))
        if seen != held.seats:
            raise Conflict(
                _("Het aantal plekken is net aangepast. Het zijn er nu %(n)s.", n=held.seats)
            )
        _check_more(held, seats)
        sub = gateway.call("subscriptions.retrieve", held.subscription_id)
        params: dict[str, Any] = {
            "items": [_item(sub, held, seats)],
            "proration_behavior": "always_invoice",
        }
        if at is not None:
            params["proration_date"] = at
        if held.collection == "auto":
            params["payment_behavior"] = "pending_if_incomplete"
        changed = intents.asked(
            membership_id, "subscriptions.update", held.subscription_id, params=params
        )
        _finalize(membership_id, changed)
        words = f"{held.seats} -> {seats}"
        sync.refresh(membership_id, lease, lambda: sync.audit(membership_id, actor, "seats", words))
    if changed.get("pending_update"):
        raise gateway.Declined("the seats wait for a payment that was refused")


def at_renewal(membership_id: int, seats: int, *, actor: int | None = None) -> None:
    """From the renewal on; until then everyone keeps what was paid for."""
    with intents.turn(membership_id) as lease:
        held = apart(lambda: _held(membership_id, also_reduced=True))
        if not 1 <= offers.check_seats(seats) <= held.seats:
            raise Invalid(_("Kies een aantal van 1 tot en met %(n)s.", n=held.seats), "seats")
        sub = gateway.call("subscriptions.retrieve", held.subscription_id)
        apart(lambda: _note_next(membership_id, seats if seats < held.seats else None))
        item = sub["items"]["data"][0]
        # what is held may have the price of fewer by now: taken back, the step counts again
        step = offers.tariff().unit_for(seats)
        unit = step if seats < held.seats else min(held.unit, step)
        wanted: dict[str, Any] = {"id": item["id"], "quantity": seats}
        if unit != item["price"]["unit_amount"]:
            wanted["price_data"] = catalogue.item(unit, seats)["price_data"]
        params = {"items": [wanted], "proration_behavior": "none"}
        intents.asked(membership_id, "subscriptions.update", held.subscription_id, params=params)
        words = f"{held.seats} -> {seats} at renewal"
        sync.refresh(membership_id, lease, lambda: sync.audit(membership_id, actor, "seats", words))


def _held(membership_id: int, also_reduced: bool = False) -> _Held:
    membership = db.session.get_one(Membership, membership_id)
    running = membership.subscription_id and membership.status not in mirror.DEAD
    if not running or not membership.subscription_id or not membership.period_end:
        raise Conflict(_("Dit lidmaatschap loopt nu niet."))
    if membership.seats_next and not also_reduced:
        raise Conflict(_("Jullie verlengen straks met minder plekken. Maak dat eerst ongedaan."))
    return _Held(
        membership.subscription_id,
        membership.seats_paid,
        membership.unit_cents,
        membership.collection,
        membership.period_end,
    )


def _check_more(held: _Held, seats: int) -> None:
    if offers.check_seats(seats) <= held.seats:
        raise Invalid(_("Jullie hebben al %(n)s plekken. Kies er meer.", n=held.seats), "seats")


def _unit(held: _Held, seats: int) -> int:
    """In mid-term never more a seat than was agreed; a step for larger teams makes it less."""
    return min(held.unit, offers.tariff().unit_for(seats))


def _item(sub: gateway.Object, held: _Held, seats: int) -> dict[str, Any]:
    item = sub["items"]["data"][0]
    wanted: dict[str, Any] = {"id": item["id"], "quantity": seats}
    unit = _unit(held, seats)
    if unit != item["price"]["unit_amount"]:
        wanted["price_data"] = catalogue.item(unit, seats)["price_data"]
    return wanted


def _finalize(membership_id: int, sub: gateway.Object) -> None:
    """An invoice to send stays a draft for an hour, unless it is made final."""
    if not sub["latest_invoice"]:
        return
    invoice = gateway.call("invoices.retrieve", sub["latest_invoice"])
    if invoice["status"] == "draft":
        intents.asked(membership_id, "invoices.finalize_invoice", invoice["id"], params={})


def _note_next(membership_id: int, seats: int | None) -> None:
    db.session.get_one(Membership, membership_id).seats_next = seats
