"""Words by their pieces of five letters, and the documents that say those words.

Pieces as terms of their own would be half of the index. A document keeps the checksums of its
words instead (the column `words`), and the words of a segment are looked through for the piece.
"""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crowd.search.dutch import grams
from crowd.search.engines.whoosh.postings import Postings

SUM = np.dtype("<u4")
FEW = 5_000  # that sorting is quicker than counting them in every document

Sums = NDArray[np.uint32]


def packed(words: Iterable[str]) -> bytes:
    """What a document says, in its order, as checksums."""
    return _sums(words).tobytes()


def made(vocabulary: Sequence[str], documents: Sequence[bytes]) -> dict[str, NDArray[Any]]:
    """Of a segment: which words have a piece, and which documents say a word."""
    said = np.frombuffer(b"".join(documents), SUM)
    order = np.argsort(said, kind="stable")
    lengths = [len(words) // SUM.itemsize for words in documents]
    numbers = np.repeat(np.arange(len(documents), dtype=np.int32), lengths)[order]
    sums, starts = np.unique(said[order], return_index=True)
    starts = np.append(starts, len(said)).astype(np.int32)
    places = _places(sums, vocabulary)
    words = [(grams(word), place) for word, place in zip(vocabulary, places, strict=True)]
    # a word may stand in an experience only
    keys = _sums(piece for pieces, place in words if place >= 0 for piece in pieces)
    having = np.array([place for pieces, place in words if place >= 0 for _ in pieces], np.int32)
    many = np.zeros(len(sums), np.int32)
    for pieces, place in words:
        many[place] = len(pieces) if place >= 0 else many[place]
    order = np.argsort(keys, kind="stable")
    return {
        "pieces": keys[order],
        "words of pieces": having[order],
        "starts of words": starts,
        "documents of words": numbers,
        "pieces of documents": np.bincount(
            numbers, np.repeat(many, np.diff(starts)), len(documents)
        ).astype(np.float32),
    }


class Pieces:
    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self._pieces, self._words = arrays["pieces"], arrays["words of pieces"]
        self._starts, self._documents = arrays["starts of words"], arrays["documents of words"]
        self.lengths: NDArray[np.float32] = arrays["pieces of documents"]

    def said(self, piece: str) -> int:
        """How often words with the piece are said: at least the number of documents."""
        words = self._having(piece)
        return int((self._starts[words + 1] - self._starts[words]).sum())

    def postings(self, piece: str) -> Postings | None:
        words = self._having(piece).tolist()
        if not words:
            return None
        spans = [self._documents[self._starts[word] : self._starts[word + 1]] for word in words]
        said = np.concatenate(spans)
        if len(said) <= FEW:
            numbers, counts = np.unique(said, return_counts=True)
        else:
            counts = np.bincount(said)
            numbers = np.flatnonzero(counts).astype(np.int32)
            counts = counts[numbers]
        return Postings(numbers, np.minimum(counts, 255).astype(np.uint8))

    def _having(self, piece: str) -> NDArray[np.int32]:
        key = _sums([piece])[0]
        first, last = self._pieces.searchsorted(key), self._pieces.searchsorted(key, "right")
        return self._words[first:last]


def _sums(words: Iterable[str]) -> Sums:
    return np.fromiter((zlib.crc32(word.encode("utf-8", "surrogatepass")) for word in words), SUM)


def _places(among: Sums, words: Sequence[str]) -> list[int]:
    """Where each word stands among these ascending checksums, -1 where it does not."""
    if not len(among):
        return [-1] * len(words)
    wanted = _sums(words)
    places = np.minimum(np.searchsorted(among, wanted), len(among) - 1)
    found: list[int] = np.where(among[places] == wanted, places, -1).tolist()
    return found
