"""What people type about seats."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    EmailField,
    Field,
    FileField,
    PasswordField,
    SelectField,
    StringField,
    TextAreaField,
)

from crowd.accounts.forms import NewPasswordForm, email_field, person_name
from crowd.core.forms import Form, at_most, choices, clean_line, clean_text, required
from crowd.memberships import addresses

MAX_TEXT = 200_000


class SchoolChoice(Form):
    """For which school; asked only when there is more than one."""

    school_id = SelectField(
        _l("Voor welke vestiging?"), coerce=int, invalid_choice_message=_l("Kies een vestiging.")
    )

    def offer(self, schools: Any) -> None:
        self.school_id.choices = choices((school.id, school.name) for school in schools)
        if self.school_id.data is None and schools:
            self.school_id.data = schools[0].id


class InviteForm(SchoolChoice):
    emails = TextAreaField(
        _l("Plak e-mailadressen, één per regel"),
        filters=[clean_text],
        validators=[at_most(MAX_TEXT)],
    )
    file = FileField(_l("Of kies een CSV-bestand"))

    def entries(self, upload: Any) -> list[addresses.Entry]:
        """Everything that was pasted and uploaded; field errors when there is nothing to read."""
        found = addresses.parse(self.emails.data or "")
        if upload and upload.filename:
            try:
                found += addresses.parse(addresses.decode(upload.read()))
            except addresses.NotText:
                self.file.errors = [
                    _("Dit is geen CSV-bestand. Sla het in Excel op als CSV, of plak de kolom.")
                ]
        if not found and not self.file.errors:
            self.emails.errors = [_("Plak of typ minstens één e-mailadres.")]
        if len(found) > addresses.MOST:
            self.emails.errors = [_("Dit zijn er te veel. Nodig er hoogstens 2000 tegelijk uit.")]
        return found


class ReassignForm(Form):
    email = EmailField(
        _l("E-mailadres van de opvolger"),
        filters=[clean_line],
        validators=[required(_l("Vul het e-mailadres van de opvolger in.")), at_most(320)],
    )


class LinkForm(SchoolChoice):
    pass


class DomainForm(SchoolChoice):
    address = email_field(_l("Een e-mailadres bij dat domein"))


class ManagerForm(Form):
    email = email_field(_l("E-mailadres"))


class LocationForm(Form):
    name = StringField(
        _l("Naam of BRIN-code van de school"),
        filters=[clean_line],
        validators=[required(_l("Vul de naam of de BRIN-code in.")), at_most(160)],
    )


class NewAccountForm(NewPasswordForm):
    """An account for the address that was invited: a name and a password."""

    name = StringField(
        _l("Je naam"),
        filters=[clean_line],
        validators=[required(_l("Vul je naam in.")), at_most(80), person_name],
    )
    password = PasswordField(
        _l("Kies een wachtwoord"),
        validators=[required(_l("Kies een wachtwoord.")), at_most(256)],
    )

    email = ""

    def validate_password(self, field: Field) -> None:
        self.personal = (self.name.data or "", self.email)
        super().validate_password(field)
