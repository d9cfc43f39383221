"""What a typed search finds: every word, or else any word, or else what is spelled nearly so."""

from functools import reduce

import numpy as np
from numpy.typing import NDArray

from crowd.search.dutch import grams
from crowd.search.engine import How, Results
from crowd.search.engines.whoosh.postings import Numbers, Weights
from crowd.search.engines.whoosh.schema import GRAMS
from crowd.search.engines.whoosh.segment import Mask
from crowd.search.engines.whoosh.snapshot import Snapshot
from crowd.search.finding import MOST_WORDS, Clause, Search

FIELDS = {"harvest": 4.0, "title": 3.0, "experiences": 1.0, "body": 1.0}
PARTS = 0.5
RANKS = ("body", "title", "harvest")  # the last stands first when all words are found there
STEPS = 65_535
NEARLY = 0.5  # the share of a word's pieces that a misspelled one has


class _Matched:
    """What answers to one clause, by field."""

    def __init__(self, snapshot: Snapshot, clause: Clause) -> None:
        self.snapshot = snapshot
        self.weights = {**FIELDS, "parts": PARTS} if len(clause.words) == 1 else FIELDS
        self.terms = clause.terms
        self.masks = {field: self._mask(field, clause) for field in self.weights}
        self.documents: Mask = reduce(np.logical_or, self.masks.values())
        self.rarity = snapshot.rarity(int(np.count_nonzero(self.documents)))

    def _mask(self, field: str, clause: Clause) -> Mask:
        found = reduce(np.logical_or, (self.snapshot.having(field, t) for t in clause.terms))
        if len(clause.words) > 1 and found.any():
            found &= _together(self.snapshot, field, [word.terms[0] for word in clause.words])
        return found

    def scores(self, field: str, chosen: Mask, places: Numbers, many: int) -> Weights:
        """What the clause adds by a field to so many chosen documents, each at its place."""
        found = np.zeros(many, np.float32)
        here = chosen & self.masks[field] if len(self.terms) > 1 else chosen
        for term in self.terms:
            for documents, impacts in self.snapshot.impacts(field, term):
                kept = here[documents]
                found[places[documents[kept]]] += impacts[kept]
        return np.float32(self.weights[field] * self.rarity) * found


def matching(snapshot: Snapshot, search: Search, kind: str) -> Results:
    """Every document of a kind that answers, the best first."""
    how: How = "all"
    clauses = [_Matched(snapshot, clause) for clause in search.wanted]
    if not clauses:
        return Results()
    allowed = snapshot.of_kind(kind)
    for unwanted in search.unwanted:
        allowed = allowed & ~_Matched(snapshot, unwanted).documents
    found = reduce(np.logical_and, (clause.documents for clause in clauses), allowed)
    if not found.any():  # any word, also of a phrase
        how = "any"
        loose = [Clause((word,)) for clause in search.wanted for word in clause.words]
        clauses = [_Matched(snapshot, clause) for clause in loose[:MOST_WORDS]]
        found = allowed & reduce(np.logical_or, (clause.documents for clause in clauses))
    if not found.any():
        return _nearly(snapshot, search, allowed)
    return _ranked(snapshot, clauses, found, how)


def _ranked(snapshot: Snapshot, clauses: list[_Matched], found: Mask, how: How) -> Results:
    names = list(FIELDS)
    numbers = np.flatnonzero(found).astype(np.int32)
    places = np.empty(snapshot.size, np.int32)
    places[numbers] = np.arange(len(numbers), dtype=np.int32)
    by_field = np.zeros((len(names), len(numbers)), np.float32)
    for clause in clauses:
        for field in clause.weights:
            place = names.index("body" if field == "parts" else field)
            by_field[place] += clause.scores(field, found, places, len(numbers))
    scores = by_field.sum(axis=0)
    best = _highest(by_field)
    ranks = np.zeros(len(numbers), np.int32)
    for rank in range(1, len(RANKS)):
        here = reduce(np.logical_and, (c.masks[RANKS[rank]][numbers] for c in clauses))
        ranks[here], best[here] = rank, names.index(RANKS[rank])
    most = float(scores.max()) or 1.0
    shares = (ranks + scores / most) / len(RANKS)
    order = _order(shares)
    fields = np.array(names, object)[best[order]]
    return Results(snapshot.ids[numbers[order]], shares[order], fields, how)


def _highest(rows: Weights) -> NDArray[np.int8]:
    """Which row is the highest in each column, of equals the first; argmax would go down each."""
    best, most = np.zeros(rows.shape[1], np.int8), rows[0]
    for at, row in enumerate(rows[1:], 1):
        best[row > most] = at
        most = np.maximum(most, row)
    return best


def _order(shares: Weights) -> NDArray[np.int64]:
    """The highest first, of (nearly) equals the last: the youngest. Sixteen bits sort in linear
    time, and tell apart what anyone would."""
    steps = np.rint(shares * STEPS).astype(np.uint16)
    return np.argsort(steps, kind="stable")[::-1]


def _together(snapshot: Snapshot, field: str, terms: list[str]) -> Mask:
    """Which documents have these terms next to each other, in this order."""
    starts = snapshot.positions(field, terms[0])
    for distance, term in enumerate(terms[1:], 1):
        there = snapshot.positions(field, term) - distance
        starts = starts[np.isin(starts, there, assume_unique=True)]
    found = np.zeros(snapshot.size, np.bool_)
    found[starts >> 32] = True
    return found & snapshot.alive


def _nearly(snapshot: Snapshot, search: Search, allowed: Mask) -> Results:
    """What shares most pieces with the words: a typing error, or a part of a long word."""
    scores = np.zeros(snapshot.size, np.float32)
    everything = [word for clause in search.wanted for word in clause.words]
    for word in everything:
        pieces = grams(word.plain)
        shared = np.zeros(snapshot.size, np.float32)
        for piece in pieces:
            shared += snapshot.having(GRAMS, piece)
        shared /= len(pieces)
        scores += np.where(shared >= NEARLY, shared, 0.0) / len(everything)
    numbers = np.flatnonzero((scores > 0) & allowed)
    order = _order(scores[numbers])
    numbers = numbers[order]
    fields = np.full(len(numbers), "title", object)
    return Results(snapshot.ids[numbers], scores[numbers] / len(RANKS), fields, "nearly")
