"""One segment of the index as arrays. It never changes; what is deleted is a mask over it."""

import struct
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import islice
from threading import RLock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import TermNotFound

from crowd.search.engines.whoosh import arrays, postings
from crowd.search.engines.whoosh.arrays import Arrays
from crowd.search.engines.whoosh.pieces import Pieces
from crowd.search.engines.whoosh.postings import Cache, Positions, Postings
from crowd.search.engines.whoosh.schema import GRAMS, PLACE

PLACE_TYPE = np.dtype([("id", "<i8"), ("vector", "<i4"), ("model", "<u4")])
Mask = NDArray[np.bool_]


class Segment:
    """What stays the same as long as the segment exists; shared by the pictures of the index.
    Whoosh's readers are not safe between threads, so each look into its files holds the lock."""

    def __init__(self, name: str, reader: Any, arrays: Arrays, cache: Cache, lock: RLock) -> None:
        self.name = name
        self.reader = reader  # a fresh one after each change of the index
        self.size: int = reader.doc_count_all()
        self.pieces = Pieces(arrays)
        self._arrays = arrays
        self._cache, self._lock = cache, lock

    @property
    def places(self) -> NDArray[Any]:
        """Of each document its id, where its vector stands, and of which model that is."""
        assert PLACE_TYPE.itemsize == PLACE.size
        return self._arrays["places"].view(PLACE_TYPE)

    @cached_property
    def vocabulary(self) -> "Vocabulary":
        return Vocabulary(self._counted())

    def _counted(self) -> Iterator[tuple[str, int]]:
        with self._lock:
            terms = self.reader.iter_field("plain")
        while some := self._some(terms):
            yield from some

    def _some(self, terms: Iterator[tuple[bytes, Any]]) -> list[tuple[str, int]]:
        """A thousand at a time, so that others need not wait."""
        with self._lock:
            return [(term.decode(), info.doc_frequency()) for term, info in islice(terms, 1_000)]

    def lengths(self, field: str) -> NDArray[np.float32]:
        return self.pieces.lengths if field == GRAMS else self._arrays[arrays.LENGTHS + field]

    def postings(self, field: str, term: str) -> Postings | None:
        """Also those of documents that are deleted by now."""
        found = self._kept((self.name, field, term), self._read)
        assert not isinstance(found, Positions)
        return found

    def positions(self, field: str, term: str) -> Positions | None:
        found = self._kept((self.name, field, term, "positions"), self._read_positions)
        assert not isinstance(found, Postings)
        return found

    def _kept(
        self, key: tuple[str, ...], read: Callable[[str, str], Postings | Positions | None]
    ) -> Postings | Positions | None:
        with self._lock:
            if key not in self._cache:
                self._cache.put(key, read(key[1], key[2]))
            return self._cache.get(key)

    def _read(self, field: str, term: str) -> Postings | None:
        if field == GRAMS:
            return self.pieces.postings(term)
        if field not in arrays.SELDOM:
            return arrays.found(self._arrays, field, term)
        matcher = self._matcher(field, term)
        return None if matcher is None else postings.read(matcher)

    def _read_positions(self, field: str, term: str) -> Positions | None:
        matcher = self._matcher(field, term)
        return None if matcher is None else postings.read_positions(matcher)

    def _matcher(self, field: str, term: str) -> Any:
        try:
            return self.reader.postings(field, term)
        except (TermNotFound, struct.error):  # a term may be longer than a key can be
            return None


class Vocabulary:
    """The plain words of a segment, in order, and by what letters they have."""

    def __init__(self, counted: Iterator[tuple[str, int]]) -> None:
        self.words: list[str] = []
        counts = array("i")
        for word, count in counted:
            self.words.append(word)
            counts.append(count)
        self.counts = np.array(counts, np.int32)
        self.lengths = np.fromiter(map(len, self.words), np.int16)
        self.letters = np.fromiter(map(letters, self.words), np.uint64)

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
