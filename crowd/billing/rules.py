"""Who may take part, until when, and why: pure, from the mirror, its invoices and the clock.

For one mirror, access only ever lapses with time. So `opening` says when that is, and `access`
compares it with the clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

FOREVER = datetime(9000, 1, 1, tzinfo=UTC)
NEVER = datetime(2000, 1, 1, tzinfo=UTC)

STATUSES = frozenset(
    {
        "trialing",
        "active",
        "past_due",
        "unpaid",
        "paused",
        "incomplete",
        "incomplete_expired",
        "canceled",
    }
)


class State(StrEnum):
    DRAFT = "draft"
    AWAITING = "awaiting payment"
    ACTIVE = "active"
    GRACE = "grace"
    SUSPENDED = "suspended"
    ENDED = "ended"


class Reason(StrEnum):
    """Why someone has access or not."""

    GIVEN = "given"
    GIVEN_OVER = "given_over"
    DRAFT = "draft"
    AWAITING = "awaiting"
    PROCESSING = "processing"
    ACTIVE = "active"
    ORDERED = "ordered"
    CANCELLING = "cancelling"
    LATE = "late"
    INVOICE_LATE = "invoice_late"
    TOO_LATE = "too_late"
    FAILED = "failed"
    STOPPED = "stopped"
    REFUNDED = "refunded"
    DISPUTED = "disputed"
    ENDED = "ended"
    UNCLEAR = "unclear"


STATE_OF = {
    Reason.GIVEN: State.ACTIVE,
    Reason.GIVEN_OVER: State.ENDED,
    Reason.DRAFT: State.DRAFT,
    Reason.AWAITING: State.AWAITING,
    Reason.PROCESSING: State.ACTIVE,
    Reason.ACTIVE: State.ACTIVE,
    Reason.ORDERED: State.ACTIVE,
    Reason.CANCELLING: State.ACTIVE,
    Reason.LATE: State.GRACE,
    Reason.INVOICE_LATE: State.GRACE,
    Reason.TOO_LATE: State.SUSPENDED,
    Reason.FAILED: State.SUSPENDED,
    Reason.STOPPED: State.SUSPENDED,
    Reason.REFUNDED: State.ENDED,
    Reason.DISPUTED: State.ENDED,
    Reason.ENDED: State.ENDED,
    Reason.UNCLEAR: State.SUSPENDED,
}


@dataclass(frozen=True)
class Grace:
    """How long someone goes on after a payment that did not come."""

    automatic: timedelta = timedelta(days=14)
    invoice: timedelta = timedelta(days=60)
    term: timedelta = timedelta(days=30)  # in which an invoice is to be paid


@dataclass(frozen=True)
class Mirror:
    """What the rules need of a membership."""

    collection: str
    status: str
    ordered_at: datetime | None = None
    in_checkout: bool = False
    period_start: datetime | None = None
    period_end: datetime | None = None
    cancel_at_period_end: bool = False


@dataclass(frozen=True)
class Bill:
    """What the rules need of an invoice."""

    status: str
    at: datetime
    due_at: datetime | None = None
    total: int = 0
    given_back: int = 0  # refunded or credited
    payment: str = ""
    dispute: str = ""
    first: bool = False  # of the subscription
    credited: int = 0  # of what was given back: before it was paid, so no money went back

    @property
    def is_open(self) -> bool:
        return self.status in {"open", "uncollectible"} and self.total > self.given_back

    @property
    def is_let_go(self) -> bool:
        """Credited before anything was paid: to be billed anew, or not at all."""
        return 0 < self.total <= self.credited

    @property
    def is_given_back(self) -> bool:
        return 0 < self.total <= self.given_back and not self.is_let_go


@dataclass(frozen=True)
class Opening:
    """Open until `ends` for the reason `why`, and closed from then on for the reason `after`."""

    ends: datetime
    why: Reason
    after: Reason
    until: datetime | None = None  # what to tell, when that is not `ends`
    late_from: datetime | None = None  # an invoice is late when it is due, not before


@dataclass(frozen=True)
class Access:
    allowed: bool
    reason: Reason
    until: datetime | None

    @property
    def state(self) -> State:
        return STATE_OF[self.reason]


def access(
    mirror: Mirror,
    bills: Iterable[Bill],
    now: datetime,
    *,
    grace: Grace | None = None,
    kept: datetime = NEVER,
) -> Access:
    """May the holder of this membership (or of a seat in it) take part now?"""
    open_ = opening(mirror, bills, grace=grace, kept=kept)
    if now < open_.ends:
        if open_.late_from and now < open_.late_from:
            return Access(True, Reason.ORDERED, mirror.period_end)
        told = open_.until or (open_.ends if open_.ends < FOREVER else None)
        return Access(True, open_.why, told)
    return Access(False, open_.after, open_.ends if open_.ends > NEVER else None)


def opening(
    mirror: Mirror,
    bills: Iterable[Bill],
    *,
    grace: Grace | None = None,
    kept: datetime = NEVER,
) -> Opening:
    """Until when access is open; `kept` is the last decision, for a status that we do not know."""
    grace = grace or Grace()
    if mirror.collection == "given":
        return Opening(mirror.period_end or FOREVER, Reason.GIVEN, Reason.GIVEN_OVER)
    counted = [bill for bill in bills if bill.status not in {"void", "draft"}]
    if not mirror.status:
        return _before_stripe(mirror, grace)
    if mirror.status == "canceled":
        return _closed(Reason.ENDED)
    if mirror.status == "incomplete_expired":
        return _closed(Reason.FAILED)
    if mirror.status not in STATUSES:
        return Opening(kept, Reason.UNCLEAR, Reason.UNCLEAR)
    if lost := _taken_back(mirror, counted):
        return _closed(lost)
    if mirror.status in {"unpaid", "paused"}:
        return _closed(Reason.STOPPED)
    return _sooner(_paying(mirror, counted, grace), mirror)


def _before_stripe(mirror: Mirror, grace: Grace) -> Opening:
    """Ordered on invoice works at the order; everything else waits for Stripe."""
    if mirror.collection == "invoice" and mirror.ordered_at:
        ends = mirror.ordered_at + grace.term + grace.invoice
        return Opening(ends, Reason.ORDERED, Reason.TOO_LATE)
    return _closed(Reason.AWAITING if mirror.in_checkout else Reason.DRAFT)


def _taken_back(mirror: Mirror, bills: list[Bill]) -> Reason | None:
    """A dispute that was lost, or all that was paid for this period given back."""
    since = (mirror.period_start or NEVER) - timedelta(days=1)
    current = [bill for bill in bills if bill.at >= since and bill.total > 0 and not bill.is_let_go]
    if any(bill.dispute == "lost" for bill in current):
        return Reason.DISPUTED
    if current and all(bill.is_given_back for bill in current):
        return Reason.REFUNDED
    return None


def _paying(mirror: Mirror, bills: list[Bill], grace: Grace) -> Opening:
    owed = sorted((bill for bill in bills if bill.is_open), key=lambda bill: bill.due_at or bill.at)
    if mirror.collection == "invoice":
        if not owed:
            return _open(mirror, Reason.ACTIVE)
        due = owed[0].due_at or owed[0].at + grace.term
        ends = due + grace.invoice
        return Opening(ends, Reason.INVOICE_LATE, Reason.TOO_LATE, late_from=due)
    if any(bill.first and bill.payment == "failed" for bill in owed):
        return _closed(Reason.FAILED)
    processing = any(bill.payment == "processing" for bill in owed)
    if mirror.status == "incomplete":
        return _open(mirror, Reason.PROCESSING) if processing else _closed(Reason.AWAITING)
    if mirror.status == "past_due" and not processing:
        due = owed[0].due_at or owed[0].at if owed else mirror.period_start or NEVER
        return Opening(due + grace.automatic, Reason.LATE, Reason.TOO_LATE)
    return _open(mirror, Reason.PROCESSING if processing else Reason.ACTIVE)


def _sooner(open_: Opening, mirror: Mirror) -> Opening:
    """Cancelled at the end of the period: then, unless it closes before."""
    end = mirror.period_end
    if mirror.cancel_at_period_end and end and end <= open_.ends and open_.ends > NEVER:
        why = Reason.CANCELLING if open_.why is Reason.ACTIVE else open_.why
        return Opening(end, why, Reason.ENDED)
    return open_


def _open(mirror: Mirror, why: Reason) -> Opening:
    # no end: what was not brought up to date takes nothing away from anybody
    return Opening(FOREVER, why, Reason.ENDED, mirror.period_end)


def _closed(why: Reason) -> Opening:
    return Opening(NEVER, why, why)


def stops_at(legal_form: str, first_term: bool, now: datetime, period_end: datetime) -> datetime:
    """When a membership that is cancelled now ends.

    At an association, and in the first year: at the end of the period. With a company a consumer
    may stop after the first year with a month's notice (the law of 2011 on silent renewal).
    """
    if legal_form == "vereniging" or first_term:
        return period_end
    return min(period_end, now + timedelta(days=30))


WITHDRAWAL = timedelta(days=14)


def may_withdraw(mirror: Mirror, begun: datetime | None, now: datetime) -> bool:
    """A consumer may think again for fourteen days."""
    running = mirror.status in {"trialing", "active", "past_due"}
    return running and begun is not None and now < begun + WITHDRAWAL


def owed(paid: int, begun: datetime, end: datetime, now: datetime) -> int:
    """What was used of a period that is withdrawn from: its whole days, of what was paid."""
    days = max((end - begun).days, 1)
    used = min(max((now - begun).days, 0), days)
    return (2 * paid * used + days) // (2 * days)
