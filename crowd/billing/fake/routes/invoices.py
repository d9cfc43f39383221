"""Invoices, and money that goes back."""

from crowd.billing.fake import money, terms
from crowd.billing.fake.api import Wrong, route, the
from crowd.billing.fake.store import Account, Object


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
