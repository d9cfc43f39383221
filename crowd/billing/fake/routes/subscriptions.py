"""Subscriptions: begun, changed, ended."""

from typing import Any

from crowd.billing.fake import money, terms
from crowd.billing.fake.api import Wrong, route, the, unset
from crowd.billing.fake.shapes import prices
from crowd.billing.fake.store import Account, Object


def items_of(account: Account, wanted: list[Object]) -> list[Object]:
    """Prices for what is wanted, with their numbers."""
    found = []
    for each in wanted:
        data = dict(each["price_data"])
        if named := data.pop("product_data", None):
            data["product"] = account.put(prices.product(account, named))["id"]
        the(account, "product", data["product"])
        price = account.put(prices.price(account, data))
        found.append({"price": price, "quantity": int(each.get("quantity", 1))})
    return found


def rates_of(account: Account, ids: Any) -> list[Object]:
    return [the(account, "tax_rate", id_) for id_ in ids or []]


@route("post", "subscriptions")
def create_subscription(account: Account, params: Object) -> Object:
    the(account, "customer", params["customer"])
    given = {
        "customer": params["customer"],
        "metadata": params.get("metadata", {}),
        "collection_method": params.get("collection_method", "charge_automatically"),
        "days_until_due": int(params.get("days_until_due", 0)) or None,
        "default_tax_rates": rates_of(account, params.get("default_tax_rates")),
        "invoice_settings": {
            "account_tax_ids": None,
            "issuer": {"type": "self"},
            **params.get("invoice_settings", {}),
        },
    }
    return terms.begin(account, given, items_of(account, params["items"]), "")


@route("post", "subscriptions/{id_}")
def update_subscription(account: Account, params: Object, id_: str) -> Object:
    found = the(account, "subscription", id_)
    if found["status"] == "canceled":
        raise Wrong(400, "subscription_canceled", "A canceled subscription cannot change.")
    within(found, params)
    if "default_tax_rates" in params:
        params = {**params, "default_tax_rates": rates_of(account, params["default_tax_rates"])}
    return terms.change(account, found, unset(params))


def within(sub: Object, given: Object) -> None:
    """A moment to reckon from lies in the period that is paid."""
    at, span = given.get("proration_date"), terms.period(sub)
    if at and not span["start"] <= int(at) <= span["end"]:
        raise Wrong(400, "", "proration_date is not within the current period.", "proration_date")


@route("delete", "subscriptions/{id_}")
def cancel_subscription(account: Account, params: Object, id_: str) -> Object:
    found = the(account, "subscription", id_)
    if found["status"] == "canceled":
        raise Wrong(404, "resource_missing", f"No such subscription: '{id_}'")
    return money.end(account, found)
