"""What Stripe must have before anything is sold: one product, and the rate of VAT; made once."""

from flask import current_app

from crowd.billing import gateway
from crowd.billing.prices import Vat

PRODUCT = "crowd_membership"
NAME = "The Crowd, lidmaatschap"
VAT_NAME = "btw"


def product() -> str:
    made = _made()
    if "product" not in made:
        try:
            gateway.call("products.retrieve", PRODUCT)
        except gateway.Gone:
            gateway.call("products.create", params={"id": PRODUCT, "name": NAME})
        made["product"] = PRODUCT
    return made["product"]


def tax_rates() -> list[str]:
    """The rate of `VAT_MODE`; none when exempt."""
    mode: str = current_app.config["VAT_MODE"]
    vat = Vat.of(mode)
    if not vat.percent:
        return []
    made = _made()
    if mode not in made:
        found = [rate["id"] for rate in gateway.every("tax_rates.list", active=True)
                 if rate["display_name"] == VAT_NAME and rate["percentage"] == vat.percent
                 and rate["inclusive"] is vat.included]  # fmt: skip
        made[mode] = found[0] if found else _make(vat, mode)
    return [made[mode]]


def _make(vat: Vat, mode: str) -> str:
    params = {
        "display_name": VAT_NAME,
        "percentage": vat.percent,
        "inclusive": vat.included,
        "country": "NL",
        "tax_type": "vat",
    }
    return str(gateway.call("tax_rates.create", params=params, key=f"crowd-{mode}")["id"])


def item(unit_cents: int, seats: int) -> dict[str, object]:
    """So many seats a year, at this price."""
    return {
        "quantity": seats,
        "price_data": {
            "currency": "eur",
            "product": product(),
            "unit_amount": unit_cents,
            "recurring": {"interval": "year"},
        },
    }


def _made() -> dict[str, str]:
    found: dict[str, str] = current_app.extensions.setdefault("stripe_catalogue", {})
    return found
