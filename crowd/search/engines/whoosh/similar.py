"""Which documents resemble a text, and by which of its clues."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from crowd.search.engine import Candidate
from crowd.search.engines.whoosh.snapshot import K1, Snapshot
from crowd.search.likeness import Asked, Clue, Sort

# Measured with bench/similar_quality.py.
FIELDS: dict[Sort, dict[str, float]] = {
    "word": {"title": 1.5, "body": 1.0},
    "gram": {"grams": 1.0},
    "concept": {"concepts": 1.0},
}
COUNTED = {"word": "body", "gram": "grams", "concept": "concepts"}
MOST_TERMS = 100  # of each sort, the weightiest first


@dataclass(frozen=True, slots=True)
class Likeness:
    """What resembles a text, the likeliest first; the reasons need no index any more."""

    candidates: list[Candidate]
    _impacts: Mapping[int, Mapping[int, float]]  # of each clue that counts: document number, share
    _numbers: Mapping[int, int]

    def shared(self, candidate: Candidate) -> dict[int, float]:
        number = self._numbers[candidate.id]
        return {at: impacts[number] for at, impacts in self._impacts.items() if number in impacts}


def resembling(snapshot: Snapshot, asked: Asked, kind: str, most: int) -> Likeness:
    """The documents of a kind that share something with the text."""
    scores: dict[int, float] = defaultdict(float)
    impacts: dict[int, dict[int, float]] = {}
    full = 0.0
    for at in _telling(snapshot, asked.clues):
        clue = asked.clues[at]
        fields = FIELDS[clue.sort]
        if found := snapshot.impacts(fields, [clue.term]):
            impacts[at] = {number: clue.weight * impact for number, impact in found.items()}
            for number, impact in impacts[at].items():
                scores[number] += impact
            once = sum(fields.values())  # a document of usual length that says it in each field
            full += clue.weight * snapshot.rarity(len(found)) * once / (once + K1)
    of_kind = snapshot.of_kind(kind)
    order = sorted((n for n in scores if n in of_kind), key=lambda n: (-scores[n], n))[:most]
    candidates = [Candidate(snapshot.id(n), min(1.0, scores[n] / full)) for n in order]
    return Likeness(candidates, impacts, {snapshot.id(n): n for n in order})


def _telling(snapshot: Snapshot, clues: tuple[Clue, ...]) -> list[int]:
    """The clues to look up: all of a short text, of a long one those that tell most."""
    by_sort: dict[Sort, list[int]] = defaultdict(list)
    for at, clue in enumerate(clues):
        by_sort[clue.sort].append(at)
    chosen: list[int] = []
    for sort, places in by_sort.items():
        if len(places) > MOST_TERMS:
            worth = {
                at: clues[at].weight * snapshot.rarity(documents)
                for at in places
                if (documents := snapshot.document_frequency(COUNTED[sort], clues[at].term))
            }
            places = sorted(worth, key=lambda at: -worth[at])[:MOST_TERMS]
        chosen += places
    return chosen
