"""What Stripe has of one membership: fetched in whole, and laid over our rows.

Nothing here depends on the order or number of events: the latest of everything is asked for.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select

from crowd.billing import gateway
from crowd.billing.models import CreditNote, Invoice, Membership
from crowd.billing.rules import Bill, Grace, Mirror, opening
from crowd.core.clock import now
from crowd.core.db import db

Object = gateway.Object

DEAD = {"canceled", "incomplete_expired"}
COLLECTION = {"charge_automatically": "auto", "send_invoice": "invoice"}
PAYMENT = {"pending": "processing", "failed": "failed", "succeeded": "succeeded"}
DISPUTE = {"won": "won", "lost": "lost"}
PO_FIELD = "Bestelnummer"
COST_FIELD = "Kostenplaats"


@dataclass(frozen=True)
class Found:
    """All that Stripe has of a customer, as it was when we began to ask (`at`)."""

    at: datetime
    subscriptions: list[Object] = field(default_factory=list)
    invoices: list[Object] = field(default_factory=list)
    charges: list[Object] = field(default_factory=list)
    credit_notes: list[Object] = field(default_factory=list)
    disputes: list[Object] = field(default_factory=list)


def fetch(customer_id: str) -> Found:
    at = now()
    charges = list(gateway.every("charges.list", customer=customer_id))
    return Found(
        at=at,
        subscriptions=list(gateway.every("subscriptions.list", customer=customer_id, status="all")),
        invoices=list(
            gateway.every("invoices.list", customer=customer_id, expand=["data.payments"])
        ),
        charges=charges,
        credit_notes=list(gateway.every("credit_notes.list", customer=customer_id)),
        disputes=[
            dispute
            for charge in charges
            if charge["disputed"]
            for dispute in gateway.every("disputes.list", charge=charge["id"])
        ],
    )


def mine(found: Found, membership: Membership) -> list[Object]:
    """The subscriptions of this membership: those that live first, then the oldest."""
    ours = [
        sub
        for sub in found.subscriptions
        if sub["metadata"].get("membership_id") == str(membership.id)
    ]
    return sorted(ours, key=lambda sub: (sub["status"] in DEAD, sub["created"], sub["id"]))


def lay_over(membership: Membership, found: Found) -> None:
    """Our rows become what was found."""
    if subscriptions := mine(found, membership):
        _subscription(membership, subscriptions[0])
    rows = {row.stripe_id: row for row in membership.invoices}
    by_intent = _newest(found.charges)
    for each in found.invoices:
        row = rows.get(each["id"])
        if row is None:
            row = Invoice(stripe_id=each["id"], membership_id=membership.id)
            membership.invoices.append(row)
        _invoice(row, each, by_intent, found.disputes)
    db.session.flush()
    _credit_notes(membership, found.credit_notes)
    membership.synced_at = found.at
    membership.version += 1
    derive(membership)


def derive(membership: Membership) -> None:
    """`access_until`, from the mirror and its invoices."""
    found = opening(
        mirror_of(membership),
        [bill_of(invoice) for invoice in membership.invoices],
        grace=grace(),
        kept=membership.access_until,
    )
    membership.access_until = found.ends


def grace() -> Grace:
    config = current_app.config
    return Grace(
        automatic=timedelta(days=config["GRACE_DAYS"]),
        invoice=timedelta(days=config["INVOICE_GRACE_DAYS"]),
        term=timedelta(days=config["INVOICE_TERM_DAYS"]),
    )


def mirror_of(membership: Membership) -> Mirror:
    return Mirror(
        collection=membership.collection,
        status=membership.status,
        ordered_at=membership.ordered_at,
        in_checkout=membership.checkout_id is not None,
        period_start=membership.period_start,
        period_end=membership.period_end,
        cancel_at_period_end=membership.cancel_at_period_end,
    )


def bill_of(invoice: Invoice) -> Bill:
    after = sum(note.total_cents for note in invoice.credit_notes if _counts(note, after=True))
    before = sum(note.total_cents for note in invoice.credit_notes if _counts(note, after=False))
    return Bill(
        status=invoice.status,
        at=invoice.created_at,
        due_at=invoice.due_at,
        total=invoice.total_cents,
        given_back=before + max(after, invoice.refunded_cents),
        payment=invoice.payment,
        dispute=invoice.dispute,
        first=invoice.reason == "subscription_create",
        credited=before,
    )


def _counts(note: CreditNote, after: bool) -> bool:
    return note.status == "issued" and note.after_payment is after


def _subscription(membership: Membership, sub: Object) -> None:
    item = sub["items"]["data"][0]
    quantity = int(item["quantity"])
    start, end = moment(item["current_period_start"]), moment(item["current_period_end"])
    same_period = membership.period_start == start and membership.subscription_id == sub["id"]
    if membership.seats_next == quantity and same_period:
        pass  # fewer from the renewal on: until then those that were paid stay
    else:
        membership.seats_paid, membership.seats_next = quantity, None
    membership.subscription_id = sub["id"]
    membership.status = sub["status"]
    membership.collection = COLLECTION.get(sub["collection_method"], "auto")
    membership.unit_cents = item["price"]["unit_amount"] or 0
    membership.period_start, membership.period_end = start, end
    stops = moment(sub.get("cancel_at"))
    membership.cancel_at_period_end = bool(sub["cancel_at_period_end"] or stops)
    if stops and end and stops < end:
        membership.period_end = stops


def _newest(charges: Iterable[Object]) -> dict[str, Object]:
    """The latest charge of each payment."""
    ordered = sorted(charges, key=lambda charge: charge["created"])
    return {charge["payment_intent"]: charge for charge in ordered if charge["payment_intent"]}


def _invoice(row: Invoice, of: Object, charges: dict[str, Object], disputes: list[Object]) -> None:
    intents = [
        payment["payment"]["payment_intent"]
        for payment in (of.get("payments") or {}).get("data", [])
        if payment["payment"].get("payment_intent")
    ]
    paid_by = [charges[intent] for intent in intents if intent in charges]
    taxes = of.get("total_taxes") or []
    steps = of["status_transitions"]
    row.number = of["number"]
    row.status = of["status"]
    row.reason = of["billing_reason"] or ""
    row.collection = COLLECTION.get(of["collection_method"], "auto")
    row.subtotal_cents = of["subtotal"]
    row.tax_cents = sum(tax["amount"] for tax in taxes)
    row.total_cents = of["total"]
    row.paid_cents = of["amount_paid"]
    row.remaining_cents = of["amount_remaining"]
    row.credited_cents = (
        of["pre_payment_credit_notes_amount"] + of["post_payment_credit_notes_amount"]
    )
    row.refunded_cents = sum(charge["amount_refunded"] for charge in paid_by)
    row.payment_intent_id = intents[-1] if intents else ""
    row.payment = _payment(of, paid_by)
    row.dispute = _dispute(paid_by, disputes)
    row.created_at = moment(of["created"]) or now()
    row.finalized_at = moment(steps["finalized_at"])
    row.paid_at = moment(steps["paid_at"])
    row.due_at = moment(of["due_date"])
    row.period_start, row.period_end = moment(of["period_start"]), moment(of["period_end"])
    fields = {each["name"]: each["value"] for each in of["custom_fields"] or []}
    row.po_number = fields.get(PO_FIELD, "")
    rates = {rate["id"]: rate for rate in of["default_tax_rates"]}
    row.lines = json.dumps([_line(each, rates) for each in of["lines"]["data"]])
    row.taxes = json.dumps([_tax(each, rates) for each in taxes])
    row.hosted_url, row.pdf_url = of["hosted_invoice_url"], of["invoice_pdf"]
    row.synced_at = now()


def _payment(of: Object, charges: list[Object]) -> str:
    if of["status"] == "paid":
        return "succeeded"
    states = [PAYMENT.get(charge["status"], "") for charge in charges]
    return states[-1] if states else ""


def _dispute(charges: list[Object], disputes: list[Object]) -> str:
    ids = {charge["id"] for charge in charges}
    found = [DISPUTE.get(each["status"], "open") for each in disputes if each["charge"] in ids]
    return next((state for state in ("lost", "open", "won") if state in found), "")


def _line(of: Object, rates: dict[str, Object]) -> dict[str, Any]:
    taxes = [_tax(tax, rates) for tax in of.get("taxes") or []]
    vat = sum(tax["amount_cents"] for tax in taxes)
    inside = sum(tax["amount_cents"] for tax in taxes if tax["inclusive"])
    parent = (of.get("parent") or {}).get("subscription_item_details") or {}
    return {
        "text": of["description"] or "",
        "quantity": of["quantity"] or 1,
        "amount_cents": of["amount"],
        "net_cents": of["amount"] - inside,
        "vat_cents": vat,
        "percent": taxes[0]["percent"] if taxes else 0,
        "start": of["period"]["start"],
        "end": of["period"]["end"],
        "proration": bool(parent.get("proration")),
    }


def _tax(of: Object, rates: dict[str, Object]) -> dict[str, Any]:
    rate = rates.get((of.get("tax_rate_details") or {}).get("tax_rate", ""), {})
    return {
        "percent": rate.get("percentage", 0),
        "amount_cents": of["amount"],
        "taxable_cents": of["taxable_amount"] or 0,
        "inclusive": of["tax_behavior"] == "inclusive",
    }


def _credit_notes(membership: Membership, notes: list[Object]) -> None:
    invoices = {row.stripe_id: row for row in membership.invoices}
    known = {
        row.stripe_id: row
        for row in db.session.scalars(
            select(CreditNote).where(CreditNote.invoice_id.in_([i.id for i in membership.invoices]))
        )
    }
    for each in notes:
        of = invoices.get(each["invoice"])
        if of is None:
            continue
        row = known.get(each["id"])
        if row is None:
            row = CreditNote(stripe_id=each["id"])
            of.credit_notes.append(row)
        row.number, row.status = each["number"], each["status"]
        row.total_cents = each["total"]
        row.tax_cents = sum(tax["amount"] for tax in each.get("total_taxes") or [])
        row.after_payment = each["type"] == "post_payment"
        row.created_at = moment(each["created"]) or now()
        row.pdf_url = each["pdf"]
    db.session.flush()


def moment(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds is not None else None
