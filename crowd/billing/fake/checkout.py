"""The page where one pays: what a person does there."""

from crowd.billing.fake import terms
from crowd.billing.fake.routes.subscriptions import items_of, rates_of
from crowd.billing.fake.store import Account, Object

DECLINED = {"card_declined", "card_3ds"}
MOST_BY_DEBIT = 1_000_000  # cents


def pay(account: Account, session: Object, method: str) -> Object:
    """Complete an open session; a refused card leaves it open."""
    if session["status"] != "open" or method in DECLINED:
        return session
    if method.startswith("sepa") and session["amount_total"] > MOST_BY_DEBIT:
        return session
    wanted = session["_wanted"]
    data = wanted.get("subscription_data", {})
    rates = data.get("default_tax_rates") or wanted["line_items"][0].get("tax_rates")
    given = {
        "customer": session["customer"],
        "metadata": data.get("metadata", {}),
        "default_tax_rates": rates_of(account, rates),
    }
    if custom := data.get("invoice_settings"):
        given["invoice_settings"] = custom
    sub = terms.begin(account, given, items_of(account, wanted["line_items"]), method)
    session.update(
        status="complete",
        url=None,
        subscription=sub["id"],
        invoice=sub["latest_invoice"],
        payment_status="unpaid" if method.startswith("sepa") else "paid",
    )
    account.put(session)
    account.emit("checkout.session.completed", session)
    return session
