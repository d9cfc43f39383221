"""Why somebody may take part or not, and until when, in words."""

from flask_babel import gettext as _
from flask_babel import ngettext

from crowd.billing import mirror
from crowd.billing.models import Invoice
from crowd.billing.rules import Reason
from crowd.core.clock import days_left, now
from crowd.core.i18n import euros, last_day
from crowd.memberships.queries.mine import Held, Own


def of_own(own: Own) -> str:
    found, until = own.access, own.access.until
    date = last_day(until) if until else ""
    match found.reason:
        case Reason.GIVEN if until:
            return _("Je kreeg een lidmaatschap, tot en met %(date)s.", date=date)
        case Reason.GIVEN:
            return _("Je kreeg een lidmaatschap zonder einddatum.")
        case Reason.GIVEN_OVER:
            return _("Je kreeg een lidmaatschap. Het liep tot en met %(date)s.", date=date)
        case Reason.DRAFT:
            return _("Je begon met bestellen, maar maakte het niet af.")
        case Reason.AWAITING:
            return _("We wachten op je betaling.")
        case Reason.PROCESSING:
            return _("Je incasso is onderweg. Dat duurt tot 14 werkdagen. Meedoen kan al.")
        case Reason.ACTIVE:
            return _(
                "Actief tot en met %(date)s. Verlengt daarna voor %(price)s, tenzij je opzegt.",
                date=date,
                price=euros(own.yearly),
            )
        case Reason.CANCELLING:
            return _("Je hebt opgezegd. Je kunt meedoen tot en met %(date)s.", date=date)
        case Reason.LATE:
            return ngettext(
                "De betaling lukte niet. Je hebt nog %(num)d dag.",
                "De betaling lukte niet. Je hebt nog %(num)d dagen.",
                days_left(until or now()),
            )
    return _closed(found.reason)


def _closed(reason: Reason) -> str:
    match reason:
        case Reason.TOO_LATE | Reason.STOPPED:
            return _("Je lidmaatschap staat stil: er is niet betaald. Betaal, en je doet weer mee.")
        case Reason.FAILED:
            return _("De eerste betaling lukte niet. Bestel opnieuw als je lid wilt worden.")
        case Reason.REFUNDED:
            return _("Je kreeg je geld terug. Daarmee stopte je lidmaatschap.")
        case Reason.DISPUTED:
            return _("Je bank haalde het geld terug. Daarmee stopte je lidmaatschap.")
        case Reason.UNCLEAR:
            return _("We zoeken uit hoe het met je lidmaatschap zit. Tot dan verandert er niets.")
    return _("Je lidmaatschap is verlopen. Je eigen vragen kun je nog lezen en downloaden.")


def of_seat(held: Held) -> str:
    if not held.access.allowed:
        return _(
            "Je hebt een plek via %(school)s, maar het lidmaatschap van de school staat stil.",
            school=held.school,
        )
    if held.ends_at:
        return _(
            "Je hebt een plek via %(school)s, tot en met %(date)s. Je betaalt zelf niets.",
            school=held.school,
            date=last_day(held.ends_at),
        )
    return _("Je hebt een plek via %(school)s. Je betaalt zelf niets.", school=held.school)


def of_invoice(invoice: Invoice) -> str:
    """How it stands with an invoice."""
    bill = mirror.bill_of(invoice)
    if bill.is_let_go:
        return _("Vervallen")
    if bill.is_given_back:
        return _("Terugbetaald")
    if invoice.payment == "processing":
        return _("Onderweg")
    return {
        "paid": _("Betaald"),
        "void": _("Vervallen"),
        "uncollectible": _("Niet betaald"),
    }.get(invoice.status, _("Staat open"))
