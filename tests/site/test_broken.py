from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import text

from crowd.accounts.models import Person
from crowd.app import create_app
from crowd.core.db import db
from crowd.core.web import door
from tests.client import Client


@pytest.fixture
def breaking(app: Flask) -> Iterator[Flask]:
    """The application as it runs for people, with a page that is not right."""
    other = create_app({**app.config, "TESTING": False})

    @other.get("/kapot")
    @door("account")
    def broken() -> str:
        db.session.execute(text("SELECT nothing FROM nowhere WHERE secret = 'geheim'"))
        return ""

    yield other
    with other.app_context():
        db.engine.dispose()


def test_our_own_mistake_is_said_in_words(
    breaking: Flask, alice: Person, caplog: pytest.LogCaptureFixture
) -> None:
    answer = Client(breaking).login(alice.email).get("/kapot?zoek=geheim")
    assert answer.status_code == 500
    assert "Er ging iets mis bij ons" in answer.text
    assert "Code: " in answer.text
    assert "nowhere" not in answer.text
    assert "zoek=geheim" not in caplog.text
