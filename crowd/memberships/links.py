"""Links that are mailed to who manages seats: signed, for one purpose, and for a limited time."""

from typing import Any, Literal
from urllib.parse import urlencode

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

Purpose = Literal["manage", "domain"]

DAY = 24 * 3600
LIFETIME: dict[Purpose, int] = {"manage": 14 * DAY, "domain": DAY}
PATHS: dict[Purpose, str] = {"manage": "/groep/beheer", "domain": "/groep/domein"}


def manage(membership_id: int, email: str) -> str:
    """For who is asked to manage; only the account with this address can use it."""
    return _link("manage", {"membership": membership_id, "email": email})


def domain(domain_id: int) -> str:
    """Proves that somebody of the school reads mail at the domain."""
    return _link("domain", {"domain": domain_id})


def read(purpose: Purpose, token: str | None) -> dict[str, Any]:
    """What a link says; nothing when it is false, old, or for something else."""
    try:
        held: dict[str, Any] = _serializer(purpose).loads(token or "", max_age=LIFETIME[purpose])
    except BadData:
        return {}
    return held


def _link(purpose: Purpose, held: dict[str, Any]) -> str:
    token = _serializer(purpose).dumps(held)
    return f"{current_app.config['BASE_URL']}{PATHS[purpose]}?{urlencode({'t': token})}"


def _serializer(purpose: Purpose) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=f"seats:{purpose}")
