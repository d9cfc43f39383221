"""Money back and invoices put right, for the treasurer; an invoice itself never changes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from crowd.billing import gateway, intents, mirror
from crowd.billing.actions import sync
from crowd.billing.models import Invoice
from crowd.core.clock import now
from crowd.core.db import apart, db
from crowd.core.errors import Conflict, Invalid
from crowd.core.jobs import enqueue

LATER = timedelta(days=1)  # a debit that is under way cannot be given back yet
REASONS = ("duplicate", "fraudulent", "order_change", "product_unsatisfactory")


def refund(invoice_id: int, cents: int, *, actor: int | None = None) -> None:
    membership_id = apart(lambda: _membership_of(invoice_id))
    with intents.turn(membership_id) as lease:
        params = apart(lambda: _refund_params(invoice_id, cents))
        with _looked_at(membership_id):
            intents.asked(membership_id, "refunds.create", params=params)
        done = partial(sync.audit, membership_id, actor, "refunded", str(cents))
        _given_back(membership_id, lease, done)


def credit(
    invoice_id: int, cents: int, reason: str = "order_change", *, actor: int | None = None
) -> None:
    """A credit note. Of an open invoice less is to be paid; of a paid one it goes back."""
    membership_id = apart(lambda: _membership_of(invoice_id))
    with intents.turn(membership_id) as lease:
        with _looked_at(membership_id):
            credit_at_stripe(membership_id, invoice_id, cents, reason)
        done = partial(sync.audit, membership_id, actor, "credited", str(cents))
        _given_back(membership_id, lease, done)


@contextmanager
def _looked_at(membership_id: int) -> Iterator[None]:
    """When the answer is lost it may be done all the same: the worker looks."""
    try:
        yield
    except gateway.Down as down:
        if not down.final:
            apart(lambda: sync.later(membership_id))
        raise


def _given_back(membership_id: int, lease: str, done: Callable[[], None]) -> None:
    """It is done at Stripe: when looking fails, the worker looks later, and nobody asks again."""
    try:
        sync.refresh(membership_id, lease, done)
    except (gateway.Down, sync.Lost):
        apart(done)
        apart(lambda: sync.later(membership_id))


def credit_at_stripe(
    membership_id: int, invoice_id: int, cents: int, reason: str = "order_change"
) -> None:
    """Within a turn that the caller has."""
    params = apart(lambda: _credit_params(invoice_id, cents, reason))
    intents.asked(membership_id, "credit_notes.create", params=params)


def void(invoice_id: int, *, actor: int | None = None) -> None:
    _mark(invoice_id, "invoices.void_invoice", {}, "voided", actor)


def uncollectible(invoice_id: int, *, actor: int | None = None) -> None:
    _mark(invoice_id, "invoices.mark_uncollectible", {}, "written_off", actor)


def paid_elsewhere(invoice_id: int, *, actor: int | None = None) -> None:
    """Paid in a way that Stripe did not see."""
    _mark(invoice_id, "invoices.pay", {"paid_out_of_band": True}, "paid_elsewhere", actor)


def drop_second(membership_id: int, subscription_id: str) -> None:
    """Job: a membership has one subscription; the other ends and its money goes back."""
    with intents.turn(membership_id) as lease:
        sub = gateway.call("subscriptions.retrieve", subscription_id)
        if sub["status"] not in mirror.DEAD:
            intents.asked(membership_id, "subscriptions.cancel", subscription_id, params={})
        sync.refresh(membership_id, lease)
        again = _undo_invoice(membership_id, sub["latest_invoice"] or "")
        done = partial(_dropped, membership_id, subscription_id, again)
        sync.refresh(membership_id, lease, done)


def _undo_invoice(membership_id: int, stripe_id: str) -> bool:
    """True when its payment is still under way."""
    found = apart(lambda: _mirrored(stripe_id))
    if found is None:
        return False
    id_, status, payment, left = found
    if status == "open" and payment == "processing":
        return True
    if status == "open":
        intents.asked(membership_id, "invoices.void_invoice", stripe_id, params={})
    elif left:
        credit_at_stripe(membership_id, id_, left, "duplicate")
    return False


def _dropped(membership_id: int, subscription_id: str, again: bool) -> None:
    sync.audit(membership_id, None, "second_dropped", subscription_id)
    if again:
        payload = {"membership_id": membership_id, "subscription_id": subscription_id}
        enqueue("billing.drop_second", payload, run_at=now() + LATER)


def _mark(
    invoice_id: int, method: str, params: dict[str, Any], what: str, actor: int | None
) -> None:
    membership_id = apart(lambda: _membership_of(invoice_id))
    with intents.turn(membership_id) as lease:
        stripe_id, number = apart(lambda: _open_invoice(invoice_id))
        intents.asked(membership_id, method, stripe_id, params=params)
        sync.refresh(membership_id, lease, partial(sync.audit, membership_id, actor, what, number))


def _membership_of(invoice_id: int) -> int:
    return db.session.get_one(Invoice, invoice_id).membership_id


def _open_invoice(invoice_id: int) -> tuple[str, str]:
    invoice = db.session.get_one(Invoice, invoice_id)
    if invoice.status not in {"open", "uncollectible"}:
        raise Conflict(_("Deze factuur staat niet meer open."))
    return invoice.stripe_id, invoice.number or ""


def _refund_params(invoice_id: int, cents: int) -> dict[str, Any]:
    invoice = db.session.get_one(Invoice, invoice_id)
    if not invoice.payment_intent_id or invoice.status != "paid":
        raise Conflict(_("Hier is niets via Stripe betaald. Maak een creditfactuur."))
    _check(cents, invoice.paid_cents - invoice.refunded_cents)
    return {
        "payment_intent": invoice.payment_intent_id,
        "amount": cents,
        "reason": "requested_by_customer",
    }


def _credit_params(invoice_id: int, cents: int, reason: str) -> dict[str, Any]:
    invoice = db.session.get_one(Invoice, invoice_id)
    if invoice.status not in {"open", "paid", "uncollectible"}:
        raise Conflict(_("Van deze factuur kan geen creditfactuur worden gemaakt."))
    if reason not in REASONS:
        raise Invalid(_("Kies een reden."), "reason")
    _check(cents, invoice.total_cents - mirror.bill_of(invoice).given_back)
    params: dict[str, Any] = {"invoice": invoice.stripe_id, "amount": cents, "reason": reason}
    if invoice.status == "paid":
        way = "refund_amount" if invoice.payment_intent_id else "out_of_band_amount"
        params[way] = cents
    return params


def _check(cents: int, most: int) -> None:
    if not 1 <= cents <= most:
        raise Invalid(_("Kies een bedrag van 1 tot en met %(n)s cent.", n=most), "cents")


def _mirrored(stripe_id: str) -> tuple[int, str, str, int] | None:
    """Its id, status, payment, and what of it was not given back."""
    row = db.session.scalar(select(Invoice).where(Invoice.stripe_id == stripe_id))
    if row is None or row.status not in {"open", "paid"}:
        return None
    return row.id, row.status, row.payment, row.total_cents - mirror.bill_of(row).given_back
