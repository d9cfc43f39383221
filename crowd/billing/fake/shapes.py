"""Objects of Stripe as its specification has them, with what this business uses of them."""

from typing import Any

from crowd.billing.fake.store import Account, Object, new_id

CURRENCY = "eur"


def listed(url: str, rows: list[Object], has_more: bool = False) -> Object:
    return {"object": "list", "data": rows, "has_more": has_more, "url": url}


def _base(account: Account, kind: str, prefix: str, **fields: Any) -> Object:
    return {
        "id": new_id(prefix),
        "object": kind,
        "created": account.now,
        "livemode": False,
        "metadata": {},
        **fields,
    }


def customer(account: Account, given: Object) -> Object:
    return _base(
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


def product(account: Account, given: Object) -> Object:
    made = _base(
        account,
        "product",
        "prod",
        active=True,
        default_price=None,
        description=None,
        images=[],
        marketing_features=[],
        package_dimensions=None,
        shippable=None,
        tax_code=None,
        updated=account.now,
        url=None,
    )
    return {**made, **given}


def tax_rate(account: Account, given: Object) -> Object:
    made = _base(account, "tax_rate", "txr", active=True, country=None, tax_type=None)
    percent, inclusive = float(given["percentage"]), given["inclusive"] == "true"
    return {**made, **given, "percentage": percent, "inclusive": inclusive}


def price(account: Account, data: Object) -> Object:
    every = data["recurring"]["interval"]
    return _base(
        account,
        "price",
        "price",
        active=True,
        billing_scheme="per_unit",
        currency=data["currency"],
        product=data["product"],
        type="recurring",
        recurring={
            "interval": every,
            "interval_count": 1,
            "meter": None,
            "usage_type": "licensed",
        },
        unit_amount=int(data["unit_amount"]),
        unit_amount_decimal=str(data["unit_amount"]),
    )


def session(account: Account, given: Object, url: str) -> Object:
    return {
        **_base(account, "checkout.session", "cs_test"),
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


def subscription(account: Account, given: Object) -> Object:
    made = _base(account, "subscription", "sub")
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
    made = _base(account, "invoice", "in")
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
        "period_start": item_["current_period_start"],
        "period_end": item_["current_period_end"],
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


def intent(account: Account, of: Object) -> Object:
    """The payment of an invoice."""
    return _base(
        account,
        "payment_intent",
        "pi",
        amount=of["amount_remaining"],
        currency=CURRENCY,
        customer=of["customer"],
        status="requires_payment_method",
        latest_charge=None,
        last_payment_error=None,
    )


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


def charge(account: Account, of: Object, amount: int, method: str, status: str) -> Object:
    """`of` is the payment intent."""
    return _base(
        account,
        "charge",
        "ch",
        amount=amount,
        amount_captured=amount if status == "succeeded" else 0,
        amount_refunded=0,
        billing_details={
            "address": None, "email": None, "name": None, "phone": None, "tax_id": None,
        },
        captured=status == "succeeded",
        currency=CURRENCY,
        customer=of["customer"],
        disputed=False,
        failure_code="card_declined" if status == "failed" else None,
        failure_message=None,
        paid=status != "failed",
        payment_intent=of["id"],
        payment_method_details={"type": method},
        refunded=False,
        status=status,
    )  # fmt: skip


def refund(account: Account, of: Object, amount: int, reason: str | None) -> Object:
    made = _base(
        account,
        "refund",
        "re",
        amount=amount,
        charge=of["id"],
        currency=CURRENCY,
        payment_intent=of["payment_intent"],
        reason=reason,
        status="succeeded",
    )
    return {name: value for name, value in made.items() if name != "livemode"}


def credit_note(account: Account, of: Object, amount: int, before: int, given: Object) -> Object:
    """`before` is what of it lowers what is still to be paid."""
    tax = sum(each["amount"] for each in of["total_taxes"])
    tax = round(tax * amount / of["total"]) if of["total"] else 0
    made = _base(account, "credit_note", "cn")
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


def dispute(account: Account, of: Object) -> Object:
    """`of` is the charge."""
    return _base(
        account,
        "dispute",
        "dp",
        amount=of["amount"],
        balance_transactions=[],
        charge=of["id"],
        currency=CURRENCY,
        enhanced_eligibility_types=[],
        evidence={"enhanced_evidence": {}},
        evidence_details={
            "due_by": None,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        is_charge_refundable=True,
        payment_intent=of["payment_intent"],
        reason="general",
        status="needs_response",
    )
