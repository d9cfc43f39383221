"""Stopping: at the end of the period, undone, or withdrawn from within fourteen days."""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from crowd.accounts.models import Person
from crowd.billing import emails, gateway, intents, mirror, rules
from crowd.billing.actions import corrections, sync
from crowd.billing.models import Invoice, Membership
from crowd.billing.prices import part
from crowd.core.clock import now
from crowd.core.db import apart, db
from crowd.core.errors import Conflict
from crowd.core.jobs import enqueue
from crowd.core.mail import send_later


@dataclass(frozen=True)
class _Running:
    subscription_id: str
    period_end: datetime
    stops: datetime


def cancel(membership_id: int, *, actor: int | None = None) -> datetime:
    """Returns until when one can take part."""
    with intents.turn(membership_id) as lease:
        running = apart(lambda: _running(membership_id))
        early = running.stops < running.period_end
        params: dict[str, Any] = {"cancel_at_period_end": True}
        if early:
            stops = int(running.stops.timestamp())
            params = {"cancel_at": stops, "proration_behavior": "none"}
        intents.asked(membership_id, "subscriptions.update", running.subscription_id, params=params)

        def noted() -> None:
            sync.audit(membership_id, actor, "cancelled", running.stops.isoformat())
            if early:
                enqueue(
                    "billing.refund_rest",
                    {"membership_id": membership_id, "ends": running.period_end.isoformat()},
                    run_at=running.stops + timedelta(hours=1),
                )

        sync.refresh(membership_id, lease, noted)
    return running.stops


def stops(membership_id: int) -> datetime:
    """When it would end, cancelled now."""
    return _running(membership_id).stops


def undo(membership_id: int, *, actor: int | None = None) -> None:
    with intents.turn(membership_id) as lease:
        running = apart(lambda: _running(membership_id))
        sub = gateway.call("subscriptions.retrieve", running.subscription_id)
        params: dict[str, Any] = {"cancel_at_period_end": False}
        if sub["cancel_at"] and not sub["cancel_at_period_end"]:
            params = {"cancel_at": ""}
        intents.asked(membership_id, "subscriptions.update", running.subscription_id, params=params)
        sync.refresh(membership_id, lease, partial(sync.audit, membership_id, actor, "undone"))


def withdraw(membership_id: int, *, actor: int | None = None) -> int:
    """Noted and acknowledged at once, whatever Stripe does; the worker gives back. In cents."""
    return apart(lambda: _withdraw(membership_id, actor))


def _withdraw(membership_id: int, actor: int | None) -> int:
    membership = db.session.get_one(Membership, membership_id)
    begun, moment = begun_at(membership), now()
    if membership.withdrawn_at or membership.kind != "teacher":
        raise Conflict(_("Je hebt dit lidmaatschap al herroepen."))
    if not rules.may_withdraw(mirror.mirror_of(membership), begun, moment):
        raise Conflict(_("Herroepen kan tot 14 dagen na je bestelling. Opzeggen kan wel."))
    membership.withdrawn_at = moment
    cents = back(membership, moment)
    owner = db.session.get(Person, membership.owner_id) if membership.owner_id else None
    if owner:
        send_later(emails.withdrawn(owner, membership, cents), f"withdrawn:{membership_id}")
    sync.audit(membership_id, actor, "withdrawn", str(cents))
    enqueue("billing.withdraw", {"membership_id": membership_id})
    return cents


def begun_at(membership: Membership) -> datetime | None:
    """When the first period began."""
    first = [row.created_at for row in membership.invoices if row.reason == "subscription_create"]
    return min(first) if first else None


def back(membership: Membership, moment: datetime) -> int:
    """What is given back of what was or will be paid: all but the days that were used. A debit
    that failed never will be."""
    begun, end = begun_at(membership), membership.period_end
    total = sum(
        row.total_cents
        for row in membership.invoices
        if row.status == "paid" or (row.status == "open" and row.payment == "processing")
    )
    return total - rules.owed(total, begun, end, moment) if begun and end else 0


def carry_out_withdrawal(membership_id: int) -> None:
    """Job: end it at Stripe and give the money back, or wait for a debit that is under way."""
    with intents.turn(membership_id) as lease:
        sync.refresh(membership_id, lease)
        subscription_id, invoices, cents = apart(lambda: _to_give_back(membership_id))
        if subscription_id:
            _end(membership_id, subscription_id)
        waits = False
        for invoice_id, stripe_id, status, payment, total in invoices:
            if status == "open" and payment == "processing":
                waits = True
            elif status == "open":
                intents.asked(membership_id, "invoices.void_invoice", stripe_id, params={})
            elif cents > 0:
                corrections.credit_at_stripe(membership_id, invoice_id, min(cents, total))
                cents -= min(cents, total)
        sync.refresh(membership_id, lease, partial(_again, membership_id) if waits else None)


def _again(membership_id: int) -> None:
    later = now() + corrections.LATER
    enqueue("billing.withdraw", {"membership_id": membership_id}, run_at=later)


def _to_give_back(
    membership_id: int,
) -> tuple[str | None, list[tuple[int, str, str, str, int]], int]:
    membership = db.session.get_one(Membership, membership_id)
    alive = membership.status not in mirror.DEAD
    given = sum(mirror.bill_of(row).given_back for row in membership.invoices)
    cents = back(membership, membership.withdrawn_at or now()) - given
    invoices = [
        (row.id, row.stripe_id, row.status, row.payment, row.total_cents)
        for row in membership.invoices
        if row.status in {"open", "paid"}
    ]
    return membership.subscription_id if alive else None, invoices, cents


def refund_rest(membership_id: int, ends: datetime) -> None:
    """Job: who stopped before the end of a later year at a company gets the rest back."""
    with intents.turn(membership_id) as lease:
        sync.refresh(membership_id, lease)
        found = apart(lambda: _rest(membership_id, ends))
        if found:
            corrections.credit_at_stripe(membership_id, *found)
            sync.refresh(membership_id, lease)


def _rest(membership_id: int, ends: datetime) -> tuple[int, int] | None:
    """The invoice of that year and what of it is left, when it really ended early."""
    membership = db.session.get_one(Membership, membership_id)
    if membership.status != "canceled" or not membership.period_end:
        return None
    paid = [row for row in membership.invoices if row.status == "paid" and row.total_cents > 0]
    last: Invoice | None = paid[-1] if paid else None
    if last is None or mirror.bill_of(last).given_back:
        return None
    cents = part(last.total_cents, _begins(last), ends, membership.period_end)
    return (last.id, cents) if cents else None


def _begins(invoice: Invoice) -> datetime:
    """The year that an invoice is for: its own `period_start` looks back on the year before."""
    starts = [line["start"] for line in json.loads(invoice.lines) if not line["proration"]]
    return mirror.moment(min(starts, default=None)) or invoice.created_at


def _running(membership_id: int) -> _Running:
    membership = db.session.get_one(Membership, membership_id)
    end = membership.period_end
    if not membership.subscription_id or membership.status in mirror.DEAD or end is None:
        raise Conflict(_("Dit lidmaatschap loopt nu niet."))
    begun = begun_at(membership) or membership.created_at
    first = membership.period_start is None or membership.period_start <= begun + timedelta(days=1)
    form = current_app.config["LEGAL_FORM"] if membership.kind == "teacher" else "vereniging"
    stops = rules.stops_at(form, first, now(), end)
    return _Running(membership.subscription_id, end, stops)


def _end(membership_id: int, subscription_id: str) -> None:
    """One that has ended already is as good."""
    with suppress(gateway.Gone):
        intents.asked(membership_id, "subscriptions.cancel", subscription_id, params={})
