"""What people tell about themselves."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    FileField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from crowd.accounts.forms import person_name
from crowd.core.forms import Form, at_most, choices, clean_line, clean_text, required
from crowd.core.i18n import language
from crowd.taxonomy import queries as taxonomy

MOST = 10  # subjects, themes of each kind


def one_of_list(label: Any) -> SelectField:
    """One out of a list, or nothing."""
    return SelectField(label, default="", invalid_choice_message=_l("Kies iets uit de lijst."))


def some_of_list(label: Any) -> SelectMultipleField:
    most = Length(max=MOST, message=_l("Kies er hooguit %(max)d."))
    return SelectMultipleField(
        label, validators=[most], invalid_choice_message=_l("Kies iets uit de lijst.")
    )


class ProfileForm(Form):
    name = StringField(
        _l("Je naam"),
        filters=[clean_line],
        validators=[required(_l("Vul je naam in.")), at_most(80), person_name],
    )
    sector = one_of_list(_l("Waar werk je?"))
    job_role = one_of_list(_l("Wat is je functie?"))
    level = one_of_list(_l("Aan wie geef je les?"))
    school = StringField(_l("Je school"), filters=[clean_line], validators=[at_most(120)])
    subjects = some_of_list(_l("Welke vakken geef je?"))
    learning = some_of_list(_l("Waar wil je over leren?"))
    experience = some_of_list(_l("Waar heb je ervaring mee?"))
    not_to_ask = BooleanField(_l("Vraag mij niet om ervaring"))
    about = TextAreaField(_l("Over jou"), filters=[clean_text], validators=[at_most(600)])
    picture = FileField(_l("Je foto"))
    no_picture = BooleanField(_l("Haal mijn foto weg"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = language()
        nothing = ("", _("Kies, of laat leeg"))

        def labels(terms: Iterable[taxonomy.Term]) -> list[tuple[str, str]]:
            return [(term.id, term.label(lang)) for term in terms]

        self.sector.choices = choices([nothing, *labels(taxonomy.sectors())])
        self.job_role.choices = choices([nothing, *labels(taxonomy.job_roles())])
        self.level.choices = choices([nothing]) + [
            SelectChoice(f"{sector.id}/{id_}", label, optgroup=sector.label(lang))
            for sector in taxonomy.sectors()
            for id_, label in labels(taxonomy.levels(sector.id))
        ]
        self.subjects.choices = choices(labels(taxonomy.subjects()))
        self.learning.choices = choices(labels(taxonomy.themes()))
        self.experience.choices = self.learning.choices

    def validate_level(self, field: Field) -> None:
        """A level is one of a sector; it fills in the sector when that was left empty."""
        sector = (field.data or "").partition("/")[0]
        if sector and self.sector.data and sector != self.sector.data:
            raise ValidationError(_("Dit hoort bij een andere plek dan waar je werkt."))
        if sector:
            self.sector.data = sector

    def theme_groups(self) -> list[tuple[str, list[tuple[str, str, str]]]]:
        """For the picker: domain by domain, each theme with the words that find it."""
        lang = language()
        return [
            (d.label(lang), [(t.id, t.label(lang), " ".join(t.synonyms)) for t in d.themes])
            for d in taxonomy.domains()
        ]

    def subject_groups(self) -> list[tuple[str, list[tuple[str, str, str]]]]:
        return [
            (_("Vakken"), [(id_, label, "") for id_, label, *_rest in self.subjects.iter_choices()])
        ]
