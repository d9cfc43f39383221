from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import event

from crowd.accounts.models import Person
from crowd.core.db import db
from tests.client import Client
from tests.site.conftest import Address

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


def test_reading_a_page_writes_nothing(
    app: Flask, as_: Callable[[Person], Client], alice: Person, pages: list[Address]
) -> None:
    browser = as_(alice)
    written: list[str] = []
    asked: list[str] = []

    def note(*arguments: Any) -> None:
        statement = arguments[2].lstrip()
        asked.append(statement)
        if statement.upper().startswith(WRITES):
            written.append(f"{address}: {statement[:80]}")

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        for address in pages:
            browser.get(address.path).close()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert written == []
    assert len(asked) > len(pages)
