"""Which copy serves, and how a fresh one takes its place.

Each copy is a schema of its own in the database, named in `copies`; a reader looks up the one
that serves its version of the code in the transaction in which it reads. `changes` keeps what
was written while a copy is being built.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from crowd.search.engine import IndexBroken, Item
from crowd.search.engines.postgres import vectors
from crowd.search.engines.postgres.rows import SCHEMA_VERSION, TABLES

PATIENCE = 2000  # milliseconds that an answer may take

# the locks of writers: one writes at a time, and one builds
WRITING, BUILDING = "writing", "building"

HOME = """
CREATE SCHEMA IF NOT EXISTS "{home}";
CREATE TABLE IF NOT EXISTS copies (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version integer NOT NULL,
    serves boolean NOT NULL DEFAULT false
);
CREATE UNIQUE INDEX IF NOT EXISTS copies_serving ON copies (version) WHERE serves;
CREATE TABLE IF NOT EXISTS changes (
    copy integer REFERENCES copies ON DELETE CASCADE,
    kind text,
    id integer,
    PRIMARY KEY (copy, kind, id)
);
"""
# PostgreSQL does not know what a tsvector costs that it has to fetch, so it would rather read all.
LOOK = """
SELECT set_config('search_path', quote_ident(%(home)s || '_' || id) || ', public', true),
    set_config('jit', 'off', true), set_config('enable_seqscan', 'off', true),
    set_config('statement_timeout', %(patience)s, true)
FROM copies WHERE version = %(version)s AND serves
"""
NOTE = """
INSERT INTO changes (copy, kind, id)
SELECT copies.id, item.kind, item.id
FROM copies, unnest(%(kinds)s::text[], %(ids)s::int[]) AS item (kind, id) WHERE NOT serves
ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Copies:
    """The copies that live around one schema, the home of their list."""

    home: str

    def look(self, connection: Connection, patience: int = PATIENCE) -> None:
        """In this transaction `documents` and `terms` are those of the copy that serves."""
        parameters = {"home": self.home, "version": SCHEMA_VERSION, "patience": str(patience)}
        if connection.exec_driver_sql(LOOK, parameters).first() is None:
            raise IndexBroken(f"there is none of version {SCHEMA_VERSION} in the database")

    def lock(self, connection: Connection, what: str, *, whole: bool = False) -> None:
        """Wait for the others; until the transaction ends, or else until the connection does."""
        name = f"pg_advisory{'' if whole else '_xact'}_lock"
        connection.exec_driver_sql(
            f"SELECT {name}(hashtextextended(%(what)s, 0))", {"what": f"{self.home} {what}"}
        )

    def found_home(self, connection: Connection) -> None:
        connection.exec_driver_sql(HOME.format(home=self.home))

    def begin(self, connection: Connection) -> int:
        """A copy to build; what an earlier attempt left behind goes."""
        self.found_home(connection)
        self.remove(connection)
        serving: int | None = connection.exec_driver_sql(
            "SELECT id FROM copies WHERE version = %(version)s AND serves",
            {"version": SCHEMA_VERSION},
        ).scalar()
        id: int = connection.exec_driver_sql(
            "INSERT INTO copies (version) VALUES (%(version)s) RETURNING id",
            {"version": SCHEMA_VERSION},
        ).scalar_one()
        connection.exec_driver_sql(f'DROP SCHEMA IF EXISTS "{self.home}_{id}" CASCADE')
        connection.exec_driver_sql(f'CREATE SCHEMA "{self.home}_{id}"')
        self.enter(connection, id)
        connection.exec_driver_sql(TABLES)
        vectors.make(connection)
        if serving is not None:
            vectors.take_along(connection, f"{self.home}_{serving}")
        return id

    def enter(self, connection: Connection, id: int) -> None:
        connection.exec_driver_sql(f'SET LOCAL search_path = "{self.home}_{id}", public')

    def leave(self, connection: Connection) -> None:
        connection.exec_driver_sql(f'SET LOCAL search_path = "{self.home}", public')

    def note(self, connection: Connection, items: Iterable[Item]) -> bool:
        """Keep what changes for the copies that are being built; whether one of ours is."""
        items = list(items)
        connection.exec_driver_sql(
            NOTE, {"kinds": [kind for kind, _ in items], "ids": [id for _, id in items]}
        )
        return bool(
            connection.exec_driver_sql(
                "SELECT EXISTS (SELECT FROM copies WHERE version = %(version)s AND NOT serves)",
                {"version": SCHEMA_VERSION},
            ).scalar_one()
        )

    def changed(self, connection: Connection, id: int) -> list[Item]:
        rows = connection.exec_driver_sql(
            "SELECT kind, id FROM changes WHERE copy = %(id)s", {"id": id}
        )
        return [(kind, id) for kind, id in rows]

    def switch(self, connection: Connection, id: int) -> None:
        """From now on this one serves."""
        connection.exec_driver_sql(
            "UPDATE copies SET serves = false WHERE version = %(version)s AND serves",
            {"version": SCHEMA_VERSION},
        )
        connection.exec_driver_sql("UPDATE copies SET serves = true WHERE id = %(id)s", {"id": id})

    def remove(self, connection: Connection) -> None:
        """What serves no more, or never came to it. Copies of a newer version stay: those who
        use it have yet to come."""
        rows = connection.exec_driver_sql(
            "DELETE FROM copies WHERE NOT serves AND version <= %(version)s RETURNING id",
            {"version": SCHEMA_VERSION},
        ).all()
        for (id,) in rows:
            connection.exec_driver_sql(f'DROP SCHEMA IF EXISTS "{self.home}_{id}" CASCADE')
