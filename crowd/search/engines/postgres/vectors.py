"""What documents mean, as vectors of pgvector; without that extension search goes by words.

A vector is kept as it is seen from the middle of all: what all texts here have in common tells
nothing. The middle moves while there are few; of thousands it hardly does any more. Each vector
has the name of its model, and the checksum of its text: it stays as long as that does.
"""

import zlib
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from crowd.search.documents import Document
from crowd.search.engine import Item
from crowd.search.meaning import DIMENSIONS, Encoder, text_of

Vector = NDArray[np.float32]

AT_ONCE = 64  # texts that are encoded together
FEW = 20  # of so few texts what they have in common is half taken away
ENOUGH = 5_000  # texts that say where the middle is
NEAREST = 400

# With 2 kB in its row, or PostgreSQL would look up each apart.
TABLES = f"""
CREATE TABLE vectors (
    kind text NOT NULL,
    id integer NOT NULL,
    model text NOT NULL,
    text bigint NOT NULL,
    meaning vector({DIMENSIONS}) NOT NULL,
    PRIMARY KEY (kind, id)
);
ALTER TABLE vectors ALTER meaning SET STORAGE PLAIN;
CREATE TABLE middle (
    model text NOT NULL,
    documents integer NOT NULL,
    place vector({DIMENSIONS}) NOT NULL
);
"""
INDEXES = """
SET LOCAL maintenance_work_mem = '512MB';
CREATE INDEX vectors_meaning ON vectors USING hnsw (meaning vector_cosine_ops);
ANALYZE vectors;
"""
THERE = "SELECT to_regclass(quote_ident(current_schema()) || '.vectors') IS NOT NULL"
INSTALLED = "SELECT to_regtype('vector') IS NOT NULL"
OFFERED = "SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector')"
MIDDLE = "SELECT model, documents, place::text FROM middle"
AVERAGE = "SELECT count(*), avg(meaning)::text FROM vectors"
KNOWN = """
SELECT kind, id, model, text
FROM vectors JOIN unnest(%(kinds)s::text[], %(ids)s::int[]) AS item (kind, id) USING (kind, id)
"""
PUT = """
INSERT INTO vectors (kind, id, model, text, meaning)
VALUES (%(kind)s, %(id)s, %(model)s, %(text)s, %(meaning)s::vector)
ON CONFLICT (kind, id) DO UPDATE
SET model = excluded.model, text = excluded.text, meaning = excluded.meaning
"""
REMOVE = """
DELETE FROM vectors USING unnest(%(kinds)s::text[], %(ids)s::int[]) AS item (kind, id)
WHERE vectors.kind = item.kind AND vectors.id = item.id
"""
LEFT_OVER = """
DELETE FROM vectors WHERE NOT EXISTS (
    SELECT FROM documents WHERE documents.kind = vectors.kind AND documents.id = vectors.id
)
"""
LACKING = """
SELECT id FROM documents LEFT JOIN vectors USING (kind, id)
WHERE kind = %(kind)s AND model IS DISTINCT FROM %(model)s ORDER BY id
"""
NEAREST_FIRST = """
SELECT id FROM vectors WHERE kind = %(kind)s AND model = %(model)s
ORDER BY meaning <=> %(vector)s::vector LIMIT %(most)s
"""
COSINES = """
SELECT id, 1 - (meaning <=> %(vector)s::vector) FROM vectors
WHERE kind = %(kind)s AND id = ANY(%(ids)s) AND model = %(model)s
"""


def make(connection: Connection) -> None:
    """Tables for vectors, where the extension is there or we may install it."""
    if not connection.exec_driver_sql(INSTALLED).scalar_one():
        if not connection.exec_driver_sql(OFFERED).scalar_one():
            return
        try:
            with connection.begin_nested():
                connection.exec_driver_sql("CREATE EXTENSION vector SCHEMA public")
        except DBAPIError:  # for who owns the server to do
            return
    connection.exec_driver_sql(TABLES)


def there(connection: Connection) -> bool:
    found: bool = connection.exec_driver_sql(THERE).scalar_one()
    return found


