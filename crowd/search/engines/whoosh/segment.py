"""One segment of the index as arrays. It never changes; what is deleted is a mask over it."""

import struct
from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import islice
from threading import RLock
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import TermNotFound

from crowd.search.engines.whoosh import postings
from crowd.search.engines.whoosh.pieces import Pieces
from crowd.search.engines.whoosh.postings import Cache, Positions, Postings
from crowd.search.engines.whoosh.schema import PLACE

PLACE_TYPE = np.dtype([("id", "<i8"), ("vector", "<i4"), ("model", "<u4")])
Mask = NDArray[np.bool_]
GRAMS = "grams"  # pieces of words, which are no field of Whoosh's

T = TypeVar("T")


class Segment:
    """What stays the same as long as the segment exists; shared by the pictures of the index.
    Whoosh's readers are not safe between threads, so each look into the files holds the lock."""

    def __init__(self, name: str, reader: Any, cache: Cache, lock: RLock) -> None:
        self.name = name
        self.reader = reader  # a fresh one after each change of the index
        self.size: int = reader.doc_count_all()
        self._cache, self._lock = cache, lock
        self._lengths: dict[str, NDArray[np.float32]] = {}

    @cached_property
    def places(self) -> NDArray[Any]:
        """Of each document its id, where its vector stands, and of which model that is."""
        assert PLACE_TYPE.itemsize == PLACE.size
        with self._lock:
            column = self.reader.column_reader("place", translate=False)
            return np.frombuffer(b"".join(column), PLACE_TYPE)

    @cached_property
    def vocabulary(self) -> "Vocabulary":
        counted: list[tuple[str, int]] = []
        with self._lock:
            terms = self.reader.iter_field("plain")
        while some := self._some(terms):
            counted += some
        return Vocabulary(counted)

    @cached_property
    def pieces(self) -> Pieces:
        words = self.vocabulary.words
        with self._lock:
            said = list(self.reader.column_reader("words", translate=False))
        return Pieces(words, said)

    def _some(self, terms: Iterator[tuple[bytes, Any]]) -> list[tuple[str, int]]:
        """A thousand at a time, so that others need not wait."""
        with self._lock:
            return [(term.decode(), info.doc_frequency()) for term, info in islice(terms, 1_000)]

    def lengths(self, field: str) -> NDArray[np.float32]:
        if field == GRAMS:
            return self.pieces.lengths
        found = self._lengths.get(field)
        if found is None:
            with self._lock:
                length = self.reader.doc_field_length
                counted = (length(number, field) or 0 for number in range(self.size))
                found = np.fromiter(counted, np.float32, self.size)
            self._lengths[field] = found
        return found

    def postings(self, field: str, term: str) -> Postings | None:
        """Also those of documents that are deleted by now."""
        pieces = self.pieces if field == GRAMS else None
        with self._lock:
            key = (self.name, field, term)
            if key not in self._cache:
                found = pieces.postings(term) if pieces else self._read(postings.read, field, term)
                self._cache.put(key, found)
            kept = self._cache.get(key)
        assert not isinstance(kept, Positions)
        return kept

    def positions(self, field: str, term: str) -> Positions | None:
        with self._lock:
            key = (self.name, field, term, "positions")
            if key not in self._cache:
                self._cache.put(key, self._read(postings.read_positions, field, term))
            kept = self._cache.get(key)
        assert not isinstance(kept, Postings)
        return kept

    def _read(self, read: Callable[[Any], T], field: str, term: str) -> T | None:
        try:
            matcher = self.reader.postings(field, term)
        except (TermNotFound, struct.error):  # a term may be longer than a key can be
            return None
        return read(getattr(matcher, "child", matcher))  # below the filter of deletions


class Vocabulary:
    """The plain words of a segment, in order, and by what letters they have."""

    def __init__(self, counted: list[tuple[str, int]]) -> None:
        self.words = [word for word, _ in counted]
        self.counts = np.array([count for _, count in counted], np.int32)
        self.lengths = np.array([len(word) for word in self.words], np.int16)
        self.letters = np.array([letters(word) for word in self.words], np.uint64)

    def most_used(self, most: int) -> list[str]:
        return [self.words[at] for at in np.argsort(-self.counts, kind="stable")[:most]]

    def beginning(self, prefix: str) -> Iterator[tuple[str, int]]:
        for at in range(bisect_left(self.words, prefix), len(self.words)):
            if not self.words[at].startswith(prefix):
                return
            yield self.words[at], int(self.counts[at])

    def like(self, word: str, distance: int) -> Iterator[str]:
        """Words that may be as near as that: about as long, of about the same letters."""
        if not self.words:
            return
        other = np.bitwise_count(self.letters ^ np.uint64(letters(word)))
        near = (np.abs(self.lengths - len(word)) <= distance) & (other <= 2 * distance)
        yield from (self.words[at] for at in np.flatnonzero(near))


def letters(word: str) -> int:
    """A bit for each letter that occurs."""
    found = 0
    for letter in word:
        found |= 1 << (ord(letter) & 63)
    return found
