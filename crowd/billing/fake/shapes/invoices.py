"""An invoice with its lines and its VAT, how it is paid, and what corrects it."""

from datetime import UTC, datetime, timedelta

from crowd.billing.fake.shapes.common import CURRENCY, base, listed
from crowd.billing.fake.store import Account, Object, new_id


def line(
    account: Account, of: Object, amount: int, quantity: int, period: Object, words: str
) -> Object:
    """A line of an invoice for a subscription's item."""
    first = of["items"]["data"][0]
    taxes = [_tax(rate, amount) for rate in of["default_tax_rates"]]
    return {
        "id": new_id("il"),
        "object": "line_item",
        "amount": amount,
        "subtotal": amount,
        "currency": CURRENCY,
        "description": words,
        "discountable": False,
        "discounts": [],
        "livemode": False,
        "metadata": {},
        "period": period,
        "quantity": quantity,
        "subscription": of["id"],
        "taxes": taxes,
        "pricing": {
            "type": "price_details",
            "price_details": {"price": first["price"]["id"], "product": first["price"]["product"]},
            "unit_amount_decimal": first["price"]["unit_amount_decimal"],
        },
    }


def _tax(rate: Object, amount: int) -> Object:
    """What of an amount is VAT, or comes on top of it; rounded half up, away from zero."""
    percent, size = round(rate["percentage"]), abs(amount)
    whole = 100 + percent if rate["inclusive"] else 100
    tax = (2 * size * percent + whole) // (2 * whole)
    tax = tax if amount >= 0 else -tax
    return {
        "amount": tax,
        "tax_behavior": "inclusive" if rate["inclusive"] else "exclusive",
        "tax_rate_details": {"tax_rate": rate["id"]},
        "taxability_reason": "standard_rated",
        "taxable_amount": amount - tax if rate["inclusive"] else amount,
        "type": "tax_rate_details",
    }


def invoice(account: Account, of: Object, lines: list[Object], reason: str) -> Object:
    """A draft for a subscription."""
    made = base(account, "invoice", "in")
    buyer = account.get(of["customer"]) or {}
    subtotal = sum(each["amount"] for each in lines)
    inclusive = all(tax["tax_behavior"] == "inclusive" for each in lines for tax in each["taxes"])
    tax = sum(tax["amount"] for each in lines for tax in each["taxes"])
    total = subtotal if inclusive else subtotal + tax
    item_ = of["items"]["data"][0]
    return {
        **made,
        "amount_due": max(total, 0),
        "amount_overpaid": 0,
        "amount_paid": 0,
        "amount_paid_off_stripe": 0,
        "amount_remaining": max(total, 0),
        "amount_shipping": 0,
        "attempt_count": 0,
        "attempted": False,
        "auto_advance": True,
        "automatic_tax": {
            "disabled_reason": None,
            "enabled": False,
            "liability": None,
            "provider": None,
            "status": None,
        },
        "billing_reason": reason,
        "collection_method": of["collection_method"],
        "currency": CURRENCY,
        "custom_fields": of["invoice_settings"].get("custom_fields")
        or (buyer.get("invoice_settings") or {}).get("custom_fields"),
        "customer": of["customer"],
        "customer_address": buyer.get("address"),
        "customer_email": buyer.get("email"),
        "customer_name": buyer.get("name"),
        "default_tax_rates": of["default_tax_rates"],
        "discounts": [],
        "due_date": None,
        "hosted_invoice_url": None,
        "invoice_pdf": None,
        "issuer": {"type": "self"},
        "lines": listed(f"/v1/invoices/{made['id']}/lines", _in(made["id"], lines)),
        "next_payment_attempt": None,
        "number": None,
        "parent": {
            "type": "subscription_details",
            "quote_details": None,
            "subscription_details": {"metadata": of["metadata"], "subscription": of["id"]},
        },
        "payment_settings": {
            "default_mandate": None,
            "payment_method_options": None,
            "payment_method_types": None,
        },
        "payments": listed(f"/v1/invoice_payments?invoice={made['id']}", []),
        **_looking_back(account, item_, reason),
        "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0,
        "starting_balance": 0,
        "status": "draft",
        "status_transitions": {
            "finalized_at": None,
            "marked_uncollectible_at": None,
            "paid_at": None,
            "voided_at": None,
        },
        "subtotal": subtotal,
        "total": total,
        "total_excluding_tax": total - tax,
        "total_taxes": _sum_taxes(lines),
    }


def _looking_back(account: Account, item: Object, reason: str) -> Object:
    """When what is on it was added, which is before what it is for: that stands on its lines."""
    start = item["current_period_start"]
    if reason == "subscription_cycle":
        before = datetime.fromtimestamp(start, UTC) - timedelta(days=365)
        return {"period_start": int(before.timestamp()), "period_end": start}
    return {"period_start": start, "period_end": account.now}


def _in(invoice_id: str, lines: list[Object]) -> list[Object]:
    return [{**each, "invoice": invoice_id} for each in lines]


def _sum_taxes(lines: list[Object]) -> list[Object]:
    summed: dict[str, Object] = {}
    for each in lines:
        for tax in each["taxes"]:
            rate = tax["tax_rate_details"]["tax_rate"]
            have = summed.setdefault(rate, {**tax, "amount": 0, "taxable_amount": 0})
            have["amount"] += tax["amount"]
            have["taxable_amount"] += tax["taxable_amount"]
    return list(summed.values())


def invoice_payment(account: Account, of: Object, intent_id: str, status: str) -> Object:
    return {
        "id": new_id("inpay"),
        "object": "invoice_payment",
        "amount_paid": of["amount_remaining"] if status == "paid" else None,
        "amount_requested": of["amount_remaining"],
        "created": account.now,
        "currency": CURRENCY,
        "invoice": of["id"],
        "is_default": True,
        "livemode": False,
        "payment": {"type": "payment_intent", "payment_intent": intent_id},
        "status": status,
        "status_transitions": {
            "canceled_at": None,
            "paid_at": account.now if status == "paid" else None,
        },
    }


def credit_note(account: Account, of: Object, amount: int, before: int, given: Object) -> Object:
    """`before` is what of it lowers what is still to be paid."""
    tax = sum(each["amount"] for each in of["total_taxes"])
    tax = round(tax * amount / of["total"]) if of["total"] else 0
    made = base(account, "credit_note", "cn")
    return {
        **made,
        "amount": amount,
        "amount_shipping": 0,
        "currency": CURRENCY,
        "customer": of["customer"],
        "discount_amount": 0,
        "discount_amounts": [],
        "invoice": of["id"],
        "lines": listed(f"/v1/credit_notes/{made['id']}/lines", []),
        "memo": given.get("memo"),
        "metadata": given.get("metadata", {}),
        "number": f"{of['number']}-CN-{account.count('cn:' + of['id']):02d}",
        "pdf": f"{of['hosted_invoice_url']}",
        "post_payment_amount": amount - before,
        "pre_payment_amount": before,
        "pretax_credit_amounts": [],
        "reason": given.get("reason"),
        "refunds": [],
        "status": "issued",
        "subtotal": amount,
        "subtotal_excluding_tax": amount - tax,
        "total": amount,
        "total_excluding_tax": amount - tax,
        "total_taxes": [
            {**each, "amount": tax, "taxable_amount": amount - tax}
            for each in of["total_taxes"][:1]
        ],
        "type": "pre_payment" if before == amount else "post_payment",
    }
