"""The shape of a question that is asked or changed."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import Length

from crowd.core.forms import Form, choices, clean_line, clean_text, required, writable
from crowd.core.i18n import language
from crowd.questions.actions.asking import Asking
from crowd.questions.forms.fields import choice
from crowd.questions.queries.suggested import MAX_THEMES
from crowd.schools.queries import School
from crowd.taxonomy import queries as taxonomy


class AskForm(Form):
    """To ask: only title and body are needed."""

    title = TextAreaField(  # one line that wraps: a phone shows only half of an input
        _l("Je vraag in één zin"),
        filters=[clean_line],
        validators=[
            required(_l("Vul nog in: je vraag in één zin.")),
            Length(15, 140, message=_l("Maak er een zin van: tussen %(min)d en %(max)d tekens.")),
        ],
    )
    body = TextAreaField(
        _l("Wat speelt er?"),
        filters=[clean_text],
        validators=[required(_l("Vul nog in: wat er speelt. Eén zin is genoeg.")), writable],
    )
    sector = SelectField(_l("Sector"), filters=[choice], validate_choice=False)
    level = SelectField(_l("Leerjaar of niveau"), filters=[choice], validate_choice=False)
    subject = SelectField(_l("Vak"), filters=[choice], validate_choice=False)
    themes = SelectMultipleField(_l("Waar gaat het over?"), validate_choice=False)
    audience = RadioField(
        _l("Wie mag dit zien?"), default="members", filters=[choice], validate_choice=False
    )
    anonymous = BooleanField(_l("Zonder mijn naam"))
    version = HiddenField()

    def __init__(self, *args: Any, schools: list[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = language()
        self.schools = schools
        self.sector.choices = choices(
            [
                ("", _l("Zoals in je profiel")),
                *((s.id, s.label(lang)) for s in taxonomy.sectors()),
            ]
        )
        levels = taxonomy.levels(self.sector.data) if self.sector.data else ()
        self.level.choices = choices(
            [("", _l("Alle")), *((level.id, level.label(lang)) for level in levels)]
        )
        self.subject.choices = choices(
            [
                ("", _l("Geen of meer vakken")),
                *((s.id, s.label(lang)) for s in taxonomy.subjects()),
            ]
        )
        self.themes.choices = choices((t.id, t.label(lang)) for t in taxonomy.themes())
        self.audience.choices = choices(
            [
                ("members", _l("Alle leden")),
                *(
                    (f"school-{s.id}", _l("Alleen leden van %(school)s", school=s.name))
                    for s in schools
                ),
            ]
        )
        if not self.audience.data:
            self.audience.data = "members"

    def validate_sector(self, field: Any) -> None:
        if field.data and taxonomy.sector(field.data) is None:
            raise ValidationError(_l("Kies een sector uit de lijst."))

    def validate_level(self, field: Any) -> None:
        known = {x.id for s in taxonomy.sectors() for x in taxonomy.levels(s.id)}
        if field.data and field.data not in known:
            raise ValidationError(_l("Kies een leerjaar of niveau uit de lijst."))

    def validate_subject(self, field: Any) -> None:
        if field.data and taxonomy.subject(field.data) is None:
            raise ValidationError(_l("Kies een vak uit de lijst."))

    def validate_themes(self, field: Any) -> None:
        chosen = [t for t in field.data or [] if t]
        if any(taxonomy.theme(t) is None for t in chosen):
            raise ValidationError(_l("Kies een onderwerp uit de lijst."))
        if len(set(chosen)) > MAX_THEMES:
            raise ValidationError(_l("Kies hooguit drie onderwerpen."))

    def validate_audience(self, field: Any) -> None:
        if field.data not in {"members", "school", *(f"school-{s.id}" for s in self.schools)}:
            raise ValidationError(_l("Kies wie je vraag mag zien."))
        if field.data == "school" and not self.schools:
            raise ValidationError(
                _l("Je hebt geen plek bij een school. Kies wie je vraag mag zien.")
            )

    def school_id(self) -> int | None:
        if self.audience.data == "members":
            return None
        if self.audience.data == "school":
            return self.schools[0].id
        return int(self.audience.data.removeprefix("school-"))

    def asking(self) -> Asking:
        return Asking(
            title=self.title.data,
            body=self.body.data,
            sector=self.sector.data,
            level=self.level.data or None,
            subject=self.subject.data or None,
            themes=[t for t in self.themes.data or [] if t],
            school_id=self.school_id(),
            anonymous=bool(self.anonymous.data),
        )
