"""The index as it was at one moment, as arrays over all its documents, with exact statistics:
what is deleted counts nowhere, also before Whoosh has merged it away."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crowd.search import likeness
from crowd.search.engines.whoosh.postings import Averages, Numbers, Postings, Weights, apart
from crowd.search.engines.whoosh.schema import GRAMS, NOWHERE, SAID
from crowd.search.engines.whoosh.segment import PLACE_TYPE, Mask, Segment
from crowd.search.likeness import K1, B

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
        self._scales: dict[str, tuple[Averages, list[tuple[Weights, ...]]]] = {}
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
        for field in (SAID, "parts", GRAMS, "concepts"):
            self._scaled(field)
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
        averages, scales = self._scaled(field)
        found = []
        for (segment, start, _), scale in zip(self.parts, scales, strict=True):
            postings = segment.postings(field, term)
            if not postings:
                continue
            impacts = postings.impacts
            if impacts is None or postings.averages != averages:
                impacts = _impacts(postings, scale)
                postings.impacts, postings.averages = impacts, averages
            found.append((postings.numbers + start if start else postings.numbers, impacts))
        return found

    @property
    def usual(self) -> float:
        """How many words a title and a body have on average."""
        return sum(self._scaled(SAID)[0])

    def positions(self, field: str, term: str) -> NDArray[np.int64]:
        """Where a term stands: a document and a place as one number, ascending."""
        found = []
        for segment, start, _ in self.parts:
            if positions := segment.positions(field, term):
                found.append(positions.places + (start << 32))
        return np.concatenate(found) if found else np.zeros(0, np.int64)

    def _scaled(self, field: str) -> tuple[Averages, list[tuple[Weights, ...]]]:
        """Of each text that counts in a field the average length, and in each segment what once
        in it is worth in each document."""
        found = self._scales.get(field)
        if found is None:
            together = likeness.SAID if field == SAID else {field: (1.0, B)}
            texts = [self._scale(text, *weights) for text, weights in together.items()]
            scales = list(zip(*(scales for _, scales in texts), strict=True))
            found = self._scales[field] = (tuple(average for average, _ in texts), scales)
        return found

    def _scale(self, field: str, weight: float, b: float) -> tuple[float, list[Weights]]:
        lengths = [segment.lengths(field) for segment, _, _ in self.parts]
        total = sum(
            float(some.sum(dtype=np.float64) if alive is None else some[alive].sum())
            for some, (_, _, alive) in zip(lengths, self.parts, strict=True)
        )
        average = max(1.0, total / max(1, self.count))
        slope = np.float32(b / average)
        return average, [np.float32(weight) / (np.float32(1 - b) + slope * n) for n in lengths]

    def words_beginning(self, prefix: str) -> Mapping[str, int]:
        """Words that begin so, and in how many documents at most."""
        found: dict[str, int] = {}
        for segment, _, _ in self.parts:
            for word, count in segment.vocabulary.beginning(prefix):
                found[word] = found.get(word, 0) + count
        return found

    def words_like(self, word: str, distance: int) -> set[str]:
        return {w for part in self.parts for w in part[0].vocabulary.like(word, distance)}


def _impacts(postings: Postings, scales: tuple[Weights, ...]) -> Weights:
    """BM25F: dampened after what counts together was added up."""
    counts = apart(postings.counts) if len(scales) > 1 else (postings.counts,)
    often = [count * scale[postings.numbers] for count, scale in zip(counts, scales, strict=True)]
    total: Weights = often[0] if len(often) == 1 else often[0] + often[1]
    return total / (total + np.float32(K1))
