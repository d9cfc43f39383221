"""Links that are mailed: signed, for one purpose, and for a limited time.

The token stands in the query string, which our logs leave out.
"""

import hashlib
from typing import Any, Literal
from urllib.parse import urlencode

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from crowd.accounts.models import EmailChange, Person

Purpose = Literal["confirm", "reset", "change"]
Side = Literal["old", "new", "stop"]

HOUR = 3600
LIFETIME: dict[Purpose, int] = {"confirm": 24 * HOUR, "reset": HOUR, "change": 24 * HOUR}
PATHS: dict[Purpose, str] = {
    "confirm": "/bevestigen",
    "reset": "/wachtwoord",
    "change": "/adres",
}


def confirm(person: Person) -> str:
    return _link("confirm", {"person": person.id, "email": person.email})


def reset(person: Person) -> str:
    """Works once: it holds a fingerprint of the password that it replaces."""
    return _link("reset", {"person": person.id, "print": fingerprint(person)})


def change(change: EmailChange, side: Side) -> str:
    return _link("change", {"change": change.id, "email": change.new_email, "side": side})


def read(purpose: Purpose, token: str | None) -> dict[str, Any]:
    """What a link says; nothing when it is false, old, or for something else."""
    try:
        held: dict[str, Any] = _serializer(purpose).loads(token or "", max_age=LIFETIME[purpose])
    except BadData:
        return {}
    return held


def fingerprint(person: Person) -> str:
    return hashlib.sha256(f"{person.password_hash} {person.email}".encode()).hexdigest()[:16]


def site() -> str:
    """The address of this site, for mails."""
    return str(current_app.config["BASE_URL"])


def _link(purpose: Purpose, held: dict[str, Any]) -> str:
    token = _serializer(purpose).dumps(held)
    return f"{site()}{PATHS[purpose]}?{urlencode({'t': token})}"


def _serializer(purpose: Purpose) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=f"link:{purpose}")
