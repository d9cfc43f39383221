"""Who buys, and the page where they pay."""

from crowd.billing.fake.shapes.common import CURRENCY, base
from crowd.billing.fake.store import Account, Object


def customer(account: Account, given: Object) -> Object:
    return base(
        account,
        "customer",
        "cus",
        **{
            "name": None,
            "email": None,
            "address": None,
            "preferred_locales": [],
            "tax_exempt": "none",
            "balance": 0,
            "delinquent": False,
            **given,
        },
    )


def session(account: Account, given: Object, url: str) -> Object:
    return {
        **base(account, "checkout.session", "cs_test"),
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "custom_fields": [],
        "custom_text": {
            "after_submit": None,
            "shipping_address": None,
            "submit": None,
            "terms_of_service_acceptance": None,
        },
        "expires_at": account.now + 24 * 3600,
        "payment_method_types": ["card", "ideal", "sepa_debit"],
        "payment_status": "unpaid",
        "shipping_options": [],
        "status": "open",
        "currency": CURRENCY,
        "mode": given["mode"],
        "customer": given["customer"],
        "client_reference_id": given.get("client_reference_id"),
        "locale": given.get("locale"),
        "metadata": given.get("metadata", {}),
        "success_url": given["success_url"],
        "cancel_url": given.get("cancel_url"),
        "subscription": None,
        "invoice": None,
        "url": url,
    }
