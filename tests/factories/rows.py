"""Rows for tests: each factory saves its own and gives it back detached, with its values."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask
from sqlalchemy import Select

from crowd.core.db import db

T = TypeVar("T")
_apps: list[Flask] = []


def use(app: Flask) -> None:
    _apps[:] = [app]


def do(work: Callable[[], T]) -> T:
    """Run `work` in a transaction of its own, and commit it."""
    with _apps[0].app_context():
        result = work()
        db.session.commit()
        for row in list(db.session):
            db.session.refresh(row)
        db.session.expunge_all()
        return result


def save(row: T) -> T:
    def add() -> Any:
        db.session.add(row)
        return row

    return do(add)


def found(query: Select[tuple[T]]) -> list[T]:
    """What a select of one thing finds now, detached."""
    return do(lambda: list(db.session.scalars(query)))
