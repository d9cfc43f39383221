"""What never came, found out: hourly events and intents that are missing, nightly everything."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import func, select, update

from crowd.billing import gateway, inbox, intents, mirror
from crowd.billing.actions import sync
from crowd.billing.models import BillingAudit, Intent, Membership, StripeEvent
from crowd.core.clock import now
from crowd.core.db import apart, db

EVENTS_OF = timedelta(days=3)
OPEN_FOR = timedelta(minutes=10)  # an intent that nobody is busy with any more
KEY_LIVES = timedelta(hours=23)  # after that the same key would do it anew

log = logging.getLogger(__name__)


@dataclass
class Report:
    """What was compared, and what was not as it should be."""

    memberships: int = 0
    changed: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)
    parked: int = 0
    waiting: int = 0
    open_intents: int = 0
    second: int = 0
    strangers: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        rows = [
            (f"{self.memberships} memberships compared with Stripe", True),
            (f"{len(self.changed)} were not up to date: {_some(self.changed)}", not self.changed),
            (f"{len(self.failed)} could not be compared: {_some(self.failed)}", not self.failed),
            (f"{self.parked} events parked, about memberships we do not know", not self.parked),
            (f"{self.waiting} events wait", True),
            (f"{self.open_intents} calls to Stripe without an outcome", not self.open_intents),
            (f"{self.second} second subscriptions, ever", True),
            (f"{len(self.strangers)} subscriptions of ours that no membership here has: "
             f"{_some(self.strangers)}", not self.strangers),
        ]  # fmt: skip
        return [f"{'ok   ' if right else 'LOOK '}  {words.rstrip(': ')}" for words, right in rows]


def hourly() -> None:
    missing()
    open_intents()


def missing() -> int:
    """Events of the last days that never came, taken in as if they had; how many."""
    since = int((now() - EVENTS_OF).timestamp())
    found = list(gateway.every("events.list", created={"gte": since}))
    taken = 0
    for event in reversed(found):
        taken += apart(_receiving(event))
    if taken:
        log.warning("%s events of Stripe had not come in", taken)
    return taken


def _receiving(event: gateway.Object) -> Callable[[], bool]:
    return lambda: inbox.receive(event)


def open_intents() -> int:
    """Calls whose answer we never saw, asked again under their key; how many."""
    waiting = apart(_waiting_intents)
    for id_, membership_id in waiting:
        try:
            with intents.turn(membership_id, wait=0) as lease:
                intent = apart(lambda id_=id_: _still_open(id_))  # type: ignore[misc]
                if intent is not None:
                    intents.repeat(intent)
                sync.refresh(membership_id, lease)
        except (gateway.Down, intents.Busy) as error:
            log.warning("intent %s stays open: %s", id_, type(error).__name__)
    return len(waiting)


def _waiting_intents() -> list[tuple[int, int]]:
    old = now() - KEY_LIVES
    lapsed = (Intent.created_at < old) | Intent.call.not_in(intents.REPEATED)
    quiet = (Intent.state == "open", Intent.created_at < now() - OPEN_FOR)
    values = {"state": "refused", "done_at": now()}
    db.session.execute(update(Intent).where(*quiet, lapsed).values(values))
    rows = db.session.execute(select(Intent.id, Intent.membership_id).where(*quiet))
    return [(row.id, row.membership_id) for row in rows]


def _still_open(id_: int) -> Intent | None:
    intent = db.session.get_one(Intent, id_)
    db.session.expunge(intent)
    return intent if intent.state == "open" else None


def nightly() -> Report:
    """Every membership that Stripe knows, compared; what differs is put right and told."""
    report = Report()
    for id_ in apart(_ids):
        report.memberships += 1
        before = apart(lambda id_=id_: _print_of(id_))  # type: ignore[misc]
        try:
            done = sync.now(id_, wait=1)
        except (gateway.Down, sync.Lost):
            done = False
        if not done:
            report.failed.append(id_)
        elif apart(lambda id_=id_: _print_of(id_)) != before:  # type: ignore[misc]
            report.changed.append(id_)
    report.strangers = _strangers()
    apart(lambda: _count(report))
    for line in report.lines():
        log.info(line)
    return report


def look() -> Report:
    """The same without changing anything: memberships are counted, not compared."""
    report = Report(memberships=0, strangers=_strangers())
    apart(lambda: _count(report))
    return report


def _ids() -> list[int]:
    return list(
        db.session.scalars(
            select(Membership.id).where(Membership.customer_id.is_not(None)).order_by(Membership.id)
        )
    )


def _print_of(id_: int) -> tuple[object, ...]:
    """What matters of a mirror, to see whether it changed."""
    membership = db.session.get_one(Membership, id_)
    invoices = [
        (row.stripe_id, row.status, row.remaining_cents, row.credited_cents, row.refunded_cents,
         row.payment, row.dispute)
        for row in membership.invoices
    ]  # fmt: skip
    return (
        membership.subscription_id,
        membership.status,
        membership.seats_paid,
        membership.seats_next,
        membership.period_end,
        membership.cancel_at_period_end,
        membership.access_until,
        sorted(invoices),
    )


def _strangers() -> list[str]:
    """Subscriptions that carry our mark, of customers that we do not have."""
    known = set(apart(lambda: list(db.session.scalars(select(Membership.customer_id)))))
    return [
        sub["id"]
        for sub in gateway.every("subscriptions.list", status="all")
        if sub["metadata"].get("membership_id")
        and sub["customer"] not in known
        and sub["status"] not in mirror.DEAD
    ]


def _count(report: Report) -> None:
    count = db.session.scalar
    undone = StripeEvent.done_at.is_(None)
    report.parked = count(select(func.count()).where(StripeEvent.parked_at.is_not(None))) or 0
    report.waiting = count(select(func.count()).where(undone, StripeEvent.parked_at.is_(None))) or 0
    report.open_intents = (
        count(
            select(func.count()).where(Intent.state == "open", Intent.created_at < now() - OPEN_FOR)
        )
        or 0
    )
    report.second = (
        count(select(func.count()).where(BillingAudit.what == "second_subscription")) or 0
    )


def _some(things: list[int] | list[str]) -> str:
    shown = ", ".join(str(thing) for thing in things[:5])
    return f"{shown} …" if len(things) > 5 else shown
