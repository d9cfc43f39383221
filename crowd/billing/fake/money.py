"""Invoices and what becomes of them: finalised, charged, paid by bank, given back, disputed."""

from crowd.billing.fake.shapes import invoices, payments
from crowd.billing.fake.store import Account, Object

DAY = 24 * 3600
RETRY_AFTER = (3, 5, 7)  # days, after a charge by itself that failed
SETTLES = 5 * DAY  # a SEPA debit

# what a customer may pay with: (method at Stripe, what becomes of it)
METHODS = {
    "card": ("card", "succeeded"),
    "card_declined": ("card", "failed"),
    "card_fails_later": ("card", "succeeded"),
    "card_3ds": ("card", "failed"),
    "ideal": ("ideal", "succeeded"),
    "sepa": ("sepa_debit", "pending"),
    "sepa_fails": ("sepa_debit", "pending"),
    "bank": ("customer_balance", "succeeded"),
}
# and what is kept of it for the next time: iDEAL works once, its mandate is for SEPA
NEXT_TIME = {"ideal": "sepa", "card_fails_later": "card_declined"}


def bill(account: Account, sub: Object, lines: list[Object], reason: str) -> Object:
    """Make an invoice, finalise it, and charge it when that goes by itself."""
    made = account.put(invoices.invoice(account, sub, lines, reason))
    account.emit("invoice.created", made)
    sub["latest_invoice"] = made["id"]
    account.put(sub)
    if sub["collection_method"] == "send_invoice" and reason == "subscription_create":
        return made  # stays a draft for an hour, or until it is finalised
    finalize(account, made, sub)
    if sub["collection_method"] == "charge_automatically":
        attempt(account, made, sub["_method"] or "card_declined")
    return account.get(made["id"]) or made


def finalize(account: Account, of: Object, sub: Object) -> Object:
    if of["status"] != "draft":
        return of
    of["status"] = "open"
    of["number"] = f"CROWD-{account.count('invoice'):04d}"
    of["status_transitions"]["finalized_at"] = account.now
    of["hosted_invoice_url"] = f"/dev/stripe/factuur/{of['id']}"
    of["invoice_pdf"] = f"/dev/stripe/factuur/{of['id']}"
    if of["collection_method"] == "send_invoice":
        of["due_date"] = account.now + (sub["days_until_due"] or 30) * DAY
    account.put(of)
    account.emit("invoice.finalized", of)
    if of["amount_remaining"] == 0:
        settle(account, of)
    return of


def attempt(account: Account, of: Object, method: str) -> Object:
    """Charge an open invoice; the charge."""
    kind, becomes = METHODS[method]
    paying = payments.intent(account, of)
    done = account.put(payments.charge(account, paying, of["amount_remaining"], kind, becomes))
    paying["latest_charge"] = done["id"]
    paying["status"] = {"succeeded": "succeeded", "pending": "processing"}.get(
        becomes, "requires_payment_method"
    )
    account.put(paying)
    done["_settles"] = account.now + SETTLES if becomes == "pending" else None
    done["_fails"] = method == "sepa_fails"
    account.put(done)
    status = {"succeeded": "paid"}.get(becomes, "open")
    of["payments"]["data"] = [invoices.invoice_payment(account, of, paying["id"], status)]
    of["attempted"], of["next_payment_attempt"] = True, None
    of["attempt_count"] += 1
    account.put(of)
    account.emit(f"charge.{becomes}", done)
    if becomes == "succeeded":
        settle(account, of)
    elif becomes == "failed":
        failed(account, of)
    else:
        _subscription(account, of, "active")
    return done


def settle(account: Account, of: Object) -> None:
    """All of it came in."""
    of.update(
        status="paid",
        amount_paid=of["amount_due"] - of["pre_payment_credit_notes_amount"],
        amount_remaining=0,
        next_payment_attempt=None,
    )
    of["status_transitions"]["paid_at"] = account.now
    for payment in of["payments"]["data"]:
        payment.update(status="paid", amount_paid=payment["amount_requested"])
        payment["status_transitions"]["paid_at"] = account.now
    account.put(of)
    account.emit("invoice.paid", of)
    _subscription(account, of, "active")


def failed(account: Account, of: Object) -> None:
    tried = of["attempt_count"]
    again = RETRY_AFTER[tried - 1] if tried <= len(RETRY_AFTER) else None
    of["next_payment_attempt"] = account.now + again * DAY if again else None
    account.put(of)
    account.emit("invoice.payment_failed", of)
    sub = subscription_of(account, of)
    if sub["status"] == "incomplete":
        return
    if again is None:
        end(account, sub)
    else:
        _subscription(account, of, "past_due")


