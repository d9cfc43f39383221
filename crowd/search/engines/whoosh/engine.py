"""The folder of indexes: which one is current, and how a fresh one takes its place.

    search_index/CURRENT            the name of the folder that is read and written
    search_index/v1-20250102T...    one index, whole
    search_index/NEXT               while a rebuild runs: its folder
    search_index/CHANGED            what was written meanwhile, one key a line

An index is only a copy of what the database knows. So a missing or broken one reads as empty
and says so; rebuilding makes it whole.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import TypeVar

from whoosh.index import LockError

from crowd.search.documents import Document
from crowd.search.engine import Fetch, IndexBroken, Item, Results, Spelling
from crowd.search.engines.whoosh import matching, similar, spelling
from crowd.search.engines.whoosh.index import Index, Known
from crowd.search.engines.whoosh.schema import SCHEMA_VERSION, key
from crowd.search.finding import Search
from crowd.search.likeness import Asked
from crowd.search.meaning import Encoder

BATCH = 500
MAY_VANISH = 3  # times that a reader opens again because a writer cleaned up under it

T = TypeVar("T")


class WhooshEngine:
    """The engine that needs no server."""

    def __init__(self, folder: Path, encoder: Encoder | None = None) -> None:
        self.folder = folder
        self.encoder = encoder
        self._index: Index | None = None
        self._lock = Lock()

    def count(self) -> int:
        return self.read(lambda index: index.current().count)

    def warm(self) -> None:
        self.read(lambda index: index.warm())

    def close(self) -> None:
        with self._lock:
            if self._index is not None:
                self._index.close()
                self._index = None

    def lacking(self, kind: str) -> list[int]:
        return self.read(lambda index: index.lacking(kind)) if self.encoder else []

    def resembling(self, asked: Asked, kind: str, most: int = 200) -> similar.Likeness:
        return self.read(
            lambda index: similar.resembling(index.current(), index.vectors, asked, kind, most)
        )

    def matching(self, search: Search, kind: str) -> Results:
        return self.read(lambda index: matching.matching(index.current(), search, kind))

    def beginning(self, prefix: str, most: int = 10) -> list[Spelling]:
        return self.read(lambda index: spelling.beginning(index.current(), prefix, most))

    def spelled_like(self, word: str, most: int = 5) -> list[Spelling]:
        return self.read(lambda index: spelling.spelled_like(index.current(), word, most))

    def read(self, question: Callable[[Index], T]) -> T:
        """Ask the current index."""
        failure: Exception | None = None
        for _ in range(MAY_VANISH):
            try:
                return question(self._current())
            except Exception as error:  # scrambled files make Whoosh raise almost anything
                failure = error
                self._forget()
        raise IndexBroken(self._why(failure)) from failure

    def update(self, items: Iterable[Item], fetch: Fetch) -> None:
        """Bring these up to date. They are fetched under the lock, so the last word wins."""
        items = list(items)
        with self._exclusive("LOCK"):
            if (self.folder / "NEXT").exists():
                with (self.folder / "CHANGED").open("a") as changed:
                    changed.writelines(json.dumps(item) + "\n" for item in items)
            documents, gone = _changes(items, fetch)
            try:
                self._current().write(documents, gone)
            except LockError:
                raise
            except Exception as error:
                self._forget()
                raise IndexBroken(self._why(error)) from error

    def rebuild(self, items: Iterable[Item], fetch: Fetch) -> int:
        """A fresh index in place of the current one, which serves until the switch."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._exclusive("REBUILDING"):
            name = f"v{SCHEMA_VERSION}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
            with self._exclusive("LOCK"):
                (self.folder / "CHANGED").unlink(missing_ok=True)
                _replace(self.folder / "NEXT", name)
            fresh = Index(self.folder / name, self.encoder)
            fresh.create()
            batches = (_changes(batch, fetch)[0] for batch in _batches(dict.fromkeys(items)))
            fresh.fill(batches, self._known_vectors())
            with self._exclusive("LOCK"):
                fresh.write(*_changes(self._changed(), fetch))
                _replace(self.folder / "CURRENT", name)
                (self.folder / "NEXT").unlink()
            self._remove_others(name)
            return fresh.current().count

    def _current(self) -> Index:
        name = (self.folder / "CURRENT").read_text("utf-8").strip()
        if not name.startswith(f"v{SCHEMA_VERSION}-"):
            raise IndexBroken(f"{name or self.folder} was made by another version")
        with self._lock:
            if self._index is None or self._index.path.name != name:
                self._index = Index(self.folder / name, self.encoder)
            return self._index

    def _known_vectors(self) -> Known:
        """Those of the index that is replaced; a text is encoded once as long as it stays."""

        def known(key_: str, text: int) -> bytes | None:
            try:
                return self._current().record(key_, text)
            except Exception:  # there was no index, or it is damaged
                return None

        return known

    def _why(self, error: Exception | None) -> str:
        if isinstance(error, IndexBroken):
            return str(error)
        if not (self.folder / "CURRENT").exists():
            return f"there is none in {self.folder}"
        if isinstance(error, OSError) and error.filename:
            return f"{error.filename}: {error.strerror}"
        return f"its files in {self.folder} are damaged ({error or type(error).__name__})"

    def _forget(self) -> None:
        with self._lock:
            self._index = None

    def _changed(self) -> list[Item]:
        path = self.folder / "CHANGED"
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        return list(dict.fromkeys((kind, id) for kind, id in map(json.loads, lines)))

    def _remove_others(self, name: str) -> None:
        for path in self.folder.glob("v*-*"):
            if path.is_dir() and path.name != name:
                shutil.rmtree(path, ignore_errors=True)

    @contextmanager
    def _exclusive(self, name: str) -> Iterator[None]:
        """One process, one thread at a time; the system lets go when a process dies."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / name).open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _changes(items: Iterable[Item], fetch: Fetch) -> tuple[list[Document], list[str]]:
    """What stands in the database now, and the keys of what is gone."""
    documents, gone = [], []
    for kind, id in items:
        document = fetch(kind, id)
        if document is None:
            gone.append(key(kind, id))
        else:
            documents.append(document)
    return documents, gone


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    batch = []
    for item in items:
        batch.append(item)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _replace(path: Path, text: str) -> None:
    """Write a small file so that it is seen whole or not at all, also after a power cut."""
    fresh = path.with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
