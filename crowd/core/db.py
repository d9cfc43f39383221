"""The database: one declarative base, aware times, and transactions that fit SQLite and PostgreSQL.

One transaction per request, job or command. On SQLite a transaction that may write begins
with BEGIN IMMEDIATE, so that two writers wait for each other instead of failing halfway.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TypeVar

from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, MetaData, String, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry
from sqlalchemy.types import TypeDecorator

from config import ROOT
from crowd.core.clock import now

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


T = TypeVar("T")


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment; SQLite keeps it as naive UTC, PostgreSQL as timestamptz."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time; use clock.now()")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    registry = registry(
        metadata=MetaData(naming_convention=NAMING), type_annotation_map={datetime: UTCDateTime}
    )


class Written:
    """What everything that people write has: language, version, and the times of its life.

    `html_version` says which renderer made the HTML that is stored beside each text.
    """

    html_version: Mapped[int]
    lang: Mapped[str] = mapped_column(String(5), default="nl")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]


# hide_parameters: what people type never reaches a log through an error message
db = SQLAlchemy(model_class=Base, engine_options={"hide_parameters": True})
migrate = Migrate()

_may_write: ContextVar[bool] = ContextVar("may_write", default=True)


@contextmanager
def reading() -> Iterator[None]:
    """Transactions that begin inside do not take SQLite's write lock."""
    token = _may_write.set(False)
    try:
        yield
    finally:
        _may_write.reset(token)


def set_reading(value: bool) -> None:
    _may_write.set(not value)


@event.listens_for(Engine, "connect")
def _configure_sqlite(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _may_write.get() else "BEGIN")


def insert(model: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that knows ON CONFLICT, in this database's dialect."""
    on_postgres = db.session.get_bind().dialect.name == "postgresql"
    return postgresql.insert(model) if on_postgres else sqlite.insert(model)


def between_transactions() -> None:
    """Let go of what was read, before something slow: SQLite has one writer, who waits for us."""
    if db.session.new or db.session.dirty or db.session.deleted:
        raise RuntimeError("something was changed already; do the slow work first")
    db.session.rollback()


def apart(work: Callable[[], T]) -> T:
    """Run `work` in a short transaction of its own, for what must stand before something slow."""
    between_transactions()
    try:
        result = work()
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    return result


def lock(key: int) -> None:
    """Let only one transaction with this key go on at a time (SQLite has one writer already)."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def init_app(app: Flask) -> None:
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
