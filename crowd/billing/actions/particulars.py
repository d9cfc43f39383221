"""What an invoice says of who buys, put right for the next one; what was issued stays as it is."""

from crowd.billing import intents, mirror
from crowd.billing.actions import sync
from crowd.billing.actions.purchase import address, custom_fields
from crowd.billing.models import Membership
from crowd.core.db import apart, db

FIELDS = (
    "organisation", "street", "postcode", "city", "kvk", "contact_name", "contact_email",
    "invoice_email", "po_number", "cost_centre",
)  # fmt: skip


def correct(membership_id: int, told: dict[str, str], *, actor: int | None = None) -> None:
    """At Stripe first, which makes the invoices; then here."""
    with intents.turn(membership_id) as lease:
        wanted, changed = apart(lambda: _wanted(membership_id, told))
        if not changed:
            return
        _at_stripe(wanted)
        sync.refresh(membership_id, lease, lambda: _note(membership_id, told, changed, actor))


def _wanted(membership_id: int, told: dict[str, str]) -> tuple[Membership, list[str]]:
    """The membership as it is to be, which is not kept yet, and what differs."""
    membership = db.session.get_one(Membership, membership_id)
    changed = [name for name in FIELDS if getattr(membership, name) != told[name]]
    db.session.expunge(membership)
    for name in changed:
        setattr(membership, name, told[name])
    return membership, changed


def _at_stripe(wanted: Membership) -> None:
    if not wanted.customer_id:
        return  # not placed there yet: the order will say it as it is then
    settings = {"custom_fields": custom_fields(wanted) or ""}
    params = {
        "name": wanted.organisation,
        "email": wanted.invoice_email,
        "address": address(wanted),
        "invoice_settings": settings,
    }
    intents.asked(wanted.id, "customers.update", wanted.customer_id, params=params)
    if wanted.subscription_id and wanted.status not in mirror.DEAD:
        params = {"invoice_settings": settings}
        intents.asked(wanted.id, "subscriptions.update", wanted.subscription_id, params=params)


def _note(membership_id: int, told: dict[str, str], changed: list[str], actor: int | None) -> None:
    membership = db.session.get_one(Membership, membership_id)
    for name in changed:
        setattr(membership, name, told[name])
    sync.audit(membership_id, actor, "corrected", ", ".join(changed))