def write(
    connection: Connection,
    encoder: Encoder | None,
    documents: Sequence[Document],
    gone: Iterable[Item],
) -> None:
    """A vector for each document whose text is new or has changed; none for what is gone.
    Without an encoder a new text has none, until `lacking` tells so to who has one."""
    if not there(connection):
        return
    texts = {(d.kind, d.id): text_of(d.title, d.body) for d in documents}
    sums = {item: zlib.crc32(text.encode(errors="replace")) for item, text in texts.items()}
    held = connection.exec_driver_sql(KNOWN, _items(texts))
    known = {(row.kind, row.id): (row.model, row.text) for row in held}
    changed = [item for item in known if known[item][1] != sums[item]]
    connection.exec_driver_sql(REMOVE, _items([*gone, *changed]))
    if encoder is None:
        return
    fresh = [item for item in texts if known.get(item) != (encoder.model, sums[item])]
    middle = _middle(connection, encoder.model)
    for start in range(0, len(fresh), AT_ONCE):
        some = fresh[start : start + AT_ONCE]
        vectors = encoder.encode([texts[item] for item in some])
        rows = [
            {
                "kind": kind,
                "id": id,
                "model": encoder.model,
                "text": sums[kind, id],
                "meaning": _told(vector - middle.place),
            }
            for (kind, id), vector in zip(some, vectors, strict=True)
        ]
        connection.exec_driver_sql(PUT, rows)
    if fresh and middle.documents < ENOUGH:
        _move(connection, encoder.model, middle)


def finish(connection: Connection, encoder: Encoder | None) -> None:
    """What a fresh copy needs before it serves."""
    if not there(connection):
        return
    connection.exec_driver_sql(LEFT_OVER)
    if encoder is not None:
        _move(connection, encoder.model, _middle(connection, encoder.model), always=True)
    connection.exec_driver_sql(INDEXES)


def take_along(connection: Connection, other: str) -> None:
    """The vectors of the copy in another schema, as it sees them."""
    seen = connection.exec_driver_sql(
        "SELECT to_regclass(%(name)s) IS NOT NULL", {"name": f'"{other}".vectors'}
    )
    if there(connection) and seen.scalar_one():
        for table in ("vectors", "middle"):
            statement = f'INSERT INTO {table} SELECT * FROM "{other}".{table}'  # noqa: S608
            connection.exec_driver_sql(statement)


def lacking(connection: Connection, model: str, kind: str) -> list[int]:
    """The documents that have no vector of this model."""
    if not there(connection):
        return []
    found = connection.exec_driver_sql(LACKING, {"kind": kind, "model": model})
    return list(found.scalars())


class Near:
    """What is near to a vector, as far as this copy can tell."""

    def __init__(self, connection: Connection, model: str, kind: str, vector: Vector) -> None:
        self._connection = connection
        place = _middle(connection, model).place
        self._parameters = {"kind": kind, "model": model, "vector": _told(vector - place)}

    def nearest(self) -> list[int]:
        self._connection.exec_driver_sql(f"SET LOCAL hnsw.ef_search = {NEAREST}")
        found = self._connection.exec_driver_sql(
            NEAREST_FIRST, self._parameters | {"most": NEAREST}
        )
        return list(found.scalars())

    def cosines(self, ids: list[int]) -> dict[int, float]:
        rows = self._connection.exec_driver_sql(COSINES, self._parameters | {"ids": ids})
        return {id: max(cosine, 0.0) for id, cosine in rows}


class _Middle:
    def __init__(self, documents: int, place: Vector) -> None:
        self.documents = documents  # on how many it was reckoned
        self.place = place


def _middle(connection: Connection, model: str) -> _Middle:
    row = connection.exec_driver_sql(MIDDLE).first()
    if row is None or row.model != model:
        return _Middle(0, np.zeros(DIMENSIONS, np.float32))
    return _Middle(row.documents, _heard(row.place))


def _move(connection: Connection, model: str, middle: _Middle, *, always: bool = False) -> None:
    """Reckon the middle anew when there are twice as many as when it was last."""
    connection.exec_driver_sql("DELETE FROM vectors WHERE model <> %(model)s", {"model": model})
    count, average = connection.exec_driver_sql(AVERAGE).one()
    if not count or (count < 2 * middle.documents and not always):
        return
    place = (middle.place + _heard(average)) * (count / (count + FEW))
    connection.exec_driver_sql(
        "UPDATE vectors SET meaning = meaning - %(moved)s::vector",
        {"moved": _told(place - middle.place)},
    )
    connection.exec_driver_sql("DELETE FROM middle")
    connection.exec_driver_sql(
        "INSERT INTO middle VALUES (%(model)s, %(documents)s, %(place)s::vector)",
        {"model": model, "documents": count, "place": _told(place)},
    )


def _items(items: Iterable[Item]) -> dict[str, object]:
    pairs = list(items)
    return {"kinds": [kind for kind, _ in pairs], "ids": [id for _, id in pairs]}


def _told(vector: Vector) -> str:
    return f"[{','.join(map(str, vector.tolist()))}]"


def _heard(text: str) -> Vector:
    return np.array(text.strip("[]").split(","), np.float32)
