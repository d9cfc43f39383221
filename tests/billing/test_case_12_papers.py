"""Case 12 on paper: VAT in the price, on top of it or none, over one seat and many, and a rate that
changes between two invoices; always Stripe's totals, and right by the rules of e-invoices."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from crowd.accounts.models import Person
from crowd.billing.documents import content as frozen
from crowd.billing.documents.actions import issue_what_waits
from crowd.billing.documents.content import Content
from crowd.billing.documents.models import Document
from crowd.billing.documents.ubl import ubl
from crowd.billing.prices import Tariff, Vat
from tests.billing.helpers import invoices, order
from tests.billing.ubl_rules import problems
from tests.factories import bills
from tests.factories.rows import do, found
from tests.fakes.stripe import Stripe


@pytest.fixture
def vat(app: Flask) -> Iterator[object]:
    """Sets the mode, and puts it back."""
    before = app.config["VAT_MODE"]

    def use(mode: str) -> None:
        app.config["VAT_MODE"] = mode

    yield use
    app.config["VAT_MODE"] = before


def papers() -> list[Content]:
    return [frozen.load(each.content) for each in found(select(Document).order_by(Document.id))]


@pytest.mark.parametrize("mode", ["incl_21", "excl_21", "exempt"])
@pytest.mark.parametrize("seats", [1, 3, 7, 40, 333])
def test_many_seats(
    app: Flask, stripe: Stripe, vera: Person, vat: object, mode: str, seats: int
) -> None:
    vat(mode)  # type: ignore[operator]
    [row] = invoices(order(app, stripe, vera, seats=seats))
    [paper] = papers()
    wanted = Tariff(25_000, Vat.of(mode)).price(seats)
    assert (paper.net, paper.vat, paper.gross) == (wanted.net, wanted.vat, wanted.gross)
    assert paper.gross == stripe.get(row.stripe_id)["total"]
    assert problems(ubl(paper)) == []


def test_a_rate_that_changes_between_two_invoices(charlie: Person) -> None:
    """What was invoiced keeps its rate; a credit note has that of what it corrects."""
    membership = bills.school_membership(charlie)
    before = bills.invoice(membership, 25_000)
    bills.invoice(membership, 25_000, mode="incl_9", lines=[bills.line(25_000, 1, "incl_9")])
    do(issue_what_waits)
    bills.credit_note(before, 12_500, 2_169)
    do(issue_what_waits)
    first, second, note = papers()
    rates = [[group.percent for group in paper.groups] for paper in (first, second, note)]
    assert rates == [[21], [9], [21]]
    assert (first.vat, second.vat, note.vat) == (4_339, 2_064, 2_169)
    for paper in (first, second, note):
        assert problems(ubl(paper)) == []
