"""Unpaid invoices are reminded 7 and 21 days past due: once each, friendly, never of a debit."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
import time_machine
from sqlalchemy import select

from crowd.accounts.models import Person
from crowd.billing.documents.actions import issue_what_waits
from crowd.billing.documents.reminders import remind, step
from crowd.billing.models import BillingAudit
from tests.factories import bills
from tests.factories.rows import do, found

Mails = Callable[[], list[EmailMessage]]
DUE = datetime(2026, 10, 23, 12, tzinfo=UTC)  # the clocks change two days later


def due(charlie: Person, **change: object) -> None:
    membership = bills.school_membership(charlie, **change)
    bills.invoice(membership, finalized_at=DUE - timedelta(days=30), due_at=DUE)
    do(issue_what_waits)


def reminded(mails: Mails) -> list[EmailMessage]:
    return [mail for mail in mails() if str(mail["Subject"]).startswith("Herinnering")]


@pytest.mark.parametrize(
    ("days", "wanted"),
    [(0, None), (6, None), (7, 7), (20, 7), (21, 21), (59, 21), (60, None), (400, None)],
)
def test_when(days: int, wanted: int | None) -> None:
    assert step(days) == wanted


def test_twice_and_then_no_more(charlie: Person, mails: Mails) -> None:
    due(charlie)
    counts = []
    for day in range(70):
        with time_machine.travel(DUE + timedelta(days=day), tick=False):
            do(remind)
            do(remind)  # the calendar may ask twice
        counts.append(len(reminded(mails)))
    assert [day for day in range(1, 70) if counts[day] > counts[day - 1]] == [7, 21]
    audit = found(select(BillingAudit).where(BillingAudit.what == "invoice_reminded"))
    assert [line.detail[-3:].strip() for line in audit] == ["+7", "+21"]


def test_to_the_invoice_address_with_what_is_left(charlie: Person, mails: Mails) -> None:
    membership = bills.school_membership(charlie)
    bills.invoice(
        membership,
        finalized_at=DUE - timedelta(days=30),
        due_at=DUE,
        paid_cents=400_000,
        remaining_cents=600_000,
    )
    do(issue_what_waits)
    with time_machine.travel(DUE + timedelta(days=8), tick=False):
        do(remind)
    [mail] = reminded(mails)
    said = mail.get_body(("plain",)).get_content().replace("\xa0", " ")
    assert mail["To"] == "facturen@plataan.example"
    assert "€ 6.000,00" in said and "kruist dit bericht de betaling" in said
    assert len(list(mail.iter_attachments())) == 2


@pytest.mark.parametrize(
    "change",
    [
        {"status": "paid"},
        {"status": "void"},
        {"status": "uncollectible"},
        {"collection": "auto"},
        {"remaining_cents": 0},
    ],
)
def test_nothing_to_remind_of(charlie: Person, mails: Mails, change: dict[str, object]) -> None:
    membership = bills.school_membership(charlie)
    bills.invoice(membership, finalized_at=DUE - timedelta(days=30), due_at=DUE, **change)
    do(issue_what_waits)
    with time_machine.travel(DUE + timedelta(days=8), tick=False):
        do(remind)
    assert reminded(mails) == []
