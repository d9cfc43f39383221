"""Jobs of which the effect can be counted."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import text

from crowd.core.db import db
from tests.core.outbox_app import EFFECTS, HANDLERS


@pytest.fixture
def effects(app: Flask) -> Iterator[Callable[[], list[int]]]:
    """`effects()`: the numbers that jobs wrote, so far."""
    with app.app_context():
        db.session.execute(text(EFFECTS))
        db.session.commit()
    before = app.extensions["jobs"]
    app.extensions["jobs"] = before | HANDLERS

    def read() -> list[int]:
        with app.app_context():
            return list(db.session.scalars(text("SELECT number FROM effect ORDER BY number")))

    yield read
    app.extensions["jobs"] = before
    with app.app_context():
        db.session.execute(text("DROP TABLE effect"))
        db.session.commit()
