"""The books of invoices, to the cent: invoices - credits = payments + open.

Linear, so that it holds for one invoice and for the sum of many. `open` is what Stripe still
expects, less what we have to give back; what does not fit shows as `off`, and is nought when the
mirror is right.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, case, func, select

from crowd.billing.models import CreditNote, Invoice
from crowd.core.db import db

COUNTED = ("open", "paid", "uncollectible")  # a void invoice never was one


@dataclass(frozen=True)
class Ledger:
    invoices: int = 0
    before: int = 0  # credited of what was not paid
    after: int = 0  # credited of what was
    received: int = 0
    returned: int = 0
    expected: int = 0  # as Stripe has it

    @property
    def credits(self) -> int:
        return self.before + self.after

    @property
    def payments(self) -> int:
        return self.received - self.returned

    @property
    def to_give_back(self) -> int:
        return self.after - self.returned

    @property
    def open(self) -> int:
        return self.expected - self.to_give_back

    @property
    def off(self) -> int:
        return self.invoices - self.credits - self.payments - self.open

    def __add__(self, other: "Ledger") -> "Ledger":
        return Ledger(
            *(getattr(self, name) + getattr(other, name) for name in Ledger.__dataclass_fields__)
        )


def ledger_of(chosen: Select[int]) -> Ledger:
    """Of the invoices whose ids this select gives; one query."""
    row = db.session.execute(
        select(*(func.coalesce(func.sum(each), 0) for each in _columns())).where(
            Invoice.id.in_(chosen), Invoice.status.in_(COUNTED), Invoice.number.is_not(None)
        )
    ).one()
    return Ledger(*(int(value) for value in row))


def _columns() -> tuple[ColumnElement[int], ...]:
    before, after = _credited(after=False), _credited(after=True)
    outside = case((after > Invoice.refunded_cents, after), else_=Invoice.refunded_cents)
    return (
        Invoice.total_cents.expression,
        before,
        after,
        Invoice.paid_cents.expression,
        # paid by bank, and so given back by bank: Stripe does not see that
        case((Invoice.payment_intent_id == "", outside), else_=Invoice.refunded_cents),
        Invoice.remaining_cents.expression,
    )


def _credited(after: bool) -> ColumnElement[int]:
    return func.coalesce(
        select(func.sum(CreditNote.total_cents))
        .where(
            CreditNote.invoice_id == Invoice.id,
            CreditNote.status == "issued",
            CreditNote.after_payment.is_(after),
        )
        .correlate(Invoice)
        .scalar_subquery(),
        0,
    )
