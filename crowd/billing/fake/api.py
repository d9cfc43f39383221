"""What the embedded Stripe answers, by method and path; `routes` has a function for each."""

import re
from collections.abc import Callable
from typing import Any

from crowd.billing.fake import terms
from crowd.billing.fake.shapes.common import listed
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
    return listed(url, rows[:limit], len(rows) > limit)


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


def unset(params: Any) -> Any:
    """An empty text takes away what was there."""
    if isinstance(params, dict):
        return {name: unset(value) for name, value in params.items()}
    return None if params == "" else params


@route("get", "events")
def events(account: Account, params: Object) -> Object:
    since = int((params.get("created") or {}).get("gte", 0))
    return _page(account.events(since), params, "/v1/events")
