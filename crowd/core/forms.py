"""Forms: plain WTForms (the CSRF token is checked for every post in `core/web`).

`key` is a random value that each form carries: the same key posts once.
"""

import secrets
from collections.abc import Iterable
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, ValidationError
from wtforms import Form as WTForm
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from crowd.core import markdown
from crowd.core.errors import CrowdError


def new_key() -> str:
    """For a form that is written out by hand in a template."""
    return secrets.token_urlsafe(16)


class Form(WTForm):
    key = HiddenField(filters=[lambda value: clean_line(value or "")[:64]])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.key.data:
            self.key.data = new_key()

    def submitted(self) -> bool:
        """True when this request posts the form and every field is right."""
        return request.method == "POST" and self.validate()

    def refuse(self, error: CrowdError) -> None:
        """Show a refused action at its field, or above the form."""
        message = str(error.message or error.title)
        field = getattr(error, "field", None)
        if field and field in self._fields:
            errors = self._fields[field].errors
            self._fields[field].errors = [*errors, message]
        else:
            self.form_errors.append(message)


def choices(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """(value, label) pairs as WTForms wants them."""
    return [SelectChoice(value, label) for value, label in pairs]


def strip(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def clean_line(value: Any) -> Any:
    """One line: no control characters, no runs of spaces."""
    if not isinstance(value, str):
        return value
    return " ".join("".join(c for c in value if c.isprintable() or c.isspace()).split())


def clean_text(value: Any) -> Any:
    """Text of several lines: newlines as one kind, no control characters."""
    if not isinstance(value, str):
        return value
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in value if c in "\n\t" or c.isprintable()).strip()


def required(message: Any = None) -> DataRequired:
    return DataRequired(message=message or _l("Vul dit nog in."))


def at_most(n: int) -> Length:
    return Length(max=n, message=_l("Dit is te lang. Er passen %(max)d tekens in."))


def writable(_form: Any, field: Field) -> None:
    """Markdown that we can render safely and quickly."""
    text = field.data or ""
    if len(text) > markdown.MAX_LENGTH:
        raise ValidationError(
            _("Dit is te lang. Er passen %(max)d tekens in.", max=markdown.MAX_LENGTH)
        )
    if markdown.too_complex(text):
        raise ValidationError(
            _("Er staan te veel haken en tekens in om je tekst op te maken. Haal er wat weg.")
        )
