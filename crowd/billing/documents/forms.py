"""Where a document is mailed to."""

from flask_babel import lazy_gettext as _l

from crowd.accounts.forms import email_field
from crowd.core.forms import Form


class MailForm(Form):
    email = email_field(_l("E-mailadres van de administratie"))
