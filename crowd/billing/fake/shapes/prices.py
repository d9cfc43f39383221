"""What is sold, at which rate and price."""

from crowd.billing.fake.shapes.common import base
from crowd.billing.fake.store import Account, Object


def product(account: Account, given: Object) -> Object:
    made = base(
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
    made = base(account, "tax_rate", "txr", active=True, country=None, tax_type=None)
    percent, inclusive = float(given["percentage"]), given["inclusive"] == "true"
    return {**made, **given, "percentage": percent, "inclusive": inclusive}


def price(account: Account, data: Object) -> Object:
    every = data["recurring"]["interval"]
    return base(
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
