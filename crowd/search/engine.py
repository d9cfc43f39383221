"""One index in one folder, on Whoosh's public API: what is in it, writing and opening it.

Whoosh keeps the postings, the segments and the locks; how likely a document is meant, is
reckoned in `scoring`. The fields hold terms that `dutch` made, joined by spaces, so no analyzer
is pickled into the index. `Searcher.refresh()` shows deleted documents in every fork of Whoosh:
a fresh searcher is opened instead when the index has changed.
"""

import threading
from collections.abc import Callable, Iterable
from itertools import chain
from pathlib import Path
from typing import TypeVar

from whoosh import index
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, TEXT, Schema

from crowd.search.compounds import parts
from crowd.search.concepts import concepts_in
from crowd.search.documents import Document
from crowd.search.dutch import Word, normal, words
from crowd.search.scoring import Snapshot

SCHEMA_VERSION = 1  # higher when fields or analysis change: an older index is not opened
PATIENCE = 60.0  # seconds that a writer waits for another
GRAM = 5
TEXTS = ("title", "body", "experiences", "harvest")

T = TypeVar("T")


def schema() -> Schema:
    return Schema(
        key=ID(unique=True, stored=True),
        kind=ID(),
        **{name: _terms(phrase=True) for name in TEXTS},
        parts=_terms(),
        grams=_terms(),
        concepts=_terms(),
    )


def _terms(*, phrase: bool = False) -> TEXT:
    return TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=phrase)


def key(kind: str, id: int) -> str:
    return f"{kind}:{id}"


def grams(plain: str) -> list[str]:
    """Overlapping pieces of a word, its beginning marked; they meet where stems do not."""
    marked = "^" + plain
    return [marked[at : at + GRAM] for at in range(max(1, len(marked) - GRAM + 1))]


def fields_of(document: Document) -> dict[str, str]:
    texts = {name: normal(getattr(document, name)) for name in TEXTS}
    found = {name: list(words(text, document.lang)) for name, text in texts.items()}
    question = found["title"] + found["body"]
    about = f"{texts['title']}\n{texts['body']}"
    return {
        "key": key(document.kind, document.id),
        "kind": document.kind,
        **{name: _joined(some) for name, some in found.items()},
        "parts": " ".join(p for w in chain(*found.values()) for p in parts(w.plain)),
        "grams": " ".join(gram for word in question for gram in grams(word.plain)),
        "concepts": " ".join(chain(document.themes, concepts_in(about, document.lang))),
    }


def _joined(found: list[Word]) -> str:
    """The terms in reading order, so that phrases are found; a second language stands behind."""
    most = max((len(word.terms) for word in found), default=0)
    return " ".join(w.terms[n] for n in range(most) for w in found if n < len(w.terms))


class Engine:
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