def debit_settles(account: Account, done: Object) -> None:
    """A SEPA debit comes in, or comes back, days later."""
    of = invoice_of(account, done)
    done["_settles"] = None
    done["status"] = "failed" if done["_fails"] else "succeeded"
    done["paid"] = done["captured"] = not done["_fails"]
    account.put(done)
    account.emit(f"charge.{done['status']}", done)
    if of is None or of["status"] != "open":
        return
    if done["_fails"]:
        failed(account, of)
    else:
        settle(account, of)


def transfer(account: Account, of: Object, amount: int) -> None:
    """Money for an invoice comes in by bank: all of it, a part, or too much."""
    paying = payments.intent(account, of)
    done = payments.charge(account, paying, amount, METHODS["bank"][0], "succeeded")
    account.put({**paying, "latest_charge": done["id"], "status": "succeeded"})
    account.put(done)
    payment = invoices.invoice_payment(account, of, paying["id"], "paid")
    payment["amount_paid"] = amount
    of["payments"]["data"].append(payment)
    used = min(amount, of["amount_remaining"])
    of["amount_paid"] += used
    of["amount_remaining"] -= used
    of["amount_overpaid"] += amount - used
    account.put(of)
    account.emit("charge.succeeded", done)
    if of["amount_remaining"] == 0:
        settle(account, of)
    else:
        account.emit("invoice.updated", of)


def give_back(account: Account, done: Object, amount: int, reason: str | None) -> Object:
    """Refund (a part of) a charge."""
    made = account.put(payments.refund(account, done, amount, reason))
    done["amount_refunded"] += amount
    done["refunded"] = done["amount_refunded"] == done["amount"]
    account.put(done)
    account.emit("refund.created", made)
    account.emit("charge.refunded", done)
    return made


def credit(account: Account, of: Object, amount: int, given: Object) -> Object:
    """Correct an invoice; what was paid already goes back."""
    before = min(amount, of["amount_remaining"]) if of["status"] == "open" else 0
    note = invoices.credit_note(account, of, amount, before, given)
    if amount > before and (done := paid_by(account, of)):
        made = give_back(account, done, amount - before, None)
        note["refunds"] = [
            {
                "amount_refunded": amount - before,
                "payment_record_refund": None,
                "refund": made["id"],
                "type": "refund",
            }
        ]
    of["pre_payment_credit_notes_amount"] += before
    of["post_payment_credit_notes_amount"] += amount - before
    of["amount_remaining"] -= before
    account.put(note)
    account.put(of)
    account.emit("credit_note.created", note)
    if of["status"] == "open" and of["amount_remaining"] == 0:
        settle(account, of)
    return note


def dispute(account: Account, done: Object) -> Object:
    made = account.put({**payments.dispute(account, done), "customer": done["customer"]})
    done["disputed"] = True
    account.put(done)
    account.emit("charge.dispute.created", made)
    return made


def close_dispute(account: Account, of: Object, status: str) -> None:
    """`status` is won or lost."""
    of["status"] = status
    account.put(of)
    account.emit("charge.dispute.closed", of)


def mark(account: Account, of: Object, status: str) -> Object:
    """Void, or uncollectible."""
    of["status"] = status
    name = "voided_at" if status == "void" else "marked_uncollectible_at"
    of["status_transitions"][name] = account.now
    if status == "void":
        of["amount_remaining"] = 0
    account.put(of)
    account.emit("invoice.voided" if status == "void" else "invoice.marked_uncollectible", of)
    return of


def end(account: Account, sub: Object) -> Object:
    sub.update(status="canceled", ended_at=account.now, canceled_at=account.now)
    account.put(sub)
    account.emit("customer.subscription.deleted", sub)
    return sub


def subscription_of(account: Account, of: Object) -> Object:
    id_ = of["parent"]["subscription_details"]["subscription"]
    found = account.get(id_)
    assert found is not None
    return found


def invoice_of(account: Account, done: Object) -> Object | None:
    """Which invoice a charge is for."""
    for each in account.every("invoice", done["customer"]):
        paid = [row["payment"]["payment_intent"] for row in each["payments"]["data"]]
        if done["payment_intent"] in paid:
            return each
    return None


def paid_by(account: Account, of: Object) -> Object | None:
    """The charge that an invoice was paid with."""
    intents = {row["payment"]["payment_intent"] for row in of["payments"]["data"]}
    for done in account.every("charge", of["customer"]):
        if done["payment_intent"] in intents and done["status"] == "succeeded":
            return done
    return None


def _subscription(account: Account, of: Object, status: str) -> None:
    """The subscription follows its newest invoice."""
    sub = subscription_of(account, of)
    if sub["latest_invoice"] != of["id"] or sub["status"] in {"canceled", status}:
        return
    if sub["status"] == "incomplete_expired":
        return
    sub["status"] = status
    account.put(sub)
    account.emit("customer.subscription.updated", sub)
