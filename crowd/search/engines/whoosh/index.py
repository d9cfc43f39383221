"""One index in one folder, on Whoosh's public API: writing and opening it.

Whoosh keeps the postings, the segments and the locks; how likely a document is meant, is
reckoned here. `Searcher.refresh()` shows deleted documents in every fork of Whoosh: a fresh
searcher is opened instead when the index has changed.
"""

import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from whoosh import index

from crowd.search.documents import Document
from crowd.search.engines.whoosh.schema import fields_of, schema
from crowd.search.engines.whoosh.snapshot import Snapshot

PATIENCE = 60.0  # seconds that a writer waits for another

T = TypeVar("T")


class Index:
    """An index in a folder. Safe between threads and between processes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._index: index.FileIndex | None = None
        self._snapshot: Snapshot | None = None
        self._generation = -1
        self._lock = threading.RLock()

    def create(self) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        index.create_in(str(self.path), schema())

    def write(self, documents: Iterable[Document], gone: Iterable[str] = ()) -> None:
        """Put documents in place of what stands there under their key; remove what is gone."""
        writer = self._opened().writer(timeout=PATIENCE, delay=0.05)
        try:
            for key_ in gone:
                writer.delete_by_term("key", key_)
            for document in documents:
                writer.update_document(**fields_of(document))
        except BaseException:
            writer.cancel()
            raise
        writer.commit()

    def read(self, question: Callable[[Snapshot], T]) -> T:
        """Ask the index as it is now. One at a time: Whoosh's readers are not thread-safe."""
        with self._lock:
            opened = self._opened()
            if self._snapshot is None or opened.latest_generation() != self._generation:
                self.close()
                self._generation = opened.latest_generation()
                self._snapshot = Snapshot(opened.searcher())
            return question(self._snapshot)

    def close(self) -> None:
        with self._lock:
            if self._snapshot is not None:
                self._snapshot.close()
                self._snapshot = None

    def _opened(self) -> index.FileIndex:
        if self._index is None:
            self._index = index.open_dir(str(self.path))
        return self._index
