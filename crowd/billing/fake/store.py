"""The state of the embedded Stripe: objects and events as JSON, in a SQLite file of its own."""

import json
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from crowd.core.clock import now

Object = dict[str, Any]

TABLES = """
CREATE TABLE IF NOT EXISTS object (
    seq INTEGER PRIMARY KEY, id TEXT UNIQUE, kind TEXT, customer TEXT, body TEXT);
CREATE INDEX IF NOT EXISTS object_kind ON object (kind, customer);
CREATE TABLE IF NOT EXISTS event (
    seq INTEGER PRIMARY KEY, id TEXT UNIQUE, created INTEGER, body TEXT, sent INTEGER DEFAULT 0);
CREATE TABLE IF NOT EXISTS answer (key TEXT PRIMARY KEY, asked TEXT, status INTEGER, body TEXT);
CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value INTEGER);
"""


def new_id(prefix: str) -> str:
    return f"{prefix}_{secrets.token_hex(12)}"


class Account:
    """What one transaction sees and changes. Names that begin with _ are never shown."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.db = connection
        self.now = int(now().timestamp())
        self.emitted = 0

    def get(self, id_: str) -> Object | None:
        row = self.db.execute("SELECT body FROM object WHERE id = ?", (id_,)).fetchone()
        found: Object | None = json.loads(row[0]) if row else None
        return found

    def put(self, thing: Object) -> Object:
        customer = thing["id"] if thing["object"] == "customer" else thing.get("customer")
        self.db.execute(
            "INSERT INTO object (id, kind, customer, body) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET body = excluded.body",
            (thing["id"], thing["object"], customer, json.dumps(thing)),
        )
        return thing

    def every(self, kind: str, customer: str | None = None) -> list[Object]:
        """The newest first, as Stripe lists them."""
        rows = self.db.execute(
            "SELECT body FROM object WHERE kind = ? AND (? IS NULL OR customer = ?)"
            " ORDER BY seq DESC",
            (kind, customer, customer),
        )
        return [json.loads(row[0]) for row in rows]

    def count(self, name: str) -> int:
        """1, 2, 3 … for numbers of invoices."""
        row = self.db.execute(
            "INSERT INTO counter VALUES (?, 1)"
            " ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
            (name,),
        ).fetchone()
        return int(row[0])

    def emit(self, type_: str, thing: Object) -> None:
        """Something happened: an event with the object as it is now."""
        event = {
            "id": new_id("evt"),
            "object": "event",
            "api_version": None,
            "created": self.now,
            "data": {"object": shown(thing)},
            "livemode": False,
            "pending_webhooks": 1,
            "request": {"id": None, "idempotency_key": None},
            "type": type_,
        }
        self.db.execute(
            "INSERT INTO event (id, created, body) VALUES (?, ?, ?)",
            (event["id"], self.now, json.dumps(event)),
        )
        self.emitted += 1

    def events(self, since: int = 0) -> list[Object]:
        rows = self.db.execute(
            "SELECT body FROM event WHERE created >= ? ORDER BY seq DESC", (since,)
        )
        return [json.loads(row[0]) for row in rows]

    def unsent(self) -> list[Object]:
        rows = self.db.execute("SELECT body FROM event WHERE sent = 0 ORDER BY seq")
        return [json.loads(row[0]) for row in rows]

    def mark_sent(self, id_: str) -> None:
        self.db.execute("UPDATE event SET sent = sent + 1 WHERE id = ?", (id_,))

    def times_sent(self) -> dict[str, int]:
        return dict(self.db.execute("SELECT id, sent FROM event"))

    def answered(self, key: str) -> tuple[str, int, str] | None:
        row = self.db.execute("SELECT asked, status, body FROM answer WHERE key = ?", (key,))
        found: tuple[str, int, str] | None = row.fetchone()
        return found

    def keep_answer(self, key: str, asked: str, status: int, body: str) -> None:
        self.db.execute("INSERT INTO answer VALUES (?, ?, ?, ?)", (key, asked, status, body))


def shown(thing: Any) -> Any:
    """Without what is ours alone."""
    if isinstance(thing, dict):
        return {k: shown(v) for k, v in thing.items() if not k.startswith("_")}
    return [shown(each) for each in thing] if isinstance(thing, list) else thing


class Store:
    def __init__(self, file: Path) -> None:
        self.file = file
        self.on_events: Callable[[], None] | None = None
        with closing(self._connect()) as connection:
            connection.executescript(TABLES)

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.file, timeout=10, isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=OFF")
        return connection

    @contextmanager
    def reading(self) -> Iterator[Account]:
        with closing(self._connect()) as connection:
            connection.execute("BEGIN")
            yield Account(connection)

    @contextmanager
    def open(self) -> Iterator[Account]:
        """One transaction; what it emits is told about afterwards."""
        with closing(self._connect()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            account = Account(connection)
            try:
                yield account
                connection.execute("COMMIT")
            except BaseException:
                connection.execute("ROLLBACK")
                raise
        if account.emitted and self.on_events:
            self.on_events()
