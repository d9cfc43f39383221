"""The pages of an account: each module adds its own to the blueprint."""

from crowd.accounts.views import address, language, log_in, reset, settings, sign_up, unconfirmed
from crowd.accounts.views.blueprint import bp

__all__ = [
    "address",
    "bp",
    "language",
    "log_in",
    "reset",
    "settings",
    "sign_up",
    "unconfirmed",
]
