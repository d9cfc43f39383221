"""What the audit says, in words; a thing without words shows by its name."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crowd.billing.models import BillingAudit
from crowd.core.i18n import amount, short_day

WHAT = {
    "ordered": _l("Besteld"),
    "checkout": _l("Naar de kassa"),
    "status": _l("Abonnement"),
    "paid": _l("Betaald"),
    "issued": _l("Factuur gemaakt en gemaild"),
    "mailed": _l("Factuur nog eens gemaild"),
    "invoice_reminded": _l("Herinnering van de factuur gemaild"),
    "reminded": _l("Verlenging aangekondigd"),
    "credited": _l("Gecrediteerd"),
    "refunded": _l("Terugbetaald"),
    "voided": _l("Factuur vervallen"),
    "written_off": _l("Factuur afgeboekt"),
    "paid_elsewhere": _l("Betaald buiten Stripe om"),
    "seats": _l("Aantal plekken"),
    "corrected": _l("Gegevens aangepast"),
    "cancelled": _l("Opgezegd"),
    "undone": _l("Toch niet opgezegd"),
    "ended": _l("Gestopt"),
    "withdrawn": _l("Herroepen"),
    "second_subscription": _l("Dubbel abonnement gezien"),
    "second_dropped": _l("Dubbel abonnement gestopt"),
}

FIELDS = {
    "organisation": _l("naam"),
    "street": _l("straat"),
    "postcode": _l("postcode"),
    "city": _l("plaats"),
    "kvk": _l("KvK-nummer"),
    "contact_name": _l("contactpersoon"),
    "contact_email": _l("adres van de contactpersoon"),
    "invoice_email": _l("adres voor facturen"),
    "po_number": _l("bestelnummer"),
    "cost_centre": _l("kostenplaats"),
}

STATUSES = {
    "new": _l("nieuw"),
    "active": _l("actief"),
    "trialing": _l("actief"),
    "incomplete": _l("wacht op de eerste betaling"),
    "incomplete_expired": _l("de eerste betaling kwam niet"),
    "past_due": _l("te laat met betalen"),
    "unpaid": _l("niet betaald"),
    "paused": _l("staat stil"),
    "canceled": _l("gestopt"),
}


def what(line: BillingAudit) -> str:
    return str(WHAT.get(line.what, line.what))


def detail(line: BillingAudit) -> str:
    """What the line is about, in words; what is only for a machine is left out."""
    told = line.detail
    match line.what:
        case "credited" | "refunded" | "withdrawn" | "reminded" if told.isdigit():
            return amount(int(told))
        case "corrected":
            return ", ".join(str(FIELDS.get(name, name)) for name in told.split(", "))
        case "ordered":
            seats, _space, pay = told.partition(" ")
            how = _("op factuur") if pay == "invoice" else _("online")
            return _("%(n)s plekken, %(how)s", n=seats, how=how)
        case "status":
            return " → ".join(str(STATUSES.get(name, name)) for name in told.split(" -> "))
        case "seats":
            numbers, later, _end = told.partition(" at renewal")
            shown = numbers.replace("->", "→")
            return _("%(numbers)s, vanaf de verlenging", numbers=shown) if later else shown
        case "cancelled":
            return _("tot %(date)s", date=short_day(datetime.fromisoformat(told)))
        case "checkout":
            return ""
    return told
