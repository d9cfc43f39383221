"""What the embedded Stripe answers: one function a method and path, on what is asked."""

import re
from collections.abc import Callable
from typing import Any

from crowd.billing.fake import money, shapes, terms
from crowd.billing.fake.store import Account, Object, shown

Handler = Callable[..., Object]
ROUTES: list[tuple[str, re.Pattern[str], Handler]] = []
MATCHES = ("customer", "subscription", "status", "charge", "payment_intent", "invoice", "active")
LISTED = {
    "customers": "customer",
    "products": "product",
    "tax_rates": "tax_rate",
    "checkout/sessions": "checkout.session",
    "subscriptions": "subscription",
    "invoices": "invoice",
    "credit_notes": "credit_note",
    "refunds": "refund",
    "charges": "charge",
    "payment_intents": "payment_intent",
    "disputes": "dispute",
    "webhook_endpoints": "webhook_endpoint",
    "billing_portal/configurations": "billing_portal.configuration",
}


class Wrong(Exception):
    """An error as Stripe words it."""

    def __init__(self, status: int, code: str, message: str, param: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        kind = {402: "card_error", 401: "invalid_request_error"}
        self.body = {
            "error": {
                "type": kind.get(status, "invalid_request_error"),
                "code": code,
                "message": message,
                "param": param,
            }
        }


def route(method: str, path: str) -> Callable[[Handler], Handler]:
    pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", f"/v1/{path}") + "$")

    def add(handler: Handler) -> Handler:
        ROUTES.append((method, pattern, handler))
        return handler

    return add


def answer(account: Account, method: str, path: str, params: Object) -> Object:
    terms.tick(account)
    for verb, pattern, handler in ROUTES:
        if verb == method and (found := pattern.match(path)):
            answered: Object = shown(handler(account, params, **found.groupdict()))
            return answered
    raise Wrong(404, "resource_missing", f"Unrecognized request URL ({method}: {path})")


def the(account: Account, kind: str, id_: str) -> Object:
    found = account.get(id_)
    if found is None or found["object"] != kind or found.get("deleted"):
        raise Wrong(404, "resource_missing", f"No such {kind}: '{id_}'", "id")
    return found


def _page(rows: list[Object], params: Object, url: str) -> Object:
    limit = int(params.get("limit", 10))
    if after := params.get("starting_after"):
        ids = [row["id"] for row in rows]
        rows = rows[ids.index(after) + 1 :] if after in ids else []
    return shapes.listed(url, rows[:limit], len(rows) > limit)


def _matches(row: Object, params: Object) -> bool:
    for name in MATCHES:
        wanted = params.get(name)
        if wanted in {None, "all"}:
            continue
        have = row.get(name)
        if name == "subscription" and row["object"] == "invoice":
            have = row["parent"]["subscription_details"]["subscription"]
        if str(have).lower() != wanted:
            return False
    since = (params.get("created") or {}).get("gte")
    return since is None or row["created"] >= int(since)


def _lister(path: str, kind: str) -> None:
    @route("get", path)
    def rows(account: Account, params: Object) -> Object:
        found = account.every(kind, params.get("customer"))
        if kind == "subscription" and "status" not in params:
            found = [row for row in found if row["status"] != "canceled"]
        return _page([row for row in found if _matches(row, params)], params, f"/v1/{path}")

    @route("get", f"{path}/{{id_}}")
    def one(account: Account, params: Object, id_: str) -> Object:
        return the(account, kind, id_)


for _path, _kind in LISTED.items():
    _lister(_path, _kind)


@route("post", "customers")
def create_customer(account: Account, params: Object) -> Object:
    given = {name: value for name, value in params.items() if name != "tax_id_data"}
    made = account.put(shapes.customer(account, given))
    account.emit("customer.created", made)
    return made


@route("post", "customers/{id_}")
def update_customer(account: Account, params: Object, id_: str) -> Object:
    found = the(account, "customer", id_)
    return account.put({**found, **_unset(params)})


def _unset(params: Any) -> Any:
    """An empty text takes away what was there."""
    if isinstance(params, dict):
        return {name: _unset(value) for name, value in params.items()}
    return None if params == "" else params


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
    return account.put(shapes.product(account, params))


@route("post", "tax_rates")
def create_tax_rate(account: Account, params: Object) -> Object:
    return account.put(shapes.tax_rate(account, params))


@route("post", "checkout/sessions")
def create_session(account: Account, params: Object) -> Object:
    the(account, "customer", params["customer"])
    made = shapes.session(account, params, "")
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


def items_of(account: Account, wanted: list[Object]) -> list[Object]:
    """Prices for what is wanted, with their numbers."""
    found = []
    for each in wanted:
        data = dict(each["price_data"])
        if named := data.pop("product_data", None):
            data["product"] = account.put(shapes.product(account, named))["id"]
        the(account, "product", data["product"])
        price = account.put(shapes.price(account, data))
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
    if "default_tax_rates" in params:
        params = {**params, "default_tax_rates": rates_of(account, params["default_tax_rates"])}
    return terms.change(account, found, _unset(params))


@route("delete", "subscriptions/{id_}")
def cancel_subscription(account: Account, params: Object, id_: str) -> Object:
    found = the(account, "subscription", id_)
    if found["status"] == "canceled":
        raise Wrong(404, "resource_missing", f"No such subscription: '{id_}'")
    return money.end(account, found)


@route("post", "invoices/create_preview")
def preview(account: Account, params: Object) -> Object:
    sub = the(account, "subscription", params["subscription"])
    return terms.preview(account, sub, params.get("subscription_details", {}))


@route("post", "invoices/{id_}/finalize")
def finalize(account: Account, params: Object, id_: str) -> Object:
    found = the(account, "invoice", id_)
    return money.finalize(account, found, money.subscription_of(account, found))


@route("post", "invoices/{id_}/pay")
def pay(account: Account, params: Object, id_: str) -> Object:
    found = the(account, "invoice", id_)
    if found["status"] not in {"open", "uncollectible"}:
        raise Wrong(400, "invoice_not_open", "Invoice is not open.")
    if params.get("paid_out_of_band") == "true":
        money.settle(account, found)
    else:
        sub = money.subscription_of(account, found)
        done = money.attempt(account, found, sub["_method"] or "card_declined")
        if done["status"] == "failed":
            raise Wrong(402, "card_declined", "Your card was declined.")
    return the(account, "invoice", id_)


@route("post", "invoices/{id_}/void")
def void(account: Account, params: Object, id_: str) -> Object:
    return money.mark(account, the(account, "invoice", id_), "void")


@route("post", "invoices/{id_}/mark_uncollectible")
def uncollectible(account: Account, params: Object, id_: str) -> Object:
    return money.mark(account, the(account, "invoice", id_), "uncollectible")


@route("post", "credit_notes")
def create_credit_note(account: Account, params: Object) -> Object:
    of = the(account, "invoice", params["invoice"])
    given_back = of["pre_payment_credit_notes_amount"] + of["post_payment_credit_notes_amount"]
    amount = int(params.get("amount", 0)) or of["total"] - given_back
    if of["status"] not in {"open", "paid", "uncollectible"} or amount > of["total"] - given_back:
        raise Wrong(400, "credit_note_too_large", "The amount is more than can be credited.")
    return money.credit(account, of, amount, params)


@route("post", "refunds")
def create_refund(account: Account, params: Object) -> Object:
    wanted = {params.get("payment_intent"), params.get("charge")} - {None}
    for done in account.every("charge"):
        if done["status"] == "succeeded" and {done["payment_intent"], done["id"]} & wanted:
            left = done["amount"] - done["amount_refunded"]
            amount = int(params.get("amount", left))
            if not 0 < amount <= left:
                raise Wrong(400, "charge_already_refunded", "Charge has already been refunded.")
            return money.give_back(account, done, amount, params.get("reason"))
    raise Wrong(404, "resource_missing", "No such payment_intent")


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


@route("get", "events")
def events(account: Account, params: Object) -> Object:
    since = int((params.get("created") or {}).get("gte", 0))
    return _page(account.events(since), params, "/v1/events")
