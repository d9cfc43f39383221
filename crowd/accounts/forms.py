"""What people type about their account."""

from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    HiddenField,
    PasswordField,
    RadioField,
    StringField,
    ValidationError,
)

from crowd.accounts.weak import weakness
from crowd.core.forms import Form, at_most, choices, clean_line, required
from crowd.core.i18n import LANGUAGES

MAX_PASSWORD = 256


def lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def email_address(_form: Any, field: Field) -> None:
    """An address that could exist; whether it does, the mail will show."""
    try:
        found = validate_email(field.data or "", check_deliverability=False)
    except EmailNotValidError:
        raise ValidationError(
            _("Klopt dit e-mailadres? Er mist een @ of een punt, of er staat iets te veel.")
        ) from None
    field.data = found.normalized.lower()


def person_name(_form: Any, field: Field) -> None:
    """A name stands in mails: it holds no address of a site."""
    name = field.data or ""
    if not any(c.isalpha() for c in name):
        raise ValidationError(_("Vul je naam in, met letters."))
    if "://" in name or "www." in name.lower() or "@" in name:
        raise ValidationError(_("Vul alleen je naam in, zonder adres van een site of mail."))


def email_field(label: Any) -> EmailField:
    return EmailField(
        label,
        filters=[clean_line, lower],
        validators=[required(_l("Vul je e-mailadres in.")), at_most(254), email_address],
    )


def password_field(label: Any) -> PasswordField:
    return PasswordField(
        label, validators=[required(_l("Kies een wachtwoord.")), at_most(MAX_PASSWORD)]
    )


class NewPasswordForm(Form):
    """A password that is not easy to guess for who knows `personal` things."""

    password = password_field(_l("Kies een nieuw wachtwoord"))

    personal: tuple[str, ...] = ()

    def validate_password(self, field: Field) -> None:
        if reason := weakness(field.data or "", self.personal):
            raise ValidationError(reason)


class SignUpForm(NewPasswordForm):
    name = StringField(
        _l("Je naam"),
        filters=[clean_line],
        validators=[required(_l("Vul je naam in.")), at_most(80), person_name],
    )
    email = email_field(_l("Je e-mailadres"))
    password = password_field(_l("Kies een wachtwoord"))
    next = HiddenField()

    def validate_password(self, field: Field) -> None:
        self.personal = (self.name.data or "", self.email.data or "")
        super().validate_password(field)


class ForgottenForm(Form):
    email = email_field(_l("Je e-mailadres"))


class NewEmailForm(Form):
    email = email_field(_l("Je nieuwe e-mailadres"))


class ChangePasswordForm(NewPasswordForm):
    current_password = PasswordField(
        _l("Je wachtwoord van nu"),
        validators=[required(_l("Vul je wachtwoord van nu in.")), at_most(MAX_PASSWORD)],
    )


class LanguageForm(Form):
    lang = RadioField(
        _l("In welke taal lees je?"),
        choices=choices(LANGUAGES.items()),
        invalid_choice_message=_l("Kies een taal."),
    )


class LogInForm(Form):
    email = EmailField(
        _l("Je e-mailadres"),
        filters=[clean_line, lower],
        validators=[required(_l("Vul je e-mailadres in.")), at_most(254)],
    )
    password = PasswordField(
        _l("Je wachtwoord"),
        validators=[required(_l("Vul je wachtwoord in.")), at_most(MAX_PASSWORD)],
    )
    remember = BooleanField(_l("Blijf ingelogd op dit apparaat"), default=True)
    next = HiddenField()
    carried = HiddenField()
