"""Who buys, what is sold, and the pages where one pays and changes a card."""

from crowd.billing.fake import money
from crowd.billing.fake.api import Wrong, route, the, unset
from crowd.billing.fake.shapes import buyers, prices
from crowd.billing.fake.store import Account, Object


@route("post", "customers")
def create_customer(account: Account, params: Object) -> Object:
    given = {name: value for name, value in params.items() if name != "tax_id_data"}
    made = account.put(buyers.customer(account, given))
    account.emit("customer.created", made)
    return made


@route("post", "customers/{id_}")
def update_customer(account: Account, params: Object, id_: str) -> Object:
    found = the(account, "customer", id_)
    return account.put({**found, **unset(params)})


@route("delete", "customers/{id_}")
def delete_customer(account: Account, params: Object, id_: str) -> Object:
    """Ends what the customer has."""
    found = the(account, "customer", id_)
    for sub in account.every("subscription", id_):
        if sub["status"] != "canceled":
            money.end(account, sub)
    account.put({**found, "deleted": True})
    account.emit("customer.deleted", found)
    return {"id": id_, "object": "customer", "deleted": True}


@route("post", "products")
def create_product(account: Account, params: Object) -> Object:
    if account.get(params.get("id", "")):
        raise Wrong(400, "resource_already_exists", "Product already exists.", "id")
    return account.put(prices.product(account, params))


@route("post", "tax_rates")
def create_tax_rate(account: Account, params: Object) -> Object:
    return account.put(prices.tax_rate(account, params))


@route("post", "checkout/sessions")
def create_session(account: Account, params: Object) -> Object:
    the(account, "customer", params["customer"])
    made = buyers.session(account, params, "")
    made["url"] = _absolute(params["success_url"], f"/dev/stripe/betalen/{made['id']}")
    made["_wanted"] = params
    amount = sum(
        int(each["price_data"]["unit_amount"]) * int(each.get("quantity", 1))
        for each in params["line_items"]
    )
    made.update(amount_subtotal=amount, amount_total=amount)
    return account.put(made)


def _absolute(like: str, path: str) -> str:
    scheme, _, rest = like.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}{path}"


@route("post", "checkout/sessions/{id_}/expire")
def expire_session(account: Account, params: Object, id_: str) -> Object:
    found = the(account, "checkout.session", id_)
    if found["status"] != "open":
        raise Wrong(400, "session_not_open", "Only open Checkout Sessions can be expired.")
    account.put({**found, "status": "expired", "url": None})
    account.emit("checkout.session.expired", {**found, "status": "expired", "url": None})
    return the(account, "checkout.session", id_)


@route("post", "billing_portal/sessions")
def create_portal(account: Account, params: Object) -> Object:
    the(account, "customer", params["customer"])
    path = f"/dev/stripe/portaal/{params['customer']}"
    return {
        "id": "bps_" + params["customer"],
        "object": "billing_portal.session",
        "configuration": "bpc_embedded",
        "created": account.now,
        "customer": params["customer"],
        "flow": None,
        "livemode": False,
        "locale": params.get("locale"),
        "on_behalf_of": None,
        "return_url": params.get("return_url"),
        "url": _absolute(params.get("return_url", "http://localhost/"), path),
    }
