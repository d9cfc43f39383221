"""Case 9 on paper: every invoice that Stripe makes becomes a PDF and an e-invoice of its own, with
the purchase-order number, and with Stripe's number and totals to the cent."""

from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from lxml import etree
from sqlalchemy import select

from crowd.accounts.models import Person
from crowd.billing.actions import corrections, seats
from crowd.billing.documents import content as frozen
from crowd.billing.documents.actions import issue_what_waits
from crowd.billing.documents.content import Content
from crowd.billing.documents.models import Document
from crowd.billing.documents.reminders import days_late
from crowd.billing.documents.ubl import ubl
from crowd.billing.models import CreditNote, Invoice
from tests.billing.helpers import act, invoices, order
from tests.billing.ubl_rules import problems, texts
from tests.factories.rows import do, found
from tests.fakes.stripe import Stripe


def papers() -> list[Content]:
    return [frozen.load(each.content) for each in found(select(Document).order_by(Document.id))]


def check(stripe: Stripe, content: Content, row: Invoice) -> None:
    """What we drew is what Stripe has."""
    theirs = stripe.get(row.stripe_id)
    assert content.number == theirs["number"]
    assert content.gross == theirs["total"]
    assert content.vat == sum(tax["amount"] for tax in theirs["total_taxes"])
    document = ubl(content)
    assert problems(document) == []
    assert texts(etree.fromstring(document), "cac:OrderReference/cbc:ID") == ["PO-2026-117"]


def test_the_first_a_proration_and_a_renewal_carry_the_order_number(
    app: Flask, stripe: Stripe, vera: Person
) -> None:
    id_ = order(app, stripe, vera, seats=10)
    stripe.let_pass(100)
    cost = act(app, lambda: seats.preview(id_, 14))
    act(app, lambda: seats.more(id_, 14, seen=10, at=cost.at))
    stripe.settle()
    stripe.let_pass(300)
    stripe.settle()
    rows = invoices(id_)
    assert len(rows) == 3
    for content, row in zip(papers(), sorted(rows, key=lambda row: row.number or ""), strict=True):
        check(stripe, content, row)
    first, more, renewal = papers()
    assert (first.gross, more.gross, renewal.gross) == (250_000, cost.due, 350_000)
    assert any(row.net < 0 for row in more.rows)  # what was left of ten goes back


@pytest.mark.parametrize("cents", [100_000, 250_000, 260_000])
def test_paid_in_part_late_or_too_much_it_stays_the_same_paper(
    app: Flask, stripe: Stripe, vera: Person, cents: int
) -> None:
    [row] = invoices(order(app, stripe, vera))
    before = papers()
    stripe.let_pass(40)
    stripe.act("transfer", row.stripe_id, cents)
    stripe.settle()
    assert papers() == before
    assert before[0].payable == 250_000


@pytest.mark.parametrize("how", ["void", "uncollectible", "paid_elsewhere"])
def test_what_becomes_of_an_invoice_changes_no_paper(
    app: Flask, stripe: Stripe, vera: Person, how: str
) -> None:
    [row] = invoices(order(app, stripe, vera))
    before = papers()
    act(app, lambda: getattr(corrections, how)(row.id))
    stripe.settle()
    assert papers() == before


def test_a_credit_note_has_a_paper_with_stripes_number(
    app: Flask, stripe: Stripe, vera: Person
) -> None:
    [row] = invoices(order(app, stripe, vera))
    act(app, lambda: corrections.credit(row.id, 25_000))
    stripe.settle()
    do(issue_what_waits)
    [note] = found(select(CreditNote))
    paper = papers()[-1]
    assert (paper.kind, paper.number, paper.gross) == ("credit", note.number, 25_000)
    assert paper.vat == note.tax_cents
    assert problems(ubl(paper)) == []


def test_days_are_counted_over_the_change_of_clocks() -> None:
    due = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)  # half past midnight on the 25th
    row = Invoice(due_at=due)
    with time_machine.travel(datetime(2026, 10, 31, 22, 59, tzinfo=UTC), tick=False):
        assert days_late(row) == 6  # a minute to midnight, and an hour that came twice
    with time_machine.travel(datetime(2026, 10, 31, 23, 0, tzinfo=UTC), tick=False):
        assert days_late(row) == 7
