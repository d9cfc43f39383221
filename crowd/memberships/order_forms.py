"""What a school fills in for a quote and an order."""

import re
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, RadioField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice

from crowd.accounts.forms import email_field, person_name
from crowd.billing.offers import MAX_SEATS
from crowd.core.forms import Form, at_most, choices, clean_line, required
from crowd.schools.actions import BRIN

GROUPED = re.compile(r"^\d{1,3}([.\u00a0 ]\d{3})+$")
POSTCODE = re.compile(r"^([1-9]\d{3})\s?([A-Z]{2})$")
VAT_ID = re.compile(r"^[A-Z]{2}[0-9A-Z]{2,13}$")
DUTCH_VAT = re.compile(r"^NL\d{9}B\d{2}$")


def whole_number(value: str | None, most: int, least: int = 1) -> int:
    """A number of seats as people type it; ValidationError says in words what is wrong."""
    raw = (value or "").strip()
    if GROUPED.match(raw):
        raw = re.sub(r"\D", "", raw)
    if not raw:
        raise ValidationError(_("Vul een aantal in."))
    if not re.fullmatch(r"[-+]?[0-9]+", raw):
        raise ValidationError(_("Schrijf het aantal in cijfers, bijvoorbeeld 12."))
    if len(raw) > 9 or int(raw) > most:
        raise ValidationError(
            _("Voor meer dan %(n)s plekken maken we samen een afspraak. Mail ons.", n=most)
        )
    if int(raw) < least:
        words = (
            _("Eén plek is het minste.") if least == 1 else _("Kies er minstens %(n)s.", n=least)
        )
        raise ValidationError(words)
    return int(raw)


def seats_number(_form: Any, field: Field) -> None:
    whole_number(field.data, MAX_SEATS)


def brin(_form: Any, field: Field) -> None:
    if field.data and not BRIN.match(field.data):
        raise ValidationError(
            _("Een BRIN-code heeft 4 tekens: twee cijfers en twee letters. Bijvoorbeeld 00AB.")
        )


def postcode(_form: Any, field: Field) -> None:
    found = POSTCODE.match(field.data or "")
    if not found:
        raise ValidationError(_("Een postcode is vier cijfers en twee letters, zoals 1234 AB."))
    field.data = f"{found[1]} {found[2]}"


def vat_id(_form: Any, field: Field) -> None:
    value = re.sub(r"[\s.]", "", field.data or "")
    right = DUTCH_VAT if value.startswith("NL") else VAT_ID
    if value and not right.match(value):
        raise ValidationError(_("Een btw-nummer is bijvoorbeeld NL123456789B01."))
    field.data = value


def kvk(_form: Any, field: Field) -> None:
    value = re.sub(r"[\s.]", "", field.data or "")
    if value and not re.fullmatch(r"[0-9]{8}", value):
        raise ValidationError(_("Een KvK-nummer heeft 8 cijfers."))
    field.data = value


def upper(value: Any) -> Any:
    return value.upper() if isinstance(value, str) else value


def line(label: Any, most: int, missing: Any = None, *more: Any, filters: Any = ()) -> StringField:
    needed = [required(missing)] if missing else []
    return StringField(
        label, filters=[clean_line, *filters], validators=[*needed, at_most(most), *more]
    )


class SeatsForm(Form):
    seats = line(_l("Aantal plekken"), 12, _l("Vul een aantal in."), seats_number)

    def number(self) -> int:
        return whole_number(self.seats.data, MAX_SEATS)


class SchoolForm(Form):
    """Who buys."""

    organisation = line(_l("Naam van de school of het bestuur"), 160, _l("Vul de naam in."))
    street = line(_l("Straat en huisnummer"), 120, _l("Vul de straat en het huisnummer in."))
    postcode = line(_l("Postcode"), 10, _l("Vul de postcode in."), postcode, filters=[upper])
    city = line(_l("Plaats"), 80, _l("Vul de plaats in."))
    contact_name = line(_l("Contactpersoon"), 80, _l("Vul een naam in."), person_name)
    contact_email = email_field(_l("E-mailadres van de contactpersoon"))


class QuoteForm(SchoolForm, SeatsForm):
    brin = line(_l("BRIN-code"), 6, None, brin, filters=[upper])

    def school(self) -> dict[str, str]:
        return {name: self[name].data or "" for name in SCHOOL_FIELDS}


SCHOOL_FIELDS = (
    "organisation", "brin", "street", "postcode", "city", "contact_name", "contact_email",
)  # fmt: skip


def _ways_to_pay() -> list[SelectChoice]:
    days = current_app.config["INVOICE_TERM_DAYS"]
    return choices(
        [
            ("invoice", _("Op factuur, binnen %(n)s dagen overmaken", n=days)),
            ("checkout", _("Meteen online, met iDEAL of een kaart")),
        ]
    )


class OrderForm(QuoteForm):
    invoice_email = email_field(_l("E-mailadres voor facturen"))
    kvk = line(_l("KvK-nummer"), 20, None, kvk)
    vat_id = line(_l("Btw-nummer"), 20, None, vat_id, filters=[upper])
    po_number = line(_l("Bestelnummer of inkoopnummer"), 140)
    cost_centre = line(_l("Kostenplaats"), 140)
    pay = RadioField(
        _l("Hoe betalen jullie?"),
        choices=_ways_to_pay,
        default="invoice",
        invalid_choice_message=_l("Kies hoe jullie betalen."),
    )
    quote = HiddenField()
    total = HiddenField()  # the cents a year that stood on the page

    def told(self) -> dict[str, str]:
        more = ("invoice_email", "kvk", "vat_id", "po_number", "cost_centre")
        return {**self.school(), **{name: self[name].data or "" for name in more}}
