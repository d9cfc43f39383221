"""Case 12: VAT in the price and on top of it, over N seats, rounding, exempt, and a rate that
changes between two invoices. What Stripe bills is what our own prices say, to the cent."""

import json
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from crowd.accounts.models import Person
from crowd.billing import offers
from crowd.billing.actions import seats
from tests.billing.helpers import act, invoices, order
from tests.fakes.stripe import Stripe


@pytest.fixture
def vat(app: Flask) -> Iterator[Callable[[str], None]]:
    yield lambda mode: app.config.update(VAT_MODE=mode)
    app.config["VAT_MODE"] = "incl_21"


@pytest.mark.parametrize("mode", ["incl_21", "excl_21", "incl_9", "exempt"])
@pytest.mark.parametrize("number", [1, 3, 7, 40, 999])
def test_over_so_many_seats(
    app: Flask, stripe: Stripe, vera: Person, vat: Callable[[str], None], mode: str, number: int
) -> None:
    vat(mode)
    price = act(app, lambda: offers.price(number))
    (invoice,) = invoices(order(app, stripe, vera, seats=number))
    assert (invoice.total_cents, invoice.tax_cents) == (price.gross, price.vat)
    taxes = json.loads(invoice.taxes)
    if mode == "exempt":
        assert taxes == [] and invoice.total_cents == number * 25_000
    else:
        (tax,) = taxes
        assert tax["percent"] == int(mode.split("_")[1])
        assert tax["inclusive"] is mode.startswith("incl")
        assert tax["taxable_cents"] == price.net
    (line,) = json.loads(invoice.lines)
    assert (line["net_cents"], line["vat_cents"]) == (price.net, price.vat)


def test_a_rate_that_changes_between_invoices(
    app: Flask, stripe: Stripe, vera: Person, vat: Callable[[str], None]
) -> None:
    """What was agreed goes on at its rate; a new order has the new one."""
    first = order(app, stripe, vera, seats=10)
    vat("incl_9")
    second = order(app, stripe, vera, seats=10)
    assert json.loads(invoices(first)[0].taxes)[0]["percent"] == 21
    assert json.loads(invoices(second)[0].taxes)[0]["percent"] == 9


def test_seats_in_mid_term_and_their_vat(app: Flask, stripe: Stripe, vera: Person) -> None:
    id_ = order(app, stripe, vera, seats=3)
    stripe.let_pass(100.3)
    stripe.settle()
    cost = act(app, lambda: seats.preview(id_, 7))
    act(app, lambda: seats.more(id_, 7, seen=3, at=cost.at))
    last = invoices(id_)[-1]
    assert (last.total_cents, last.tax_cents) == (cost.due, cost.vat)
    lines = json.loads(last.lines)
    assert sum(line["net_cents"] + line["vat_cents"] for line in lines) == last.total_cents
    assert [line["proration"] for line in lines] == [True, True]
