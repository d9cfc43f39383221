"""Subscriptions: begun, changed in mid-term, renewed, ended; and what time does by itself."""

from datetime import UTC, datetime
from typing import Any

from crowd.billing.fake import money
from crowd.billing.fake.shapes import invoices, prices, subscriptions
from crowd.billing.fake.store import Account, Object

DAY = 24 * 3600
UNPAID = 23 * 3600  # an unpaid first invoice ends it


def begin(account: Account, given: Object, items: list[Object], method: str) -> Object:
    """A subscription with its first invoice."""
    sub = subscriptions.subscription(account, {**given, "_method": method})
    end_ = year_after(account.now, account.now)
    for each in items:
        made = subscriptions.item(account, sub["id"], each["price"], each["quantity"])
        made["current_period_end"] = end_
        sub["items"]["data"].append(made)
    if sub["collection_method"] == "send_invoice":
        sub["status"] = "active"
    account.put(sub)
    account.emit("customer.subscription.created", sub)
    money.bill(account, sub, [_year(account, sub)], "subscription_create")
    sub = account.get(sub["id"]) or sub
    sub["_method"] = money.NEXT_TIME.get(method, method)
    return account.put(sub)


def change(account: Account, sub: Object, given: Object) -> Object:
    """`subscriptions.update`: another number or price, cancel at the end, who pays how."""
    if changed := given.get("items"):
        sub = _items(account, sub, changed[0], given)
    for name in ("metadata", "invoice_settings"):
        if name in given:
            sub[name] = {**sub[name], **given[name]}
    if "default_tax_rates" in given:
        sub["default_tax_rates"] = given["default_tax_rates"]
    if "cancel_at_period_end" in given:
        _cancel_at(sub, period(sub)["end"] if given["cancel_at_period_end"] == "true" else None)
        sub["cancel_at_period_end"] = given["cancel_at_period_end"] == "true"
    if "cancel_at" in given:
        _cancel_at(sub, int(given["cancel_at"]) if given["cancel_at"] else None)
    account.put(sub)
    account.emit("customer.subscription.updated", sub)
    return sub


def _cancel_at(sub: Object, moment: int | None) -> None:
    sub["cancel_at"] = moment
    sub["canceled_at"] = sub["canceled_at"] or moment if moment else None


def _items(account: Account, sub: Object, wanted: Object, given: Object) -> Object:
    """Prorated and billed at once when asked; not before it is paid when asked."""
    after = _with(account, sub, wanted)
    if given.get("proration_behavior") != "always_invoice":
        return after
    lines = prorated(account, sub, after, given.get("proration_date"))
    waits = given.get("payment_behavior") == "pending_if_incomplete"
    fails = sub["_method"] in {"card_declined", "card_3ds"} or not sub["_method"]
    automatic = sub["collection_method"] == "charge_automatically"
    if waits and fails and automatic:
        money.bill(account, sub, lines, "subscription_update")
        sub = account.get(sub["id"]) or sub
        items = after["items"]["data"]
        sub["pending_update"] = {"expires_at": account.now + UNPAID, "subscription_items": items}
        return sub
    account.put(after)
    money.bill(account, after, lines, "subscription_update")
    return account.get(sub["id"]) or after


def _with(account: Account, sub: Object, wanted: Object) -> Object:
    """As it would be with another number or price."""
    first: Object = dict(sub["items"]["data"][0])
    first["quantity"] = int(wanted.get("quantity") or first["quantity"])
    data = wanted.get("price_data")
    if data and int(data["unit_amount"]) != first["price"]["unit_amount"]:
        first["price"] = prices.price(account, data)
    return {**sub, "items": {**sub["items"], "data": [first]}}


def preview(account: Account, sub: Object, details: Object) -> Object:
    """The invoice that would come, of a change or of the renewal."""
    wanted = (details.get("items") or [{}])[0]
    after = _with(account, sub, wanted)
    if details.get("proration_behavior") == "always_invoice":
        lines = prorated(account, sub, after, details.get("proration_date"))
        made = invoices.invoice(account, sub, lines, "upcoming")
    else:
        made = invoices.invoice(account, after, [_year(account, after, ahead=True)], "upcoming")
    return {**made, "id": f"upcoming_{made['id']}"}


def prorated(account: Account, before: Object, after: Object, at: Any = None) -> list[Object]:
    """What was paid for the rest of the period back, and the new number for the rest of it."""
    at = int(at or account.now)
    old, new = before["items"]["data"][0], after["items"]["data"][0]
    start, end_ = old["current_period_start"], old["current_period_end"]
    left = max(0, end_ - at)
    rest = {"start": at, "end": end_}

    def part(item: Object) -> int:
        whole: int = item["price"]["unit_amount"] * item["quantity"]
        return (2 * whole * left + (end_ - start)) // (2 * (end_ - start))

    lines = [
        invoices.line(account, before, -part(old), old["quantity"], rest, "Unused time"),
        invoices.line(account, after, part(new), new["quantity"], rest, "Remaining time"),
    ]
    for each in lines:
        each["parent"] = _parent(before, True)
    return lines


