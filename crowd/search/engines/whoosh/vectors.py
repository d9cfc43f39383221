"""The vectors of an index: what its documents mean, in a file that only grows.

A record is the checksum of the text that was encoded and the vector in four bits a dimension.
The file is memory-mapped, so processes share it; a document knows the place of its record
(`schema.PLACE`), and what no document points to any more goes at the next rebuild. The file
carries the model's name: another model's vectors are never compared.

For 100,000 documents that is 27 MB, and 3 MB of signs to look through first.
"""

import zlib
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crowd.search.meaning import DIMENSIONS

Vectors = NDArray[np.float32]

RECORD = np.dtype([("text", "<u4"), ("scale", "<f4"), ("halves", "u1", (DIMENSIONS // 2,))])
LEVELS = 7  # to either side of nothing
SIGNS = 256  # dimensions by which a first choice is made
BLOCK = 1_024
FEW = 20  # of so few texts what they have in common is half taken away


def packed(text: int, vector: Vectors) -> bytes:
    scale = max(float(np.abs(vector).max()) / LEVELS, 1e-9)
    steps = np.rint(vector / scale).astype(np.int8) + LEVELS
    record = np.zeros(1, RECORD)
    record["text"], record["scale"] = text, scale
    record["halves"] = (steps[0::2] << 4 | steps[1::2]).astype(np.uint8)
    return record.tobytes()


def unpacked(records: NDArray[Any]) -> Vectors:
    halves = records["halves"]
    found = np.empty((len(records), DIMENSIONS), np.float32)
    found[:, 0::2] = halves >> 4
    found[:, 1::2] = halves & 15
    found -= LEVELS
    found *= records["scale"][:, None]
    return found


class VectorFile:
    """One writer, under the lock of the index; any number of readers."""

    def __init__(self, folder: Path, model: str) -> None:
        self.path = folder / f"vectors-{model}"
        self.model = zlib.crc32(model.encode())
        self._records: NDArray[Any] = np.zeros(0, RECORD)
        self._signs = np.zeros((0, SIGNS // 64), np.uint64)
        self._centre = np.zeros(DIMENSIONS, np.float32)
        self._centred_on = 0
        self._ordered: tuple[NDArray[Any], NDArray[Any], NDArray[np.uint64]] | None = None
        self._lock = Lock()

    def add(self, records: list[bytes]) -> int:
        """Write these at the end; returns the place of the first."""
        with self.path.open("ab") as file:
            whole = file.tell() // RECORD.itemsize
            file.truncate(whole * RECORD.itemsize)  # a writer may have died within a record
            file.write(b"".join(records))
        return whole

    def records(self) -> NDArray[Any]:
        """What is there now."""
        size = self.path.stat().st_size // RECORD.itemsize if self.path.exists() else 0
        if size != len(self._records):
            self._records = np.memmap(self.path, RECORD, "r", shape=(size,))
        return self._records

    def close(self) -> None:
        self._records, self._ordered = np.zeros(0, RECORD), None

    def likest(self, vector: Vectors, places: NDArray[np.int64], most: int) -> NDArray[np.bool_]:
        """Which of these places are worth a comparison: all of a few, of many those whose signs
        are most like those of the vector."""
        there = places >= 0
        if np.count_nonzero(there) <= most:
            return there
        centre, signs = self._in_order_of(places)
        apart = _bits(signs ^ _signs((vector - centre)[None])[0])
        apart[~there] = SIGNS + 1
        many = np.cumsum(np.bincount(apart, minlength=SIGNS + 2))
        return apart <= int(np.searchsorted(many, most))

    def _in_order_of(self, places: NDArray[np.int64]) -> tuple[Vectors, NDArray[np.uint64]]:
        """The middle, and the signs of each place: the same ones as long as a picture of the
        index asks."""
        signs, centre = self._looked_through()
        known = self._ordered
        if known is None or known[0] is not places or known[1] is not signs:
            ordered = np.array_equal(places, np.arange(len(signs)))  # as a rebuild leaves them
            of_each = signs if ordered else signs.take(np.maximum(places, 0), axis=0)
            known = self._ordered = (places, signs, of_each)
        return centre, known[2]

    def cosines(self, vector: Vectors, places: NDArray[np.int64]) -> Vectors:
        """How alike, seen from the middle of all vectors: what all texts here have in common
        tells nothing."""
        records, centre = self.records(), self._looked_through()[1]
        asked = vector - centre
        asked /= max(float(np.linalg.norm(asked)), 1e-9)
        found = [np.zeros(0, np.float32)]
        for start in range(0, len(places), BLOCK):
            some = records[places[start : start + BLOCK]]
            to_asked, to_centre = _products(some, np.stack([asked, centre], axis=1)).T
            # of a unit vector its distance to the middle
            distance = np.sqrt(np.maximum(1 - 2 * to_centre + centre @ centre, 1e-9))
            found.append((to_asked - centre @ asked) / distance)
        return np.concatenate(found)

    def _looked_through(self) -> tuple[NDArray[np.uint64], Vectors]:
        """The signs of each record, and the middle; that moves when there are twice as many."""
        with self._lock:
            records = self.records()
            if len(records) >= 2 * self._centred_on or not self._centred_on:
                self._centre, self._signs = _middle(records), self._signs[:0]
                self._centred_on = len(records)
            if len(records) > len(self._signs):
                fresh = [self._signs]
                for start in range(len(self._signs), len(records), BLOCK):
                    fresh.append(_signs(unpacked(records[start : start + BLOCK]) - self._centre))
                self._signs = np.concatenate(fresh)
            return self._signs, self._centre


def _products(records: NDArray[Any], columns: Vectors) -> Vectors:
    """The vectors times these columns, without unpacking them side by side."""
    halves = records["halves"]
    found = (halves >> 4).astype(np.float32) @ columns[0::2]
    found += (halves & 15).astype(np.float32) @ columns[1::2]
    found -= LEVELS * columns.sum(axis=0)
    found *= records["scale"][:, None]
    return found


def _middle(records: NDArray[Any]) -> Vectors:
    total = np.zeros(DIMENSIONS, np.float64)
    for start in range(0, len(records), BLOCK):
        total += unpacked(records[start : start + BLOCK]).sum(axis=0)
    return (total / (len(records) + FEW)).astype(np.float32)


def _bits(words: NDArray[np.uint64]) -> NDArray[np.int16]:
    """How many are set in each row; columns add up quicker than rows."""
    columns = np.bitwise_count(words).T
    found = columns[0].astype(np.int16)
    for column in columns[1:]:
        found += column
    return found


def _signs(vectors: Vectors) -> NDArray[np.uint64]:
    return np.packbits(vectors[:, :SIGNS] > 0, axis=1).view(np.uint64)
