"""Invoices minus credits is payments plus open: after whatever happens at Stripe, to the cent."""

from dataclasses import replace
from itertools import count

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from crowd.accounts.models import Person
from crowd.billing.actions import corrections
from crowd.billing.ledger import Ledger, ledger_of
from crowd.billing.models import Invoice
from crowd.core.db import db
from crowd.core.errors import CrowdError
from tests.billing.helpers import act, invoices, join, order
from tests.factories import bills, people
from tests.factories.rows import do
from tests.fakes.stripe import Stripe

payers = count()
DEEDS = st.sampled_from(["credit", "refund", "transfer", "outside", "write off", "void"])


def books() -> Ledger:
    return do(lambda: ledger_of(select(Invoice.id)))


def one_by_one() -> Ledger:
    ids = do(lambda: list(db_ids()))
    return sum(
        (do(lambda id_=id_: ledger_of(select(Invoice.id).where(Invoice.id == id_))) for id_ in ids),
        Ledger(),
    )


def db_ids() -> list[int]:
    return list(db.session.scalars(select(Invoice.id)))


def test_an_open_invoice(charlie: Person) -> None:
    bills.invoice(bills.school_membership(charlie))
    found = books()
    assert (found.invoices, found.open, found.payments) == (1_000_000, 1_000_000, 0)
    assert found.off == 0


def test_void_and_draft_do_not_count(charlie: Person) -> None:
    membership = bills.school_membership(charlie)
    bills.invoice(membership, status="void")
    bills.invoice(membership, status="draft", number=None)
    assert books() == Ledger()


def test_credited_before_and_after_the_payment(charlie: Person) -> None:
    membership = bills.school_membership(charlie)
    unpaid = bills.invoice(membership, remaining_cents=975_000)
    bills.credit_note(unpaid, 25_000, 4_339)
    paid = bills.invoice(membership, status="paid", payment_intent_id="pi_1", refunded_cents=20_000)
    bills.credit_note(paid, 25_000, 4_339)
    found = books()
    assert (found.invoices, found.credits) == (2_000_000, 50_000)
    assert (found.received, found.returned, found.to_give_back) == (1_000_000, 20_000, 5_000)
    assert found.open == 975_000 - 5_000
    assert found.invoices - found.credits == found.payments + found.open


def test_paid_by_bank_goes_back_by_bank(charlie: Person) -> None:
    paid = bills.invoice(bills.school_membership(charlie), status="paid")
    bills.credit_note(paid, 25_000, 4_339)
    assert (books().returned, books().open, books().off) == (25_000, 0, 0)


def test_a_mirror_that_is_not_right_shows(charlie: Person) -> None:
    bills.invoice(bills.school_membership(charlie), paid_cents=5)
    assert books().off == -5


@given(a=st.builds(Ledger, *[st.integers(0, 10**9)] * 6), b=st.builds(Ledger))
def test_it_adds_up_line_by_line(a: Ledger, b: Ledger) -> None:
    both = a + replace(b, invoices=7, expected=7)
    assert both.off == a.off
    assert both.open == a.open + 7


@given(steps=st.lists(st.tuples(DEEDS, st.integers(1, 30_000)), max_size=5), by_bank=st.booleans())
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_happens_at_stripe(
    app: Flask, stripe: Stripe, steps: list[tuple[str, int]], by_bank: bool
) -> None:
    """Credits, refunds, transfers in part and too much, write-offs: the books are right."""
    payer = people.person("Pim Payer", f"pim{next(payers)}@example.org", member=False)
    id_ = order(app, stripe, payer, seats=1) if by_bank else join(app, stripe, payer)
    for deed, cents in steps:
        _happen(app, stripe, invoices(id_)[0], deed, cents)
        found = books()
        assert found.off == 0
        assert found.invoices - found.credits == found.payments + found.open
        assert found == one_by_one()


def _happen(app: Flask, stripe: Stripe, invoice: Invoice, deed: str, cents: int) -> None:
    try:
        if deed == "transfer":
            if invoice.status in {"open", "uncollectible"}:
                stripe.act("transfer", invoice.stripe_id, cents)
                stripe.settle()
            return
        work = {
            "credit": lambda: corrections.credit(invoice.id, cents),
            "refund": lambda: corrections.refund(invoice.id, cents),
            "outside": lambda: corrections.paid_elsewhere(invoice.id),
            "write off": lambda: corrections.uncollectible(invoice.id),
            "void": lambda: corrections.void(invoice.id),
        }[deed]
        act(app, work)
        stripe.settle()
    except CrowdError:
        pass  # it was refused: then nothing may have changed
