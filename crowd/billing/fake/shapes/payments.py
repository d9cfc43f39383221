"""Money that comes, goes back, or is disputed."""

from crowd.billing.fake.shapes.common import CURRENCY, base
from crowd.billing.fake.store import Account, Object


def intent(account: Account, of: Object) -> Object:
    """The payment of an invoice."""
    return base(
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


def charge(account: Account, of: Object, amount: int, method: str, status: str) -> Object:
    """`of` is the payment intent."""
    return base(
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
    made = base(
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


def dispute(account: Account, of: Object) -> Object:
    """`of` is the charge."""
    return base(
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
