"""Whoosh's postings as arrays: which documents of a segment have a term, and how often."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int32]
Counts = NDArray[np.uint8]
Weights = NDArray[np.float32]
Averages = tuple[float, ...]

# how often a title and a body say a term, in one byte: three bits and five
BITS = np.uint8(5)
MOST_IN_TITLE, MOST_IN_BODY = np.uint8(7), np.uint8(31)


@dataclass(slots=True)
class Postings:
    """One term in one segment; `impacts` is what it adds to a score at these average lengths,
    reckoned anew when they change."""

    numbers: Numbers
    counts: Counts
    averages: Averages = ()
    impacts: Weights | None = None

    @property
    def size(self) -> int:
        """Bytes, impacts included; what is mapped from a file takes none."""
        own = self.numbers.nbytes + self.counts.nbytes if self.numbers.flags.owndata else 0
        return 300 + 4 * len(self.numbers) + own


NOTHING = Postings(np.zeros(0, np.int32), np.zeros(0, np.uint8))


@dataclass(frozen=True, slots=True)
class Positions:
    """Where a term stands: a document and a place as one number, ascending."""

    places: NDArray[np.int64]

    @property
    def size(self) -> int:
        return 300 + 8 * len(self.places)


def read(matcher: Any) -> Postings:
    """Also those of documents that are deleted by now."""
    matcher = getattr(matcher, "child", matcher)  # below the filter of deletions
    numbers, counts = _blocks(matcher) if hasattr(matcher, "_next_block") else _one_by_one(matcher)
    return Postings(numbers, np.minimum(counts, 255).astype(np.uint8))


def together(title: Postings | None, body: Postings | None) -> Postings:
    """What a title and a body say of a term, counted apart."""
    title, body = title or NOTHING, body or NOTHING
    numbers = np.union1d(title.numbers, body.numbers)
    counts = np.zeros(len(numbers), np.uint8)
    in_title = np.minimum(title.counts, MOST_IN_TITLE) << BITS
    counts[np.searchsorted(numbers, title.numbers)] = in_title
    counts[np.searchsorted(numbers, body.numbers)] |= np.minimum(body.counts, MOST_IN_BODY)
    return Postings(numbers, counts)


def apart(counts: Counts) -> tuple[Counts, Counts]:
    """How often the title says it, and the body."""
    return counts >> BITS, counts & MOST_IN_BODY


def _one_by_one(matcher: Any) -> tuple[Numbers, Weights]:
    """The public way: some microseconds for each document."""
    numbers, counts = [], []
    while matcher.is_active():
        numbers.append(matcher.id())
        counts.append(matcher.weight())
        matcher.next()
    return np.array(numbers, np.int32), np.array(counts, np.float32)


def _blocks(matcher: Any) -> tuple[Numbers, Weights]:
    """The same, a block at a time, by private names that 2.7.4 and whoosh3 share (ten times
    as fast; a test compares both ways)."""
    numbers, counts = [np.zeros(0, np.int32)], [np.zeros(0, np.float32)]
    while matcher.is_active():
        matcher._read_ids()
        matcher._read_weights()
        numbers.append(np.array(matcher._ids, np.int32))
        counts.append(np.array(matcher._weights, np.float32))
        matcher._next_block()
    return np.concatenate(numbers), np.concatenate(counts)


def read_positions(matcher: Any) -> Positions:
    matcher = getattr(matcher, "child", matcher)
    places: list[int] = []
    while matcher.is_active():
        base = matcher.id() << 32
        places += [base + place for place in matcher.value_as("positions")]
        matcher.next()
    return Positions(np.array(places, np.int64))


class Cache:
    """What was read last, up to a number of bytes. Its user holds a lock."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.size = 0
        self._kept: dict[Any, Postings | Positions | None] = {}

    def __contains__(self, key: Any) -> bool:
        return key in self._kept

    def get(self, key: Any) -> Postings | Positions | None:
        found = self._kept.pop(key)
        self._kept[key] = found
        return found

    def put(self, key: Any, found: Postings | Positions | None) -> None:
        self._kept[key] = found
        self.size += found.size if found else 300
        while self.size > self.most and len(self._kept) > 1:
            oldest = next(iter(self._kept))
            gone = self._kept.pop(oldest)
            self.size -= gone.size if gone else 300

    def keep_only(self, segments: set[str]) -> None:
        """Segments that a merge removed are not asked for again."""
        for key in [key for key in self._kept if key[0] not in segments]:
            gone = self._kept.pop(key)
            self.size -= gone.size if gone else 300
