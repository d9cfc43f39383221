"""What the audit says, in words; a thing without words shows by its name."""

from flask_babel import lazy_gettext as _l

from crowd.billing.models import BillingAudit
from crowd.core.i18n import amount

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
    "corrected": _l("Gegevens gewijzigd"),
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


def what(line: BillingAudit) -> str:
    return str(WHAT.get(line.what, line.what))


def detail(line: BillingAudit) -> str:
    """An amount as one, fields by their names, the rest as it is."""
    if line.what in {"credited", "refunded"} and line.detail.isdigit():
        return amount(int(line.detail))
    if line.what == "corrected":
        return ", ".join(str(FIELDS.get(name, name)) for name in line.detail.split(", "))
    return line.detail
