"""The mails about a membership, to who pays for it, in their language."""

from datetime import timedelta

from flask import current_app
from flask_babel import gettext as _

from crowd.accounts.models import Person
from crowd.billing.models import Invoice, Membership
from crowd.billing.prices import Vat
from crowd.billing.rules import Access
from crowd.core.clock import now
from crowd.core.i18n import day, euros, language_of, moment
from crowd.core.mail import Mail

MINE = "/ik/lidmaatschap"


def begun(owner: Person, membership: Membership) -> Mail:
    """What was agreed, to keep: price, period, how to stop, and the right to withdraw."""
    with language_of(owner.lang):
        paragraphs = [
            _hello(owner),
            _("je bent lid. Je kunt meteen vragen stellen, aanhaken en ervaringen delen."),
            _site("/"),
            _(
                "Dit spraken we af: een lidmaatschap van 12 maanden voor %(price)s in totaal.",
                price=euros(yearly(membership)),
            ),
        ]
        if membership.period_end:
            paragraphs.append(
                _("Het loopt tot en met %(date)s en verlengt daarna met een jaar, tenzij je "
                  "opzegt. Voor het zover is, krijg je bericht.",
                  date=day(membership.period_end))
            )  # fmt: skip
        return Mail(
            owner.email,
            _("Welkom bij The Crowd"),
            _letter(
                *paragraphs,
                _("Bedenk je je? Tot 14 dagen na je bestelling kun je herroepen. Je betaalt dan "
                  "alleen de dagen die je gebruikte. Herroepen, opzeggen en je rekeningen bekijken "
                  "doe je hier:"),
                _site(MINE),
            ),
        )  # fmt: skip


def payment_failed(
    owner: Person | None, membership: Membership, invoice: Invoice, found: Access
) -> Mail | None:
    """One for each invoice, to who pays."""
    to = owner.email if owner else membership.contact_email
    if not to or invoice.collection != "auto":
        return None
    with language_of(owner.lang if owner else "nl"):
        return Mail(
            to,
            _("De betaling is niet gelukt"),
            _letter(
                _hello(owner),
                _("we konden %(amount)s niet afschrijven.", amount=euros(invoice.remaining_cents)),
                _until(membership, found),
                _("Kies hier een andere kaart of rekening. Dan gaat het vanzelf goed:"),
                _site(MINE if membership.kind == "teacher" else f"/groep/{membership.id}"),
            ),
        )


def _until(membership: Membership, found: Access) -> str:
    date = day(found.until) if found.allowed and found.until else ""
    if membership.kind == "school":
        return (
            _("De plekken van je school blijven tot %(date)s gewoon werken.", date=date)
            if date
            else _("De plekken van je school werken nu niet.")
        )
    return (
        _("Je kunt tot %(date)s gewoon blijven meedoen.", date=date)
        if date
        else _("Je kunt nu niet meedoen. Je eigen teksten blijven van jou.")
    )


def renewal(owner: Person, membership: Membership, cents: int) -> Mail:
    end = membership.period_end or now()
    with language_of(owner.lang):
        seats = membership.seats_next or membership.seats_paid
        what = (
            _("Het gaat om %(n)s plekken.", n=seats)
            if membership.kind == "school"
            else _("Je hoeft niets te doen.")
        )
        pays = (
            _("Je krijgt dan een factuur van %(amount)s.", amount=euros(cents))
            if membership.collection == "invoice"
            else _("Je betaalt %(amount)s op %(date)s.", amount=euros(cents), date=day(end))
        )
        return Mail(
            owner.email,
            _("Je lidmaatschap loopt door op %(date)s", date=day(end)),
            _letter(
                _hello(owner),
                _("op %(date)s begint een nieuw jaar.", date=day(end)),
                pays,
                what,
                _("Wil je stoppen? Opzeggen kan tot die dag, met één knop:"),
                _site(MINE if membership.kind == "teacher" else "/groep"),
            ),
        )


def cancelled(owner: Person, membership: Membership) -> Mail:
    end = membership.period_end or now()
    with language_of(owner.lang):
        return Mail(
            owner.email,
            _("Je lidmaatschap stopt op %(date)s", date=day(end)),
            _letter(
                _hello(owner),
                _("je hebt opgezegd. Je kunt meedoen tot en met %(date)s.", date=day(end)),
                _("Je vragen en ervaringen blijven van jou. Ook daarna kun je ze lezen en "
                  "downloaden."),
                _("Bedenk je je? Tot die dag maak je het ongedaan:"),
                _site(MINE),
            ),
        )  # fmt: skip


def ended(owner: Person, membership: Membership) -> Mail:
    with language_of(owner.lang):
        return Mail(
            owner.email,
            _("Je lidmaatschap is gestopt"),
            _letter(
                _hello(owner),
                _("je lidmaatschap is gestopt. Je betaalt niets meer."),
                _("Je vragen en ervaringen blijven van jou: je kunt ze lezen en downloaden."),
                _("Weer meedoen kan altijd:"),
                _site("/lid-worden"),
            ),
        )


def withdrawn(owner: Person, membership: Membership, cents: int) -> Mail:
    """The acknowledgement that the law asks for: what was withdrawn from, on which day and hour."""
    at = membership.withdrawn_at or now()
    with language_of(owner.lang):
        returned = (
            _("Je krijgt %(amount)s terug, uiterlijk %(date)s. De dagen die je gebruikte, "
              "betaal je wel.", amount=euros(cents), date=day(at + timedelta(days=14)))
            if cents
            else _("Je betaalde nog niets en betaalt ook niets meer.")
        )  # fmt: skip
        return Mail(
            owner.email,
            _("Je hebt je lidmaatschap herroepen"),
            _letter(
                _hello(owner),
                _("we kregen je bericht op %(moment)s.", moment=moment(at)),
                _("Je herroept je lidmaatschap van The Crowd (nummer %(id)s). "
                  "Het staat op naam van %(name)s.",
                  id=membership.id, name=owner.name),
                returned,
                _("Bewaar deze mail. Je vragen en ervaringen blijven van jou."),
            ),
        )  # fmt: skip


def yearly(membership: Membership) -> int:
    """What a year costs, with VAT in it."""
    vat = Vat.of(current_app.config["VAT_MODE"])
    seats = membership.seats_next or membership.seats_paid
    return vat.split(membership.unit_cents * seats).gross


def _site(path: str) -> str:
    return f"{current_app.config['BASE_URL']}{path}"


def _hello(person: Person | None) -> str:
    return _("Hoi %(first_name)s,", first_name=person.first_name) if person else _("Hallo,")


def _letter(*paragraphs: str) -> str:
    return "\n\n".join((*paragraphs, _("Groet,\nThe Crowd"))) + "\n"
