"""The shape of what people send to a question."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import NumberRange
from wtforms.validators import Optional as MayBeEmpty

from crowd.core.forms import Form, at_most, choices, clean_line, clean_text, required, writable
from crowd.questions import labels
from crowd.questions.actions.closing import Yield
from crowd.questions.actions.experiences import Sharing
from crowd.questions.actions.joining import NOTE_LENGTH
from crowd.questions.actions.offers import Offering
from crowd.questions.forms.fields import Drafted, Number, among


class JoinForm(Form):
    note = StringField(
        _l("Hoe is het bij jou? Eén zin mag."),
        filters=[clean_line],
        validators=[MayBeEmpty(), at_most(NOTE_LENGTH)],
    )


class ShareForm(Drafted):
    did = TextAreaField(
        _l("Wat deed je?"),
        filters=[clean_text],
        validators=[required(_l("Vul nog in: wat je deed.")), writable],
    )
    happened = TextAreaField(
        _l("Wat gebeurde er toen?"), filters=[clean_text], validators=[writable]
    )
    different = TextAreaField(
        _l("Wat zou je nu anders doen?"), filters=[clean_text], validators=[writable]
    )
    years = Number(
        _l("Hoeveel jaar werk je in het onderwijs?"),
        validators=[
            MayBeEmpty(),
            NumberRange(0, 60, message=_l("Vul een getal in van %(min)d tot %(max)d.")),
        ],
    )
    source = SelectField(
        _l("Waar komt dit vandaan?"),
        default="practice",
        choices=choices(labels.SOURCES.items()),
        validate_choice=False,
        validators=[among(labels.SOURCES, _l("Kies waar dit vandaan komt."))],
    )
    version = HiddenField()

    def sharing(self) -> Sharing:
        return Sharing(
            did=self.did.data,
            happened=self.happened.data or "",
            different=self.different.data or "",
            years=self.years.data,
            source=self.source.data,
        )


class CommentForm(Drafted):
    body = TextAreaField(
        _l("Denk mee"),
        filters=[clean_text],
        validators=[required(_l("Schrijf nog wat je wilt zeggen.")), writable, at_most(4000)],
    )
    experience_id = HiddenField()
    version = HiddenField()


class OfferForm(Drafted):
    ways = SelectMultipleField(
        _l("Hoe wil je helpen?"),
        choices=choices(labels.WAYS.items()),
        validate_choice=False,
        validators=[
            required(_l("Kies hoe je wilt helpen.")),
            among(labels.WAYS, _l("Kies hoe je wilt helpen.")),
        ],
    )
    per_month = Number(
        _l("Hoeveel mensen wil je per maand helpen?"),
        default=2,
        validators=[NumberRange(1, 20, message=_l("Vul een getal in van %(min)d tot %(max)d."))],
    )
    contact = StringField(
        _l("Hoe ben je te bereiken?"),
        filters=[clean_line],
        validators=[required(_l("Vul een telefoonnummer of e-mailadres in.")), at_most(254)],
    )
    note = StringField(
        _l("Wil je er iets bij zeggen?"),
        id="offer-note",
        filters=[clean_line],
        validators=[at_most(500)],
    )

    def offering(self) -> Offering:
        return Offering(
            ways=self.ways.data,
            per_month=self.per_month.data,
            contact=self.contact.data,
            note=self.note.data or "",
        )


class AcceptForm(Form):
    contact = StringField(
        _l("Hoe ben jij te bereiken?"),
        filters=[clean_line],
        validators=[required(_l("Vul een telefoonnummer of e-mailadres in.")), at_most(254)],
    )


class WentForm(Form):
    went = TextAreaField(
        _l("Hoe ging het?"),
        filters=[clean_text],
        validators=[required(_l("Vertel in één zin hoe het ging.")), at_most(1000)],
    )


class YieldForm(Drafted):
    """Closing, and "en bij jou?"; everything empty closes without an outcome."""

    tried = TextAreaField(_l("Wat heb je geprobeerd?"), filters=[clean_text], validators=[writable])
    result = TextAreaField(
        _l("Wat merk je daarvan in je les?"), filters=[clean_text], validators=[writable]
    )
    different = TextAreaField(
        _l("Wat doe je nu anders?"),
        id="yield-different",
        filters=[clean_text],
        validators=[writable],
    )
    cycles = SelectMultipleField(
        _l("Wat leverde het je op?"),
        choices=choices(labels.CYCLES.items()),
        validate_choice=False,
        validators=[among(labels.CYCLES, _l("Kies uit de lijst wat het opleverde."))],
    )
    version = HiddenField()

    def told(self) -> Yield:
        return Yield(
            tried=self.tried.data or "",
            result=self.result.data or "",
            changed_practice=self.different.data or "",
            cycles=self.cycles.data or [],
        )
