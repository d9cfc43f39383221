"""Connections to PostgreSQL: the main database, and a replica that is read when there is one.

They are not those of the site's own transactions: an answer or a refusal of the index leaves
these alone.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from psycopg import errors
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from crowd.search.engine import IndexBroken

CONNECT = 2  # seconds
AWAY = 10.0  # seconds that a replica that failed is left alone
MAY_VANISH = 3  # times that a reader looks again because a copy was removed under it
VANISHED = (errors.UndefinedTable, errors.InvalidSchemaName, errors.InternalError)

T = TypeVar("T")


class Server:
    """Where the copies live. Safe between threads."""

    def __init__(self, url: str, replica: str, home: str) -> None:
        self.main = _engine(url, home)
        self._replica = _engine(replica, home) if replica else None
        self._away_until = 0.0

    def close(self) -> None:
        for engine in (self.main, self._replica):
            if engine is not None:
                engine.dispose()

    def read(self, question: Callable[[Connection], T]) -> T:
        """Ask in one transaction: the replica when it can answer, else the main database."""
        if self._replica is not None and time.monotonic() > self._away_until:
            try:
                return _read(self._replica, question)
            except IndexBroken:
                self._away_until = time.monotonic() + AWAY
        return _read(self.main, question)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction in the main database; commit it, or it changes nothing."""
        with in_words():
            connection = self.main.connect()
        with connection:
            yield connection


@contextmanager
def in_words() -> Iterator[None]:
    """What the database refuses is said as a broken index."""
    try:
        yield
    except SQLAlchemyError as error:
        raise IndexBroken(_why(error)) from error


def _read(engine: Engine, question: Callable[[Connection], T]) -> T:
    for attempt in range(1, MAY_VANISH + 1):
        try:
            with engine.connect() as connection:
                return question(connection)
        except SQLAlchemyError as error:
            vanished = isinstance(error, DBAPIError) and isinstance(error.orig, VANISHED)
            if not vanished or attempt == MAY_VANISH:
                raise IndexBroken(_why(error)) from error
    raise AssertionError


def _why(error: SQLAlchemyError) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else None
    if isinstance(cause, errors.UndefinedTable):
        return "there is none in the database"
    if isinstance(cause, errors.QueryCanceled):
        return "the database takes too long to answer"
    lines = str(cause or error).splitlines()
    return f"the database says: {lines[0] if lines else type(cause).__name__}"


def _engine(url: str, home: str) -> Engine:
    spelled = make_url(url).set(drivername="postgresql+psycopg")
    return create_engine(
        spelled,
        pool_pre_ping=True,
        pool_timeout=CONNECT,
        hide_parameters=True,
        connect_args={
            "connect_timeout": CONNECT,
            "options": f'-csearch_path="{home}",public',
            "prepare_threshold": None,  # a plan depends on the words that are asked for
        },
    )
