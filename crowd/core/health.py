"""What can be wrong with an installation, said in words.

A check is `def check() -> str`: it returns what is right, or raises `Wrong` with what is not;
after the first colon come details (hosts, paths) that are not for everyone.
Rooms bring their own through the table of `init_app`.
"""

import smtplib
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

import redis
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from crowd.core import jobs, mail
from crowd.core.clock import now
from crowd.core.db import db, reading

Check = Callable[[], str]

LATE = timedelta(seconds=15)
PATIENCE = 3  # seconds
ADDRESSES = ("SQLALCHEMY_DATABASE_URI", "QUEUE_URL", "RATELIMIT_STORAGE_URI", "MAIL_URL")
# what only succeeds where one may write; nobody commits it
A_WRITE = "CREATE TABLE may_be_written (id INTEGER)"
NOT_WRITTEN = "the database can be read but not written"


class Wrong(Exception):
    """Something is not right; the words say what, and what to do."""


def reason(error: Exception) -> str:
    """What the system or a driver says, its first line, without our passwords."""
    said: BaseException = error
    if isinstance(error, DBAPIError) and error.orig is not None:
        said = error.orig
    if isinstance(said, smtplib.SMTPResponseException):
        answer = said.smtp_error
        words = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    elif isinstance(said, OSError) and said.strerror:
        words = said.strerror
    else:
        words = str(said)
    line = (words.strip() or type(said).__name__).splitlines()[0]
    for name in ADDRESSES:
        who = current_app.config[name].partition("://")[2].rpartition("@")[0]
        if password := who.partition(":")[2]:
            line = line.replace(password, "***").replace(unquote(password), "***")
    return line


def settings() -> str:
    config = current_app.config
    _may_write_in(config["DATA_DIR"], "DATA_DIR")
    if config["ENVIRONMENT"] == "production" and not config["TRUSTED_PROXIES"]:
        raise Wrong("TRUSTED_PROXIES is 0: behind a proxy every visitor seems to be the same one")
    kind = "demo" if config["DEMO"] else config["ENVIRONMENT"]
    return f"{kind}, at {config['BASE_URL']}, data in {config['DATA_DIR']}"


def database() -> str:
    """It answers, and takes what is written."""
    try:
        with reading(), db.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        raise Wrong(_no_database(error)) from error
    try:
        with db.engine.connect() as connection:
            _try_to_write(connection)
    except SQLAlchemyError as error:
        raise Wrong(f"{NOT_WRITTEN}: {reason(error)}") from error
    return f"{db.engine.dialect.name} answers and can be written"


def _try_to_write(connection: Connection) -> None:
    if connection.dialect.name != "postgresql":
        connection.execute(text(A_WRITE))
    elif connection.scalar(text("SELECT pg_is_in_recovery()")):
        raise Wrong(f"{NOT_WRITTEN}: it is a standby server")
    elif connection.scalar(text("SHOW transaction_read_only")) == "on":
        raise Wrong(f"{NOT_WRITTEN}: its transactions are read-only")


def _no_database(error: SQLAlchemyError) -> str:
    words = f"the database does not answer: {reason(error)}"
    said = getattr(error, "orig", None)
    if not isinstance(said, sqlite3.Error):
        return words
    if said.sqlite_errorcode & 0xFF == sqlite3.SQLITE_READONLY:  # our first words are a pragma
        return f"{NOT_WRITTEN}: {reason(error)}"
    file = Path(db.engine.url.database or "")
    return f"{words} ({file if file.parent.is_dir() else f'there is no folder {file.parent}'})"


def migrations() -> str:
    """Its tables are those of this code."""
    folder = current_app.extensions["migrate"].directory
    wanted = ScriptDirectory(folder).get_current_head()
    try:
        found = MigrationContext.configure(db.session.connection()).get_current_revision()
    except SQLAlchemyError as error:
        raise Wrong(f"the tables cannot be read: {reason(error)}") from error
    if found != wanted:
        raise Wrong(f"the tables are at {found or 'nothing'}, not at {wanted}: run `crowd init`")
    return f"the tables are at {wanted}"


def queue() -> str:
    """The worker takes what waits."""
    _ask_queue()
    try:
        waiting = jobs.oldest_waiting()
        failed = jobs.failed_count()
    except SQLAlchemyError as error:
        raise Wrong(f"the outbox cannot be read: {reason(error)}") from error
    if waiting and waiting < now() - LATE:
        seconds = int((now() - waiting).total_seconds())
        raise Wrong(f"a job has waited for {seconds} seconds, is `crowd worker` running?")
    return f"nothing waits too long; {failed} jobs given up" if failed else "nothing waits too long"


def _ask_queue() -> None:
    url = current_app.config["QUEUE_URL"]
    if not url.startswith("sqlite:///"):
        return _ask_redis("QUEUE_URL", url)
    file = url.removeprefix("sqlite:///")
    try:
        with closing(sqlite3.connect(file, timeout=PATIENCE, isolation_level=None)) as connection:
            connection.execute("BEGIN")
            connection.execute(A_WRITE)
    except sqlite3.Error as error:
        raise Wrong(f"QUEUE_URL cannot be written: {reason(error)} ({file})") from error


def limits() -> str:
    """Where they are counted answers."""
    url = current_app.config["RATELIMIT_STORAGE_URI"]
    if url.startswith("memory://"):
        return "each process counts for itself"
    _ask_redis("LIMITS_URL", url)
    return "Redis answers"


def _ask_redis(name: str, url: str) -> None:
    waits = {"socket_connect_timeout": PATIENCE, "socket_timeout": PATIENCE}
    try:
        with redis.Redis.from_url(url, **waits) as server:
            server.ping()
    except (redis.RedisError, OSError, ValueError) as error:
        raise Wrong(f"Redis at {name} does not answer: {reason(error)}") from error


def _may_write_in(folder: Path, name: str) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".writable").touch()
        (folder / ".writable").unlink(missing_ok=True)
    except OSError as error:
        raise Wrong(f"{name} cannot be written: {reason(error)} ({folder})") from error


def mail_box() -> str:
    url: str = current_app.config["MAIL_URL"]
    where = urlsplit(url)
    if where.scheme == "folder":
        folder = Path(unquote(where.path))
        _may_write_in(folder, "MAIL_URL")
        return f"mail is written in {folder}"
    try:
        with mail.connect(url):
            return f"the mail server {where.hostname} answers"
    except (OSError, smtplib.SMTPException) as error:
        words = f"the mail server {where.hostname} does not let us in: {reason(error)}"
        raise Wrong(words) from error


CHECKS: dict[str, Check] = {
    "settings": settings,
    "database": database,
    "migrations": migrations,
    "queue": queue,
    "limits": limits,
    "mail": mail_box,
}


def outcome(name: str) -> tuple[bool, str]:
    """Whether it is right, and the words; leaves no transaction open."""
    try:
        return True, current_app.extensions["checks"][name]()
    except Wrong as wrong:
        return False, str(wrong)
    except SQLAlchemyError as error:  # before the tables are there, no check of a room can ask
        return False, f"its tables cannot be read: {reason(error)}"
    finally:
        db.session.rollback()


def init_app(app: Flask, checks: Mapping[str, Check]) -> None:
    app.extensions["checks"] = CHECKS | dict(checks)
