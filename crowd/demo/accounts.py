"""The people one can log in as in demo mode: address, and who they are."""

from flask_babel import lazy_gettext as _l

PASSWORD = "demo-wachtwoord"  # noqa: S105

ACCOUNTS = (
    ("lid@example.org", _l("lid, stelt vragen")),
    ("ervaren@example.org", _l("lid met veel ervaring")),
    ("collega@example.org", _l("lid op dezelfde school als het eerste")),
    ("kantoor@example.org", _l("regelt de plekken van die school, is zelf geen lid")),
    ("volger@example.org", _l("account zonder lidmaatschap")),
    ("moderator@example.org", _l("moderator")),
    ("beheer@example.org", _l("beheerder")),
)
