"""A subscription and what is in it."""

from crowd.billing.fake.shapes.common import CURRENCY, base, listed
from crowd.billing.fake.store import Account, Object, new_id


def subscription(account: Account, given: Object) -> Object:
    made = base(account, "subscription", "sub")
    return {
        **made,
        "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
        "billing_cycle_anchor": account.now,
        "billing_mode": {"type": "flexible", "flexible": {"proration_discounts": "included"}},
        "billing_schedules": [],
        "cancel_at": None,
        "cancel_at_period_end": False,
        "canceled_at": None,
        "collection_method": "charge_automatically",
        "currency": CURRENCY,
        "days_until_due": None,
        "default_tax_rates": [],
        "discounts": [],
        "ended_at": None,
        "invoice_settings": {"account_tax_ids": None, "issuer": {"type": "self"}},
        "items": listed(f"/v1/subscription_items?subscription={made['id']}", []),
        "latest_invoice": None,
        "pending_update": None,
        "start_date": account.now,
        "status": "incomplete",
        "_method": "",
        **given,
    }


def item(account: Account, subscription_id: str, price_: Object, quantity: int) -> Object:
    return {
        "id": new_id("si"),
        "object": "subscription_item",
        "created": account.now,
        "current_period_start": account.now,
        "current_period_end": account.now,
        "discounts": [],
        "metadata": {},
        "price": price_,
        "quantity": quantity,
        "subscription": subscription_id,
        "tax_rates": [],
    }
