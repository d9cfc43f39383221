"""Memberships that were bought, and invoices as Stripe has them."""

import json
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from crowd.accounts.models import Person
from crowd.billing.models import CreditNote, Invoice, Membership
from crowd.billing.prices import Vat
from crowd.core.clock import now
from tests.factories.rows import save

START = datetime(2026, 8, 1, tzinfo=UTC)
END = datetime(2027, 8, 1, tzinfo=UTC)
_numbers = count(1)


def school_membership(owner: Person | None, **change: Any) -> Membership:
    """Forty seats, ordered on invoice."""
    values: dict[str, Any] = {
        "kind": "school",
        "collection": "invoice",
        "owner_id": owner.id if owner else None,
        "organisation": "Stichting De Plataan",
        "brin": "99XA",
        "street": "Dorpsstraat 2",
        "postcode": "1011 AB",
        "city": "Amsterdam",
        "kvk": "87654321",
        "contact_name": "Fenna de Vries",
        "contact_email": "fenna@plataan.example",
        "invoice_email": "facturen@plataan.example",
        "po_number": "4500012345",
        "cost_centre": "K-2040",
        "status": "active",
        "seats_paid": 40,
        "period_start": START,
        "period_end": END,
        "access_until": END,
    }
    return save(Membership(**{**values, **change}))


def line(
    cents: int, seats: int = 40, mode: str = "incl_21", text: str = "Plekken"
) -> dict[str, Any]:
    vat = Vat.of(mode)
    amount = vat.split(cents)
    return {
        "text": text,
        "quantity": seats,
        "amount_cents": cents,
        "net_cents": amount.net,
        "vat_cents": amount.vat,
        "percent": vat.percent,
        "start": int(START.timestamp()),
        "end": int(END.timestamp()),
        "proration": False,
    }


def invoice(
    membership: Membership,
    cents: int = 1_000_000,
    *,
    mode: str = "incl_21",
    lines: list[dict[str, Any]] | None = None,
    **change: Any,
) -> Invoice:
    """Final since a week, to be paid within thirty days; `cents` as agreed."""
    n = next(_numbers)
    vat = Vat.of(mode)
    amount = vat.split(cents)
    taxes = [
        {
            "percent": vat.percent,
            "amount_cents": amount.vat,
            "taxable_cents": amount.net,
            "inclusive": vat.included,
        }
    ]
    final = now() - timedelta(days=7)
    values: dict[str, Any] = {
        "membership_id": membership.id,
        "stripe_id": f"in_{n}",
        "number": f"CROWD-{n:04}",
        "status": "open",
        "collection": membership.collection,
        "subtotal_cents": cents,
        "tax_cents": amount.vat,
        "total_cents": amount.gross,
        "remaining_cents": amount.gross,
        "created_at": final,
        "finalized_at": final,
        "due_at": final + timedelta(days=30),
        "po_number": membership.po_number,
        "lines": json.dumps(lines or [line(cents, mode=mode)]),
        "taxes": json.dumps(taxes if vat.percent else []),
    }
    if change.get("status") == "paid":
        values |= {"paid_cents": amount.gross, "remaining_cents": 0, "paid_at": now()}
    return save(Invoice(**{**values, **change}))


def credit_note(of: Invoice, cents: int, tax: int, **change: Any) -> CreditNote:
    n = next(_numbers)
    values: dict[str, Any] = {
        "invoice_id": of.id,
        "stripe_id": f"cn_{n}",
        "number": f"{of.number}-CN-{n:02}",
        "status": "issued",
        "total_cents": cents,
        "tax_cents": tax,
        "after_payment": of.status == "paid",
        "created_at": now(),
    }
    return save(CreditNote(**{**values, **change}))