def _year(account: Account, sub: Object, ahead: bool = False) -> Object:
    item = sub["items"]["data"][0]
    span = period(sub)
    if ahead:
        span = {"start": span["end"], "end": year_after(span["end"], sub["billing_cycle_anchor"])}
    name = (account.get(item["price"]["product"]) or {}).get("name", "")
    amount = item["price"]["unit_amount"] * item["quantity"]
    made = invoices.line(account, sub, amount, item["quantity"], span, name)
    made["parent"] = _parent(sub, False)
    return made


def _parent(sub: Object, proration: bool) -> Object:
    return {
        "type": "subscription_item_details",
        "invoice_item_details": None,
        "subscription_item_details": {
            "invoice_item": None,
            "proration": proration,
            "proration_details": {"credited_items": None},
            "subscription": sub["id"],
            "subscription_item": sub["items"]["data"][0]["id"],
        },
    }


def period(sub: Object) -> dict[str, int]:
    item = sub["items"]["data"][0]
    return {"start": item["current_period_start"], "end": item["current_period_end"]}


def year_after(moment: int, anchor: int) -> int:
    """A year on, on the day of the anchor: who began on 29 February renews on the 28th."""
    at, first = datetime.fromtimestamp(moment, UTC), datetime.fromtimestamp(anchor, UTC)
    try:
        return int(at.replace(year=at.year + 1, day=first.day, month=first.month).timestamp())
    except ValueError:
        return int(at.replace(year=at.year + 1, day=28).timestamp())


def tick(account: Account) -> None:
    """What is due by now happens."""
    for session in account.every("checkout.session"):
        if session["status"] == "open" and session["expires_at"] <= account.now:
            session["status"] = "expired"
            account.put({**session, "url": None})
            account.emit("checkout.session.expired", session)
    for done in account.every("charge"):
        if done.get("_settles") and done["_settles"] <= account.now:
            money.debit_settles(account, done)
    for sub in account.every("subscription"):
        _tick_subscription(account, sub)


def _tick_subscription(account: Account, sub: Object) -> None:
    latest = account.get(sub["latest_invoice"] or "") or {}
    if sub["status"] in {"canceled", "incomplete_expired"}:
        return
    if sub["status"] == "incomplete":
        if sub["created"] + UNPAID <= account.now and latest.get("status") == "open":
            sub["status"] = "incomplete_expired"
            account.put(sub)
            account.emit("customer.subscription.updated", sub)
            money.mark(account, latest, "void")
        return
    if latest.get("status") == "draft" and latest["created"] + 3600 <= account.now:
        money.finalize(account, latest, sub)
    again = latest.get("next_payment_attempt")
    if latest.get("status") == "open" and again and again <= account.now:
        money.attempt(account, latest, sub["_method"] or "card_declined")
        sub = account.get(sub["id"]) or sub
    if sub["status"] == "canceled":
        return
    if sub["cancel_at"] and sub["cancel_at"] <= account.now:
        money.end(account, sub)
    elif period(sub)["end"] <= account.now:
        renew(account, sub)
        _tick_subscription(account, account.get(sub["id"]) or sub)


def renew(account: Account, sub: Object) -> None:
    for item in sub["items"]["data"]:
        item["current_period_start"] = item["current_period_end"]
        item["current_period_end"] = year_after(
            item["current_period_end"], sub["billing_cycle_anchor"]
        )
    sub["pending_update"] = None
    account.put(sub)
    account.emit("customer.subscription.updated", sub)
    money.bill(account, sub, [_year(account, sub)], "subscription_cycle")


def let_pass(account: Account, customer: str, seconds: int) -> None:
    """Time passes for one customer: everything of theirs moves back, then happens what is due."""
    for kind in ("checkout.session", "subscription", "invoice", "charge", "payment_intent",
                 "credit_note", "refund", "dispute"):  # fmt: skip
        for thing in account.every(kind, customer):
            account.put(_earlier(thing, seconds))
    tick(account)
    for sub in account.every("subscription", customer):
        account.emit("customer.subscription.updated", sub)


MOMENTS = {
    "created", "expires_at", "billing_cycle_anchor", "cancel_at", "canceled_at", "ended_at",
    "start_date", "current_period_start", "current_period_end", "start", "end", "due_date",
    "next_payment_attempt", "period_start", "period_end", "finalized_at", "paid_at",
    "voided_at", "marked_uncollectible_at", "_settles",
}  # fmt: skip


def _earlier(thing: Any, seconds: int) -> Any:
    if isinstance(thing, list):
        return [_earlier(each, seconds) for each in thing]
    if not isinstance(thing, dict):
        return thing
    return {
        name: value - seconds
        if name in MOMENTS and isinstance(value, int)
        else _earlier(value, seconds)
        for name, value in thing.items()
    }
