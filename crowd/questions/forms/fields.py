"""What the forms of a question share."""

from collections.abc import Callable, Collection
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    Field,
    IntegerField,
    ValidationError,
)

from crowd.core.forms import Form


def choice(value: Any) -> str:
    return value or ""


def among(known: Collection[str], message: Any) -> Callable[[Any, Field], None]:
    """What is chosen stands in the list; WTForms would say so in English."""

    def check(_form: Any, field: Field) -> None:
        chosen = field.data if isinstance(field.data, list) else [field.data]
        if not set(chosen) <= set(known):
            raise ValidationError(message)

    return check


class Drafted(Form):
    """A form whose text is kept while typing."""

    draft_version = 0


class Number(IntegerField):
    """A whole number, or a refusal in the reader's language."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_l("Vul een getal in.")) from None
