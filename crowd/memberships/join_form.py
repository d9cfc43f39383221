"""What one fills in to become a member."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, StringField
from wtforms.validators import InputRequired

from crowd.billing import offers
from crowd.core.forms import Form, at_most, choices, clean_line

LABELS = {
    "standard": _l("Gewoon"),
    "student": _l("Student aan een lerarenopleiding"),
    "starter": _l("Eerste drie jaar voor de klas"),
}


class JoinForm(Form):
    plan = RadioField(_l("Welk lidmaatschap past bij je?"), default="standard")
    code = StringField(_l("Kortingscode"), [at_most(20)], filters=[clean_line])
    start = BooleanField(
        _l("Ja, ik wil meteen beginnen, binnen de bedenktijd."),
        [InputRequired(_l("Vink dit aan als je meteen wilt beginnen."))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan.choices = choices((plan, LABELS[plan]) for plan in offers.plans())
