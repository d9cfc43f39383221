"""The index as it was at one moment, as arrays over all its documents, with exact statistics:
what is deleted counts nowhere, also before Whoosh has merged it away."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crowd.search import likeness
from crowd.search.engines.whoosh.postings import Numbers, Weights
from crowd.search.engines.whoosh.schema import NOWHERE
from crowd.search.engines.whoosh.segment import GRAMS, PLACE_TYPE, Mask, Segment

K1, B = 2.0, 0.85
Part = tuple[Segment, int, Mask | None]  # where its documents begin, and which of them are there


class Snapshot:
    """Documents are numbered through the segments. Safe between threads; what it does not hold
    yet, it reads from the segments."""

    def __init__(self, parts: list[Part]) -> None:
        self.parts = parts
        self.size = sum(segment.size for segment, _, _ in parts)
        self.alive: Mask = np.ones(self.size, np.bool_)
        for segment, start, alive in parts:
            if alive is not None:
                self.alive[start : start + segment.size] = alive
        self.count = int(np.count_nonzero(self.alive))
        self._norms: dict[str, tuple[float, list[Weights]]] = {}
        self._warm = False
        self._kinds: dict[str, Mask] = {}
        self._vectors: tuple[int, NDArray[np.int64]] | None = None
        self._placed: dict[tuple[str, int], NDArray[np.int64]] = {}
        self._frequencies: dict[tuple[str, str], int] = {}

    @cached_property
    def _places(self) -> NDArray[Any]:
        return np.concatenate([np.zeros(0, PLACE_TYPE), *(part[0].places for part in self.parts)])

    @cached_property
    def ids(self) -> NDArray[np.int64]:
        return self._places["id"].astype(np.int64)

    def vectors(self, model: int) -> NDArray[np.int64]:
        """Where the vector of each document stands, if it has one of this model."""
        if self._vectors is None or self._vectors[0] != model:
            places = self._places["vector"].astype(np.int64)
            places[self._places["model"] != model] = NOWHERE
            self._vectors = (model, places)
        return self._vectors[1]

    def placed(self, kind: str, model: int) -> NDArray[np.int64]:
        """The same for those of a kind, always as one object."""
        found = self._placed.get((kind, model))
        if found is None:
            found = np.where(self.of_kind(kind), self.vectors(model), NOWHERE)
            self._placed[kind, model] = found
        return found

    def warm(self) -> None:
        """Make ready what each question needs."""
        if self._warm:
            return
        _ = self.ids
        for field in ("said", "parts", GRAMS, "concepts"):
            self._normed(field)
        for segment, _, _ in self.parts:
            _ = segment.vocabulary
        self._warm = True

    def of_kind(self, kind: str) -> Mask:
        found = self._kinds.get(kind)
        if found is None:
            found = self._kinds[kind] = self.having("kind", kind)
        return found

    def having(self, field: str, term: str) -> Mask:
        """Which documents have a term."""
        found = np.zeros(self.size, np.bool_)
        for segment, start, _ in self.parts:
            if postings := segment.postings(field, term):
                found[postings.numbers + start] = True
        return found if self.count == self.size else found & self.alive

    def frequency(self, field: str, term: str) -> int:
        """How many documents have a term; of pieces of words that are said too often to tell
        something, how often."""
        found = self._frequencies.get((field, term))
        if found is None:
            found = self._said(term) if field == GRAMS else 0
            if found <= 2 * likeness.RARE:
                found = self._having(field, term)
            self._frequencies[field, term] = found
        return found

    def _said(self, piece: str) -> int:
        return sum(segment.pieces.said(piece) for segment, _, _ in self.parts)

    def _having(self, field: str, term: str) -> int:
        found = 0
        for segment, _, alive in self.parts:
            if postings := segment.postings(field, term):
                numbers = postings.numbers
                found += len(numbers) if alive is None else int(alive[numbers].sum())
        return found

    def rarity(self, documents: int) -> float:
        return likeness.rarity(documents, self.count)

    def impacts(self, field: str, term: str) -> list[tuple[Numbers, Weights]]:
        """By how much each document answers to a term, 0 to 1; of deleted ones as well."""
        average, norms = self._normed(field)
        found = []
        for (segment, start, _), norm in zip(self.parts, norms, strict=True):
            postings = segment.postings(field, term)
            if not postings:
                continue
            impacts = postings.impacts
            if impacts is None or postings.average != average:
                counts = postings.counts.astype(np.float32)
                impacts = counts / (counts + norm[postings.numbers])
                postings.impacts, postings.average = impacts, average
            found.append((postings.numbers + start if start else postings.numbers, impacts))
        return found

    def positions(self, field: str, term: str) -> NDArray[np.int64]:
        """Where a term stands: a document and a place as one number, ascending."""
        found = []
        for segment, start, _ in self.parts:
            if positions := segment.positions(field, term):
                found.append(positions.places + (start << 32))
        return np.concatenate(found) if found else np.zeros(0, np.int64)

    def _normed(self, field: str) -> tuple[float, list[Weights]]:
        """The average length of a field, and K1 for each document as BM25 dampens it by length."""
        found = self._norms.get(field)
        if found is None:
            lengths = [segment.lengths(field) for segment, _, _ in self.parts]
            total = sum(
                float(some.sum(dtype=np.float64) if alive is None else some[alive].sum())
                for some, (_, _, alive) in zip(lengths, self.parts, strict=True)
            )
            average = max(1.0, total / max(1, self.count))
            slope = np.float32(K1 * B / average)
            norms = [np.float32(K1 * (1 - B)) + slope * some for some in lengths]
            found = self._norms[field] = (average, norms)
        return found

    def words_beginning(self, prefix: str) -> Mapping[str, int]:
        """Words that begin so, and in how many documents at most."""
        found: dict[str, int] = {}
        for segment, _, _ in self.parts:
            for word, count in segment.vocabulary.beginning(prefix):
                found[word] = found.get(word, 0) + count
        return found

    def words_like(self, word: str, distance: int) -> set[str]:
        return {w for part in self.parts for w in part[0].vocabulary.like(word, distance)}
