"""Passwords: hashed with argon2, and never while a transaction is open."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from crowd.core.db import between_transactions

# OWASP's lighter setting: 34 ms and 19 MiB, so that a few at a time fit on a small machine
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)

# of nobody's password: an unknown address takes as long as a wrong password
NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1$2safe5rQoOGDLWQ9jY+xJg"
    "$O16ZxSe55HZegE9jiWwyu5KrPxKonhi4HOOizKt4L9Q"
)


def hash_password(password: str) -> str:
    between_transactions()
    return HASHER.hash(_normal(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Is this the password? Takes as long when there is no hash to compare with."""
    between_transactions()
    try:
        HASHER.verify(password_hash or NOBODY, _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def _normal(password: str) -> str:
    """The same password typed on another keyboard is the same."""
    return unicodedata.normalize("NFKC", password)
