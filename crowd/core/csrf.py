"""The token of a form, in another dress on each page: a compressed page then tells no one what it
is (BREACH). A dress is random bytes, followed by the token mixed with them."""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from flask import g
from flask_wtf.csrf import generate_csrf, validate_csrf


def _mix(text: bytes, with_: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(text, with_, strict=True))


def dress(token: str) -> str:
    plain = token.encode()
    mask = secrets.token_bytes(len(plain))
    return urlsafe_b64encode(mask + _mix(plain, mask)).decode()


def csrf_token() -> str:
    """The token for this page; the same in each of its forms."""
    if "dressed" not in g:
        g.dressed = dress(generate_csrf())
    return str(g.dressed)


def check(dressed: str | None) -> None:
    """Raises ValidationError when this is not the token of the session."""
    try:
        raw = urlsafe_b64decode(dressed or "")
        token = _mix(raw[len(raw) // 2 :], raw[: len(raw) // 2]).decode()
    except ValueError:
        token = ""
    validate_csrf(token)
