"""One membership becomes what Stripe has: lock, then fetch, then lay it over our rows."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select

from crowd.accounts.models import Person
from crowd.billing import emails, gateway, intents, mirror
from crowd.billing.models import BillingAudit, Invoice, Membership
from crowd.billing.rules import Access, State, access
from crowd.core.clock import now as clock_now
from crowd.core.db import apart, db
from crowd.core.jobs import enqueue
from crowd.core.mail import send_later

Hook = Callable[[Invoice], None]


class Lost(Exception):
    """The lease ran out while we asked: somebody else has it now."""


def later(membership_id: int) -> None:
    enqueue("billing.sync", {"membership_id": membership_id})


def now(membership_id: int, wait: float | None = None) -> bool:
    try:
        with intents.turn(membership_id, wait) as lease:
            refresh(membership_id, lease)
    except intents.Busy:
        return False
    return True


def refresh(membership_id: int, lease: str, also: Callable[[], None] | None = None) -> None:
    """Fetch under our lease, and apply; `also` is written in the same transaction."""
    customer_id = apart(lambda: db.session.get_one(Membership, membership_id).customer_id)
    found = mirror.fetch(customer_id) if customer_id else None
    apart(lambda: _apply(membership_id, lease, found, also))


def _apply(
    membership_id: int, lease: str, found: mirror.Found | None, also: Callable[[], None] | None
) -> None:
    membership = db.session.scalar(
        select(Membership).where(*intents.held(membership_id, lease)).with_for_update()
    )
    if membership is None:
        raise Lost
    if found is not None:
        before = _seen(membership)
        mirror.lay_over(membership, found)
        _tell(membership, before)
        if len(live := _live(membership, found)) > 1:
            _second(membership, live[1:])
    if also:
        also()


def _live(membership: Membership, found: mirror.Found) -> list[gateway.Object]:
    return [sub for sub in mirror.mine(found, membership) if sub["status"] not in mirror.DEAD]


def _second(membership: Membership, others: list[gateway.Object]) -> None:
    """Two tabs that both paid: the newer subscription goes, with its money."""
    for sub in others:
        audit(membership.id, None, "second_subscription", sub["id"])
        enqueue(
            "billing.drop_second",
            {"membership_id": membership.id, "subscription_id": sub["id"]},
            key=f"second:{sub['id']}",
        )


@dataclass(frozen=True)
class _Seen:
    """What was known before, to tell what is new."""

    status: str
    cancelled: bool
    final: frozenset[str]
    paid: frozenset[str]


def _seen(membership: Membership) -> _Seen:
    invoices = membership.invoices
    return _Seen(
        membership.status,
        membership.cancel_at_period_end,
        frozenset(row.stripe_id for row in invoices if row.number),
        frozenset(row.stripe_id for row in invoices if row.status == "paid"),
    )


def _tell(membership: Membership, before: _Seen) -> None:
    """Mails and hooks about what is new; a mail has a key, so it goes once."""
    owner = db.session.get(Person, membership.owner_id) if membership.owner_id else None
    found = standing_of(membership)
    if membership.status != before.status:
        audit(membership.id, None, "status", f"{before.status or 'new'} -> {membership.status}")
    if owner and membership.kind == "teacher":
        _tell_owner(owner, membership, found, before)
    for invoice in membership.invoices:
        failed = invoice.payment == "failed" and invoice.status in {"open", "uncollectible"}
        if failed and (mail := emails.payment_failed(owner, membership, invoice, found)):
            send_later(mail, f"payment-failed:{invoice.stripe_id}")
        if invoice.number and invoice.stripe_id not in before.final:
            _call("on_invoice", invoice)
        if invoice.status == "paid" and invoice.stripe_id not in before.paid:
            audit(membership.id, None, "paid", invoice.number or invoice.stripe_id)
            _call("on_paid", invoice)


def _tell_owner(owner: Person, membership: Membership, found: Access, before: _Seen) -> None:
    running = membership.status not in mirror.DEAD
    if found.allowed:
        send_later(emails.begun(owner, membership), f"membership-begun:{membership.id}")
    if running and membership.cancel_at_period_end and not before.cancelled:
        send_later(emails.cancelled(owner, membership))
    if found.state is State.ENDED and before.status and not membership.withdrawn_at:
        send_later(emails.ended(owner, membership), f"membership-ended:{membership.id}")


def _call(hook: str, invoice: Invoice) -> None:
    functions: tuple[Hook, ...] = current_app.extensions.get(hook, ())
    for function in functions:
        function(invoice)


def standing_of(membership: Membership) -> Access:
    return access(
        mirror.mirror_of(membership),
        [mirror.bill_of(invoice) for invoice in membership.invoices],
        clock_now(),
        grace=mirror.grace(),
        kept=membership.access_until,
    )


def audit(membership_id: int, actor: int | None, what: str, detail: str = "") -> None:
    db.session.add(
        BillingAudit(membership_id=membership_id, actor_id=actor, what=what, detail=detail)
    )
