"""Which documents resemble a text: by its words (BM25F), and by what it means.

Both are divided by the best of them and added; the more concepts of school life the words have,
the more they count. Every document that has one of the words counts,
and those of nearest meaning, also without a word in common: ranking only the best by words anew
would miss these.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crowd.search import likeness
from crowd.search.engine import Candidate
from crowd.search.engines.whoosh.postings import Numbers, Weights
from crowd.search.engines.whoosh.schema import GRAMS, SAID
from crowd.search.engines.whoosh.snapshot import Snapshot
from crowd.search.engines.whoosh.vectors import VectorFile
from crowd.search.likeness import K1, Asked, Sort

# Measured: docs/decisions/0012-meaning.md.
FIELDS: dict[Sort, str] = {"word": SAID, "part": "parts", "gram": GRAMS, "concept": "concepts"}
BLOCK = 256
NEAREST = 1_000  # by meaning, of which the likeness is reckoned

Hits = list[tuple[Numbers, Weights]]


@dataclass(frozen=True, slots=True)
class Likeness:
    """What resembles a text, the likeliest first; the reasons need no index any more."""

    candidates: list[Candidate]
    _hits: Mapping[int, tuple[float, Hits]]  # of each clue that counts: its worth, its documents
    _numbers: Mapping[int, int]

    def shared(self, candidate: Candidate) -> dict[int, float]:
        number = self._numbers[candidate.id]
        found = {}
        for at, (worth, hits) in self._hits.items():
            for documents, impacts in hits:
                place = int(np.searchsorted(documents, number))
                if place < len(documents) and documents[place] == number:
                    found[at] = worth * float(impacts[place])
        return found


def resembling(
    snapshot: Snapshot, vectors: VectorFile | None, asked: Asked, kind: str, most: int
) -> Likeness:
    """The documents of a kind that share something with the text."""
    worths = likeness.worths(
        asked, snapshot.count, lambda sort, term: snapshot.frequency(FIELDS[sort], term)
    )
    scores = np.zeros(snapshot.size, np.float32)
    hits: dict[int, tuple[float, Hits]] = {}
    for at, worth in worths.items():
        clue = asked.clues[at]
        hits[at] = (worth, snapshot.impacts(FIELDS[clue.sort], clue.term))
        for documents, impacts in hits[at][1]:
            np.add.at(scores, documents, np.float32(worth) * impacts)  # quicker than +=
    scores *= snapshot.of_kind(kind)
    # a document of usual length that says everything once
    full = max(sum(worths.values()) / (1 + K1), 1e-9)
    meanings: Weights | None = None
    if vectors is not None and asked.vector is not None:
        meanings = _meanings(snapshot, vectors, asked.vector, scores, kind)
        share = likeness.by_meaning(asked, snapshot.usual)
        scores, full = _fused(scores, meanings, full, share), 1.0
    best = _best(scores, most)
    near = meanings[best] if meanings is not None else np.zeros(len(best), np.float32)
    candidates = [
        Candidate(int(id), min(1.0, float(score) / full), float(meaning))
        for id, score, meaning in zip(snapshot.ids[best], scores[best], near, strict=True)
    ]
    numbers = {c.id: int(n) for c, n in zip(candidates, best, strict=True)}
    return Likeness(candidates, hits, numbers)


def _meanings(
    snapshot: Snapshot, vectors: VectorFile, vector: Weights, scores: Weights, kind: str
) -> Weights:
    """How near in meaning: of what is nearest and of what is best by words; else nothing."""
    places = snapshot.placed(kind, vectors.model)
    worth = vectors.likest(vector, places, NEAREST)
    worth[_best(scores, NEAREST)] = True
    numbers = np.flatnonzero(worth & (places >= 0))
    found = np.zeros(snapshot.size, np.float32)
    found[numbers] = np.maximum(vectors.cosines(vector, places[numbers]), 0.0)
    return found


def _fused(scores: Weights, meanings: Weights, full: float, share: float) -> Weights:
    most, nearest = float(scores.max(initial=0.0)), float(meanings.max(initial=0.0))
    fused = (1 - share) * scores / max(most, 1e-9) + share * meanings / max(nearest, 1e-9)
    # what is best of all is as like as its words or its meaning say
    return fused * np.float32(min(1.0, max(most / full, nearest)))


def _best(scores: Weights, most: int) -> NDArray[np.int64]:
    """The numbers of the highest scores, of equals the first."""
    least = 0.0
    if most < len(scores):
        # the highest of each block say quickly below which no score can be among the best
        blocks = np.maximum.reduceat(scores, np.arange(0, len(scores), BLOCK))
        some = blocks if most < len(blocks) else scores
        least = float(np.partition(some, -most)[-most])
    numbers = np.flatnonzero(scores >= max(least, 1e-9))
    return numbers[np.lexsort((numbers, -scores[numbers]))][:most]
