"""What one can let happen to a customer on the pages of the embedded Stripe."""

from collections.abc import Mapping

from flask_babel import gettext as _

from crowd.billing.fake import api, money, terms
from crowd.billing.fake.store import Account, Object

DAY = 24 * 3600


def methods() -> dict[str, str]:
    """To choose from, where one pays."""
    return {
        "ideal": _("iDEAL | Wero"),
        "card": _("Kaart"),
        "sepa": _("Automatische incasso (SEPA), lukt na vijf dagen"),
        "sepa_fails": _("Automatische incasso (SEPA), mislukt na vijf dagen"),
        "card_fails_later": _("Kaart die het volgend jaar niet meer doet"),
        "card_declined": _("Kaart die wordt geweigerd"),
    }


def spans() -> dict[str, str]:
    """How much time can pass."""
    return {
        "1": _("een dag"),
        "6": _("zes dagen"),
        "15": _("vijftien dagen"),
        "31": _("een maand"),
        "61": _("twee maanden"),
        "321": _("tot 45 dagen voor de verlenging"),
        "366": _("een jaar"),
    }


def do(account: Account, customer: str, form: Mapping[str, str]) -> str:
    """One deed, by its name; says what happened."""
    what, id_ = form.get("what", ""), form.get("id", "")
    if what == "time" and form.get("days", "") in spans():
        terms.let_pass(account, customer, int(form["days"]) * DAY)
        return _("De tijd ging voorbij.")
    if what == "transfer":
        return _transfer(account, id_, form.get("cents", ""))
    if what == "refund":
        done = api.the(account, "charge", id_)
        money.give_back(account, done, done["amount"] - done["amount_refunded"], None)
        return _("Het geld is terugbetaald.")
    if what == "dispute":
        money.dispute(account, api.the(account, "charge", id_))
        return _("De bank vraagt het geld terug.")
    if what in {"won", "lost"}:
        money.close_dispute(account, api.the(account, "dispute", id_), what)
        return _("De bank heeft beslist.")
    if what in {"void", "uncollectible"}:
        money.mark(account, api.the(account, "invoice", id_), what)
        return _("De factuur is aangepast.")
    if what == "cancel":
        money.end(account, api.the(account, "subscription", id_))
        return _("Het abonnement is gestopt.")
    return _("Er gebeurde niets.")


def _transfer(account: Account, id_: str, cents: str) -> str:
    of = api.the(account, "invoice", id_)
    if of["status"] not in {"open", "uncollectible"}:
        return _("Deze factuur staat niet open.")
    amount = int(cents) if cents.isdigit() and len(cents) < 9 else of["amount_remaining"]
    money.transfer(account, of, max(amount, 1))
    return _("Het geld kwam binnen.")


def change_method(account: Account, customer: str, method: str) -> None:
    if method not in methods():
        return
    for sub in account.every("subscription", customer):
        sub["_method"] = money.NEXT_TIME.get(method, method)
        account.put(sub)
        latest: Object | None = account.get(sub["latest_invoice"] or "")
        if latest and latest["status"] == "open" and sub["status"] in {"past_due", "unpaid"}:
            money.attempt(account, latest, sub["_method"])
