"""A file that is sent; it comes in `request.files`, not in a field of its own."""

from flask_babel import lazy_gettext as _l
from wtforms import FileField, StringField

from crowd.core.forms import Form, at_most, clean_line

ALT_LENGTH = 300


class FileForm(Form):
    file = FileField(_l("Foto of bestand"))
    alt = StringField(
        _l("Wat is er op de foto te zien?"),
        filters=[lambda value: clean_line(value or "")],
        validators=[at_most(ALT_LENGTH)],
    )
