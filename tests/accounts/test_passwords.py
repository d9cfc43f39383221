from collections.abc import Callable
from typing import Any

import pytest
from argon2 import PasswordHasher

from crowd.accounts.models import Person
from crowd.core.db import db
from tests.client import Client

AsPerson = Callable[[Person], Client]
NEW = "een giraf op schaatsen"


@pytest.fixture
def transactions(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For each hash that argon2 makes: was a transaction open?"""
    seen: list[bool] = []

    def spied(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            seen.append(db.session().in_transaction())
            return real(*args)

        return call

    monkeypatch.setattr(PasswordHasher, "hash", spied(PasswordHasher.hash))
    monkeypatch.setattr(PasswordHasher, "verify", spied(PasswordHasher.verify))
    return seen


def test_nobody_waits_for_a_hash(
    as_: AsPerson, client: Client, vera: Person, transactions: list[bool]
) -> None:
    here = as_(vera)
    client.post("/inloggen", {"email": vera.email, "password": "niet-het-goede"})
    client.post("/inloggen", {"email": "niemand@example.org", "password": "niet-het-goede"})
    client.post("/aanmelden", {"name": "Eva", "email": "eva@example.org", "password": NEW})
    fields = {"current_password": "demo-wachtwoord", "password": NEW}
    assert here.post("/ik/instellingen/wachtwoord", fields).status_code == 303
    assert transactions == [False] * 6


def test_the_same_password_typed_on_another_keyboard_is_the_same(client: Client) -> None:
    composed, decomposed = "caf\u00e9 met een giraf", "cafe\u0301 met een giraf"
    client.post("/aanmelden", {"name": "Eva", "email": "eva@example.org", "password": composed})
    client.login("eva@example.org", decomposed)
