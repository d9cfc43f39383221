"""One index in one folder: writing it, and the picture of it that readers share.

`Searcher.refresh()` shows deleted documents in every fork of Whoosh: a fresh reader is opened
instead when the index has changed, and what is known of its segments is kept.
"""

import threading
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import index
from whoosh.filedb.filestore import FileStorage

from crowd.search.documents import Document
from crowd.search.engines.whoosh import arrays
from crowd.search.engines.whoosh.pool import TermPool
from crowd.search.engines.whoosh.postings import Cache
from crowd.search.engines.whoosh.schema import NOWHERE, PLACE, fields_of, key, schema
from crowd.search.engines.whoosh.segment import Segment
from crowd.search.engines.whoosh.snapshot import Part, Snapshot
from crowd.search.engines.whoosh.vectors import VectorFile, packed
from crowd.search.meaning import Encoder, text_of

PATIENCE = 60.0  # seconds that a writer waits for another
REMEMBERED = 20 * 1024 * 1024  # bytes of impacts and positions
LARGE = 2_000  # documents of a segment whose arrays take time to make
AT_ONCE = 64  # texts that are encoded together

Known = Callable[[str, int], bytes | None]  # a vector's record, by the key and the checksum


class Index:
    """An index in a folder. Safe between threads and between processes."""

    def __init__(self, path: Path, encoder: Encoder | None = None) -> None:
        self.path = path
        self.encoder = encoder
        self.vectors = VectorFile(path, encoder.model) if encoder else None
        self.model = self.vectors.model if self.vectors else 0
        self._index: index.FileIndex | None = None
        self._reader: Any = None
        self._snapshot: Snapshot | None = None
        self._generation = -1
        self._cache = Cache(REMEMBERED)
        self._segments: dict[str, Segment] = {}
        self._lock = threading.RLock()

    def create(self) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        index.create_in(str(self.path), schema())

    def write(self, documents: Sequence[Document], gone: Iterable[str] = ()) -> None:
        """Put documents in place of what stands there under their key; remove what is gone."""
        places = self._placed(documents, None)
        with self._writing() as writer:
            for key_ in gone:
                writer.delete_by_term("key", key_)
            for document, place in zip(documents, places, strict=True):
                writer.update_document(**fields_of(document, place, self.model))
        self.prepare()

    def fill(self, batches: Iterable[Sequence[Document]], known: Known) -> None:
        """Write what an empty index is to hold, as one segment."""
        with self._writing() as writer:
            writer.pool = TermPool()
            for documents in batches:
                places = self._placed(documents, known)
                for document, place in zip(documents, places, strict=True):
                    writer.add_document(**fields_of(document, place, self.model))
        self.prepare()

    def prepare(self) -> None:
        """Make the arrays of each segment that has none, by a reader that nobody waits for."""
        with self._opened().reader() as reader:
            for leaf, _ in reader.leaf_readers():
                if leaf.doc_count_all() and not self._arrays_of(leaf).exists():
                    arrays.of(leaf, self._arrays_of(leaf))

    @contextmanager
    def _writing(self) -> Iterator[Any]:
        writer = self._opened().writer(timeout=PATIENCE, delay=0.05)
        try:
            yield writer
        except BaseException:
            writer.cancel()
            raise
        writer.commit()

    def current(self) -> Snapshot:
        """The index as it is now; as it was before, while the arrays of a large segment are
        being made."""
        with self._lock:
            opened = self._opened()
            generation = opened.latest_generation()
            if self._snapshot is None or generation != self._generation:
                fresh = opened.reader()
                if self._snapshot is not None and self._unprepared(fresh):
                    fresh.close()
                    return self._snapshot
                if self._reader is not None:
                    self._reader.close()
                self._reader, self._generation = fresh, generation
                self._snapshot = self._pictured(fresh)
            return self._snapshot

    def warm(self) -> None:
        with self._lock:
            stale = self._opened().latest_generation() != self._generation
        if stale:  # its writer may have died before it made the arrays
            self.prepare()
        self.current().warm()

    def lacking(self, kind: str) -> list[int]:
        """The documents that have no vector."""
        now = self.current()
        return now.ids[now.of_kind(kind) & (now.vectors(self.model) == NOWHERE)].tolist()

    def record(self, key_: str, text: int) -> bytes | None:
        """The vector of a document, as long as its text has that checksum."""
        place = self._place(key_)
        if self.vectors is None or place == NOWHERE:
            return None
        record = self.vectors.records()[place]
        return record.tobytes() if record["text"] == text else None

    def close(self) -> None:
        with self._lock:
            if self._reader is not None:
                self._reader.close()
            self._reader = self._snapshot = None
            self._segments = {}
            self._generation = -1
            if self.vectors is not None:
                self.vectors.close()

    def _unprepared(self, reader: Any) -> bool:
        return any(
            leaf.doc_count_all() >= LARGE and not self._arrays_of(leaf).exists()
            for leaf, _ in reader.leaf_readers()
        )

    def _arrays_of(self, leaf: Any) -> Path:
        return self.path / f"{leaf.segment().segment_id()}.arrays"

    def _pictured(self, reader: Any) -> Snapshot:
        parts: list[Part] = []
        for leaf, start in reader.leaf_readers():
            if not leaf.doc_count_all():
                continue
            name = leaf.segment().segment_id()
            segment = self._segments.get(name)
            if segment is None:
                held = arrays.of(leaf, self._arrays_of(leaf))
                segment = Segment(name, leaf, held, self._cache, self._lock)
            segment.reader = leaf
            alive = None
            if leaf.has_deletions():
                alive = np.ones(segment.size, np.bool_)
                alive[list(leaf.segment().deleted_docs())] = False
            parts.append((segment, start, alive))
        self._segments = {segment.name: segment for segment, _, _ in parts}
        self._cache.keep_only(set(self._segments))
        return Snapshot(parts)

    def _placed(self, documents: Sequence[Document], known: Known | None) -> list[int]:
        """Where the vector of each document stands; what is new or has changed is encoded."""
        if self.encoder is None or self.vectors is None:
            return [NOWHERE] * len(documents)
        texts = [text_of(document.title, document.body) for document in documents]
        sums = [zlib.crc32(text.encode()) for text in texts]
        places: list[int | None] = []
        records: list[bytes | None] = []
        for document, text in zip(documents, sums, strict=True):
            key_ = key(document.kind, document.id)
            places.append(self._place(key_) if known is None and self.record(key_, text) else None)
            records.append(known(key_, text) if known else None)
        unknown = [n for n, place in enumerate(places) if place is None and records[n] is None]
        for start in range(0, len(unknown), AT_ONCE):
            some = unknown[start : start + AT_ONCE]
            encoded = self.encoder.encode([texts[n] for n in some])
            for n, vector in zip(some, encoded, strict=True):
                records[n] = packed(sums[n], vector)
        fresh = [(n, record) for n, record in enumerate(records) if record is not None]
        first = self.vectors.add([record for _, record in fresh])
        at = {n: first + offset for offset, (n, _) in enumerate(fresh)}
        return [at[n] if place is None else place for n, place in enumerate(places)]

    def _place(self, key_: str) -> int:
        """Where the vector of a document stands."""
        with self._lock:
            self.current()
            for leaf, _ in self._reader.leaf_readers():
                if ("key", key_) in leaf:
                    there = leaf.postings("key", key_)
                    if there.is_active():
                        column = leaf.column_reader("place", translate=False)
                        _, place, model = PLACE.unpack(column[there.id()])
                        return place if model == self.model else NOWHERE
        return NOWHERE

    def _opened(self) -> index.FileIndex:
        if self._index is None:
            # mapped into memory Whoosh would hold a copy of the whole file for each reader
            storage = FileStorage(str(self.path), supports_mmap=False)
            self._index = storage.open_index()
        return self._index
