"""What the treasurer fills in: an amount in euros, and a reason."""

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectField, StringField, ValidationError

from crowd.accounts.forms import email_field
from crowd.billing.actions.particulars import FIELDS
from crowd.core.forms import Form, choices, required, strip
from crowd.memberships.order_forms import SchoolForm, kvk, line

REASONS = (
    ("order_change", _l("De bestelling is veranderd")),
    ("duplicate", _l("Dubbel in rekening gebracht")),
    ("product_unsatisfactory", _l("Niet tevreden")),
    ("fraudulent", _l("Misbruik")),
)


def cents_of(text: str) -> int | None:
    """`1.250,50`, `1250.5` or `€ 1250`, in cents; None when it is no amount."""
    plain = re.sub(r"[€\s]", "", text)
    if not re.fullmatch(r"\d{1,3}(\.\d{3})*(,\d{1,2})?|\d{1,8}([.,]\d{1,2})?", plain):
        return None
    if "," in plain or re.fullmatch(r"\d{1,3}(\.\d{3})+", plain):
        plain = plain.replace(".", "").replace(",", ".")
    whole, _sep, part = plain.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0") or 0)


def _amount(_form: Any, field: Field) -> None:
    if not cents_of(field.data or ""):
        raise ValidationError(_("Vul een bedrag in, bijvoorbeeld 250 of 62,50."))


class AmountForm(Form):
    cents = StringField(_l("Bedrag in euro's"), filters=[strip], validators=[required(), _amount])

    @property
    def amount(self) -> int:
        return cents_of(self.cents.data or "") or 0

    def asked(self) -> tuple[Any, ...]:
        """For the work that it asks for."""
        return (self.amount,)


class RefundForm(AmountForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cents.id = "refund"  # the other form on the page has one too


class CreditForm(AmountForm):
    reason = SelectField(_l("Waarom"), choices=choices(REASONS))

    def asked(self) -> tuple[Any, ...]:
        return self.amount, self.reason.data


class ParticularsForm(SchoolForm):
    """What a school's next invoice says of it."""

    invoice_email = email_field(_l("E-mailadres voor facturen"))
    kvk = line(_l("KvK-nummer"), 20, None, kvk)
    po_number = line(_l("Bestelnummer of inkoopnummer"), 140)
    cost_centre = line(_l("Kostenplaats"), 140)

    def told(self) -> dict[str, str]:
        return {name: self[name].data or "" for name in FIELDS}
