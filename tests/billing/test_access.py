"""The table of who may take part, row by row, and what holds for every history."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crowd.billing.rules import (
    FOREVER,
    STATE_OF,
    STATUSES,
    Access,
    Bill,
    Mirror,
    Reason,
    State,
    access,
    opening,
)

DAY = timedelta(days=1)
START = datetime(2026, 3, 1, 9, tzinfo=UTC)
END = datetime(2027, 3, 1, 9, tzinfo=UTC)
NOW = START + 30 * DAY


def auto(status: str, **more: object) -> Mirror:
    values = {"period_start": START, "period_end": END, **more}
    return Mirror("auto", status, **values)  # type: ignore[arg-type]


def on_invoice(status: str, **more: object) -> Mirror:
    values = {"ordered_at": START, "period_start": START, "period_end": END, **more}
    return Mirror("invoice", status, **values)  # type: ignore[arg-type]


def bill(status: str, **more: object) -> Bill:
    values = {"at": START, "total": 25_000, **more}
    return Bill(status, **values)  # type: ignore[arg-type]


PAID = bill("paid", first=True, payment="succeeded")
OPEN = bill("open")
ON_TERM = bill("open", due_at=START + 30 * DAY)

# name: mirror, invoices, moment, allowed, reason, until
TABLE = {
    "trialing": (auto("trialing"), [], NOW, True, Reason.ACTIVE, END),
    "active": (auto("active"), [PAID], NOW, True, Reason.ACTIVE, END),
    "active, and nothing was synced for a month": (
        auto("active"), [PAID], END + 30 * DAY, True, Reason.ACTIVE, END,
    ),
    "SEPA is still processing": (
        auto("active"), [bill("open", first=True, payment="processing")], NOW,
        True, Reason.PROCESSING, END,
    ),
    "SEPA is still processing, incomplete": (
        auto("incomplete"), [bill("open", first=True, payment="processing")], NOW,
        True, Reason.PROCESSING, END,
    ),
    "the first SEPA debit failed": (
        auto("active"), [bill("open", first=True, payment="failed")], NOW,
        False, Reason.FAILED, None,
    ),
    "past due, 13 days": (
        auto("past_due"), [OPEN], START + 13 * DAY, True, Reason.LATE, START + 14 * DAY,
    ),
    "past due, 14 days": (
        auto("past_due"), [OPEN], START + 14 * DAY, False, Reason.TOO_LATE, START + 14 * DAY,
    ),
    "past due, the invoice is not here yet": (
        auto("past_due"), [], START + DAY, True, Reason.LATE, START + 14 * DAY,
    ),
    "past due, and tried again by SEPA": (
        auto("past_due"), [bill("open", payment="processing")], START + 20 * DAY,
        True, Reason.PROCESSING, END,
    ),
    "ordered on invoice, Stripe does not know yet": (
        Mirror("invoice", "", ordered_at=START), [], NOW,
        True, Reason.ORDERED, START + 90 * DAY,
    ),
    "ordered on invoice, Stripe never knew": (
        Mirror("invoice", "", ordered_at=START), [], START + 90 * DAY,
        False, Reason.TOO_LATE, START + 90 * DAY,
    ),
    "on invoice, not due yet": (
        on_invoice("active"), [ON_TERM], NOW - DAY, True, Reason.ORDERED, END,
    ),
    "on invoice, 59 days past due": (
        on_invoice("active"), [ON_TERM], START + 89 * DAY,
        True, Reason.INVOICE_LATE, START + 90 * DAY,
    ),
    "on invoice, 60 days past due": (
        on_invoice("past_due"), [ON_TERM], START + 90 * DAY,
        False, Reason.TOO_LATE, START + 90 * DAY,
    ),
    "on invoice, paid": (
        on_invoice("active"), [PAID], START + 200 * DAY, True, Reason.ACTIVE, END,
    ),
    "on invoice, written off": (
        on_invoice("active"), [bill("uncollectible", due_at=START + 30 * DAY)], START + 90 * DAY,
        False, Reason.TOO_LATE, START + 90 * DAY,
    ),
    "on invoice, void": (
        on_invoice("active"), [bill("void", due_at=START)], START + 99 * DAY,
        True, Reason.ACTIVE, END,
    ),
    "unpaid": (auto("unpaid"), [OPEN], NOW, False, Reason.STOPPED, None),
    "paused": (auto("paused"), [], NOW, False, Reason.STOPPED, None),
    "incomplete": (auto("incomplete"), [OPEN], NOW, False, Reason.AWAITING, None),
    "incomplete, expired": (auto("incomplete_expired"), [], NOW, False, Reason.FAILED, None),
    "cancelled at the end of the period": (
        auto("active", cancel_at_period_end=True), [PAID], END - DAY,
        True, Reason.CANCELLING, END,
    ),
    "cancelled, and the period is over": (
        auto("active", cancel_at_period_end=True), [PAID], END, False, Reason.ENDED, END,
    ),
    "past due and cancelled at the end": (
        auto("past_due", cancel_at_period_end=True), [OPEN], START + DAY,
        True, Reason.LATE, START + 14 * DAY,
    ),
    "cancelled": (auto("canceled"), [PAID], NOW, False, Reason.ENDED, None),
    "given back in full": (
        auto("active"), [bill("paid", given_back=25_000)], NOW, False, Reason.REFUNDED, None,
    ),
    "given back in part": (
        auto("active"), [bill("paid", given_back=24_999)], NOW, True, Reason.ACTIVE, END,
    ),
    "last year was given back": (
        auto("active"), [bill("paid", at=START - 365 * DAY, given_back=25_000), PAID], NOW,
        True, Reason.ACTIVE, END,
    ),
    "credited and billed anew": (
        on_invoice("active"), [bill("paid", given_back=25_000), bill("paid", at=START + DAY)],
        NOW, True, Reason.ACTIVE, END,
    ),
    "credited before it was paid": (
        on_invoice("active"), [bill("paid", given_back=25_000, credited=25_000)], NOW,
        True, Reason.ACTIVE, END,
    ),
    "credited, billed anew, and that given back": (
        on_invoice("active"),
        [bill("paid", given_back=25_000, credited=25_000), bill("paid", given_back=25_000)],
        NOW, False, Reason.REFUNDED, None,
    ),
    "credited in part, and what was paid given back": (
        on_invoice("active"), [bill("paid", given_back=25_000, credited=10_000)], NOW,
        False, Reason.REFUNDED, None,
    ),
    "a dispute is open": (
        auto("active"), [bill("paid", dispute="open")], NOW, True, Reason.ACTIVE, END,
    ),
    "a dispute was won": (
        auto("active"), [bill("paid", dispute="won")], NOW, True, Reason.ACTIVE, END,
    ),
    "a dispute was lost": (
        auto("active"), [bill("paid", dispute="lost")], NOW, False, Reason.DISPUTED, None,
    ),
    "begun": (Mirror("auto", ""), [], NOW, False, Reason.DRAFT, None),
    "at the checkout": (
        Mirror("auto", "", in_checkout=True), [], NOW, False, Reason.AWAITING, None,
    ),
    "given": (Mirror("given", "", period_end=END), [], NOW, True, Reason.GIVEN, END),
    "given, and over": (
        Mirror("given", "", period_end=END), [], END, False, Reason.GIVEN_OVER, END,
    ),
    "given without an end": (Mirror("given", ""), [], END, True, Reason.GIVEN, None),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLE)
def test_the_table(name: str) -> None:
    mirror, bills, moment, allowed, reason, until = TABLE[name]
    assert access(mirror, bills, moment) == Access(allowed, reason, until)


def test_an_unknown_status_keeps_the_last_decision() -> None:
    mirror = auto("frozen_by_a_newer_stripe")
    assert access(mirror, [PAID], NOW, kept=END).allowed
    assert not access(mirror, [PAID], NOW, kept=START).allowed
    assert access(mirror, [PAID], NOW, kept=END).reason is Reason.UNCLEAR


def test_every_reason_is_in_a_state_and_in_the_table() -> None:
    assert set(STATE_OF) == set(Reason)
    seen = {reason for _m, _b, _n, _a, reason, _u in TABLE.values()} | {Reason.UNCLEAR}
    assert seen == set(Reason)
    assert {STATE_OF[reason] for reason in seen} == set(State)


moments = st.integers(-500, 900).map(lambda days: START + days * DAY)
bills = st.builds(
    Bill,
    status=st.sampled_from(["draft", "open", "paid", "void", "uncollectible"]),
    at=moments,
    due_at=st.none() | moments,
    total=st.sampled_from([0, 1, 25_000]),
    given_back=st.sampled_from([0, 1, 25_000]),
    credited=st.sampled_from([0, 1, 25_000]),
    payment=st.sampled_from(["", "processing", "failed", "succeeded"]),
    dispute=st.sampled_from(["", "open", "won", "lost"]),
    first=st.booleans(),
)
mirrors = st.builds(
    Mirror,
    collection=st.sampled_from(["given", "auto", "invoice"]),
    status=st.sampled_from(["", *sorted(STATUSES), "something_new"]),
    ordered_at=st.none() | moments,
    in_checkout=st.booleans(),
    period_start=st.none() | moments,
    period_end=st.none() | moments,
    cancel_at_period_end=st.booleans(),
)


@given(mirrors, st.lists(bills, max_size=4), moments, moments)
def test_time_alone_never_opens_what_was_closed(
    mirror: Mirror, some: list[Bill], one: datetime, other: datetime
) -> None:
    early, late = sorted((one, other))
    assert not access(mirror, some, late).allowed or access(mirror, some, early).allowed


@given(mirrors, st.lists(bills, max_size=4), moments, st.randoms())
def test_the_order_of_the_invoices_does_not_matter(
    mirror: Mirror, some: list[Bill], moment: datetime, random: object
) -> None:
    shuffled = list(some)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert opening(mirror, some) == opening(mirror, shuffled)


@given(mirrors, st.lists(bills, max_size=4), moments)
def test_what_is_over_gives_nothing(mirror: Mirror, some: list[Bill], moment: datetime) -> None:
    found = access(mirror, some, moment)
    closed = {"canceled", "unpaid", "paused", "incomplete_expired"}
    if mirror.collection != "given" and mirror.status in closed:
        assert not found.allowed
    if found.allowed:
        assert found.state in {State.ACTIVE, State.GRACE} or found.reason is Reason.UNCLEAR
    if found.until is not None:
        assert found.until < FOREVER


@given(mirrors, st.lists(bills, max_size=4), moments)
def test_paying_never_takes_access_away(mirror: Mirror, some: list[Bill], moment: datetime) -> None:
    paid = [
        replace(b, status="paid", payment="succeeded")
        if b.status in {"open", "uncollectible"} else b
        for b in some
    ]  # fmt: skip
    if mirror.status in {"active", "trialing"}:
        assert not access(mirror, some, moment).allowed or access(mirror, paid, moment).allowed
