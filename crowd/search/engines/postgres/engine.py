"""The engine for an installation on many machines: the copy is in the database that they share."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection

from crowd.search.documents import Document
from crowd.search.engine import Fetch, IndexBroken, Item, Results, Spelling
from crowd.search.engines.postgres import matching, rows, similar, spelling, vectors
from crowd.search.engines.postgres.copies import BUILDING, WRITING, Copies
from crowd.search.engines.postgres.server import Server, in_words
from crowd.search.finding import Search
from crowd.search.likeness import Asked
from crowd.search.meaning import Encoder

BATCH = 500
HOME = "search"

T = TypeVar("T")


class PostgresEngine:
    """Full text in PostgreSQL. `replica` is the address of a copy of the database to read."""

    def __init__(
        self, url: str, replica: str = "", home: str = HOME, encoder: Encoder | None = None
    ) -> None:
        self.encoder = encoder
        self._server = Server(url, replica, home)
        self._copies = Copies(home)

    def count(self) -> int:
        return self.read(rows.count)

    def lacking(self, kind: str) -> list[int]:
        if self.encoder is None:
            return []
        model = self.encoder.model
        return self.read(lambda connection: vectors.lacking(connection, model, kind))

    def warm(self) -> None:
        self.count()

    def close(self) -> None:
        self._server.close()

    def resembling(self, asked: Asked, kind: str, most: int = 200) -> similar.Likeness:
        return similar.resembling(self.read, self._model, asked, kind, most)

    def matching(self, search: Search, kind: str) -> Results:
        return self.read(lambda connection: matching.matching(connection, search, kind))

    def beginning(self, prefix: str, most: int = 10) -> list[Spelling]:
        return self.read(lambda connection: spelling.beginning(connection, prefix, most))

    def spelled_like(self, word: str, most: int = 5) -> list[Spelling]:
        return self.read(lambda connection: spelling.spelled_like(connection, word, most))

    def read(self, question: Callable[[Connection], T]) -> T:
        """Ask the copy that serves."""

        def ask(connection: Connection) -> T:
            self._copies.look(connection)
            return question(connection)

        return self._server.read(ask)

    def update(self, items: Iterable[Item], fetch: Fetch) -> None:
        """Bring these up to date. They are fetched under the lock, so the last word wins."""
        items = list(dict.fromkeys(items))
        with self._server.writing() as connection:
            with in_words():
                self._copies.lock(connection, WRITING)
                being_built = self._copies.note(connection, items)
                try:
                    self._copies.look(connection, patience=0)
                except IndexBroken:
                    connection.commit()
                    if being_built:  # whoever builds it takes this along
                        return
                    raise
            changes = _changes(items, fetch)
            with in_words():
                self._write(connection, *changes)
                connection.commit()

    def rebuild(self, items: Iterable[Item], fetch: Fetch) -> int:
        """A fresh copy in place of the one that serves until the switch."""
        with self._server.writing() as one_builder:
            with in_words():
                self._copies.lock(one_builder, BUILDING, whole=True)
                one_builder.commit()
            try:
                return self._rebuild(items, fetch)
            finally:
                one_builder.invalidate()  # the lock goes with the connection

    def _rebuild(self, items: Iterable[Item], fetch: Fetch) -> int:
        with self._server.writing() as connection, in_words():
            self._copies.lock(connection, WRITING)
            id = self._copies.begin(connection)
            connection.commit()
        for batch in _batches(items):
            changes = _changes(batch, fetch)
            with self._server.writing() as connection, in_words():
                self._copies.enter(connection, id)
                self._write(connection, *changes)
                connection.commit()
        with self._server.writing() as connection, in_words():
            self._copies.enter(connection, id)
            vectors.finish(connection, self.encoder)
            connection.exec_driver_sql(rows.INDEXES)
            connection.commit()
        with self._server.writing() as connection:
            with in_words():
                self._copies.lock(connection, WRITING)
                changed = self._copies.changed(connection, id)
            changes = _changes(changed, fetch)
            with in_words():
                self._copies.switch(connection, id)
                self._copies.enter(connection, id)
                self._write(connection, *changes)
                connection.commit()
                self._copies.enter(connection, id)
                count = rows.count(connection)
        with suppress(IndexBroken), self._server.writing() as connection, in_words():
            connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")  # the next one does it
            self._copies.remove(connection)
            connection.commit()
        return count

    @property
    def _model(self) -> str:
        return self.encoder.model if self.encoder else ""

    def _write(self, connection: Connection, documents: list[Document], gone: list[Item]) -> None:
        rows.write(connection, documents, gone)
        vectors.write(connection, self.encoder, documents, gone)


def _changes(items: Iterable[Item], fetch: Fetch) -> tuple[list[Document], list[Item]]:
    """What stands in the database now, and what is gone."""
    documents, gone = [], []
    for item in items:
        document = fetch(*item)
        if document is None:
            gone.append(item)
        else:
            documents.append(document)
    return documents, gone


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch
