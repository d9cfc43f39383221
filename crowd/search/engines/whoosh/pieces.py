"""Words by their pieces of five letters, and the documents that say those words.

Pieces as terms of their own would be half of the index. A document keeps the checksums of its
words instead (the column `words`), and the words of a segment are looked through for the piece.
"""

import zlib
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from crowd.search.dutch import grams
from crowd.search.engines.whoosh.postings import Postings

SUM = np.dtype("<u4")

Sums = NDArray[np.uint32]


def packed(words: Iterable[str]) -> bytes:
    """What a document says, in its order, as checksums."""
    return _sums(words).tobytes()


class Pieces:
    """Of one segment: which pieces its words have, and where those words are said."""

    def __init__(self, vocabulary: Sequence[str], documents: Sequence[bytes]) -> None:
        said = np.frombuffer(b"".join(documents), SUM)
        lengths = [len(words) // SUM.itemsize for words in documents]
        order = np.argsort(said, kind="stable")
        numbers = np.repeat(np.arange(len(documents), dtype=np.int32), lengths)
        self._documents = numbers[order]  # by word, ascending within a word
        sums, starts = np.unique(said[order], return_index=True)
        self._starts = np.append(starts, len(said)).astype(np.int32)
        pieces = [grams(word) for word in vocabulary]
        many = np.array([len(some) for some in pieces], np.int32)
        places = _places(sums, _sums(vocabulary))
        self._keys = _sums(piece for some in pieces for piece in some)
        self._words = np.repeat(places, many)
        used = self._words >= 0  # a word may stand in an experience only
        order = np.flatnonzero(used)[np.argsort(self._keys[used], kind="stable")]
        self._keys, self._words = self._keys[order], self._words[order]
        of_word = np.zeros(len(sums), np.int32)
        of_word[places[places >= 0]] = many[places >= 0]
        self.lengths = np.bincount(
            self._documents, np.repeat(of_word, np.diff(self._starts)), len(documents)
        ).astype(np.float32)

    def said(self, piece: str) -> int:
        """How often words with the piece are said: at least the number of documents."""
        words = self._having(piece)
        return int((self._starts[words + 1] - self._starts[words]).sum())

    def postings(self, piece: str) -> Postings | None:
        words = self._having(piece).tolist()
        if not words:
            return None
        spans = [self._documents[self._starts[word] : self._starts[word + 1]] for word in words]
        counts = np.bincount(np.concatenate(spans))
        numbers = np.flatnonzero(counts)
        return Postings(numbers.astype(np.int32), np.minimum(counts[numbers], 255).astype(np.uint8))

    def _having(self, piece: str) -> NDArray[np.int32]:
        key = _sums([piece])[0]
        first, last = self._keys.searchsorted(key), self._keys.searchsorted(key, "right")
        return self._words[first:last]


def _sums(words: Iterable[str]) -> Sums:
    return np.fromiter((zlib.crc32(word.encode()) for word in words), SUM)


def _places(among: Sums, wanted: Sums) -> NDArray[np.int32]:
    """Where each of these stands in the ascending others, -1 where it does not."""
    if not len(among):
        return np.full(len(wanted), -1, np.int32)
    places = np.minimum(np.searchsorted(among, wanted), len(among) - 1)
    return np.where(among[places] == wanted, places, -1).astype(np.int32)
