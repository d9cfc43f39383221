"""Which documents resemble a text, and by which of its clues.

A document is looked at when it has one of the rarest clues, or two of the less rare: a full OR
over a long text would look at nearly all. Of these the ones with the weightiest words are
compared by the pieces of words as well.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from crowd.search import likeness
from crowd.search.engine import Candidate, IndexBroken
from crowd.search.engines.postgres import terms, vectors
from crowd.search.engines.postgres.rows import IMPACTS, USUAL
from crowd.search.engines.postgres.vectors import Near
from crowd.search.likeness import K1, Asked, Clue

LOOKED_AT = 2000  # documents with words in common
BY_PIECES = 1000  # documents with rare pieces of words in common
COMPARED = 300  # of which the pieces count too
EXPLAINED = 10  # candidates whose reasons are read together

# `kind || ''`: or PostgreSQL looks up all of a kind instead of those that have the words.
# The weights of labels D to A are those of rows.IMPACTS.
RESEMBLING = """
WITH looked_at AS MATERIALIZED (
    SELECT id, grams, (
        SELECT coalesce(sum(factor * ts_rank('{0.18, 0.32, 0.46, 0.6}', clues, query)), 0)
        FROM unnest(%(factors)s::real[], %(queries)s::tsquery[]) AS grade (factor, query)
    ) AS score
    FROM documents
    WHERE kind || '' = %(kind)s AND (
        clues @@ %(rare)s::tsquery OR grams @@ %(pieces)s::tsquery OR id = ANY(%(near)s::int[])
    )
    ORDER BY id = ANY(%(near)s::int[]) DESC, score DESC, id LIMIT %(compared)s
)
SELECT id, score + (
    SELECT coalesce(sum(factor * ts_rank('{0.18, 0.32, 0.46, 0.6}', grams, query)), 0)
    FROM unnest(%(gram_factors)s::real[], %(gram_queries)s::tsquery[]) AS grade (factor, query)
) AS score
FROM looked_at ORDER BY score DESC, id
"""
SHARED = """
SELECT id, sort, lexeme, weights[1]
FROM documents, LATERAL (
    SELECT 'c' AS sort, held.* FROM unnest(clues) AS held
    UNION ALL SELECT 'g', held.* FROM unnest(grams) AS held
) AS held
WHERE kind = %(kind)s AND id = ANY(%(ids)s)
AND (sort, lexeme) IN (SELECT * FROM unnest(%(sorts)s::text[], %(terms)s::text[]))
"""

T = TypeVar("T")
Term = tuple[str, str]  # how it is counted, and as it stands in a vector


class Read(Protocol):
    """Ask the copy that serves, in a transaction of its own."""

    def __call__(self, question: Callable[[Connection], T], /) -> T: ...


@dataclass(frozen=True, slots=True)
class Likeness:
    """What resembles a text, the likeliest first; the reasons are read when they are asked for."""

    candidates: list[Candidate]
    _read: Callable[[list[int]], Mapping[int, dict[int, float]]]
    _known: dict[int, dict[int, float]] = field(default_factory=dict)

    def shared(self, candidate: Candidate) -> dict[int, float]:
        if candidate.id not in self._known:
            at = next(n for n, one in enumerate(self.candidates) if one.id == candidate.id)
            ids = [one.id for one in self.candidates[at : at + EXPLAINED]]
            found = self._read(ids)
            self._known.update((id, found.get(id, {})) for id in ids)
        return self._known[candidate.id]


def resembling(read: Read, model: str, asked: Asked, kind: str, most: int) -> Likeness:
    """The documents of a kind that share something with the text."""
    worths: dict[int, float] = {}

    def find(connection: Connection) -> list[Candidate]:
        counts = terms.counts(connection, map(_term, asked.clues))
        worths.update(
            likeness.worths(
                asked, counts.all, lambda sort, term: counts.of(*terms.place_of(sort, term))
            )
        )
        near: Near | None = None
        if asked.vector is not None and model and vectors.there(connection):
            near = Near(connection, model, kind, asked.vector)
        nearest = near.nearest() if near else []
        if not worths and not nearest:
            return []
        parameters = _parameters(counts, asked, worths, kind)
        parameters |= {"near": nearest, "compared": max(COMPARED, most) + len(nearest)}
        rows = connection.exec_driver_sql(RESEMBLING, parameters).all()
        meanings = near.cosines([row.id for row in rows]) if near else {}
        full = sum(worths.values()) / (1 + K1)  # a document of usual length that says it all once
        share = likeness.by_meaning(asked, USUAL["title"] + USUAL["body"]) if meanings else 0.0
        return _fused({row.id: row.score for row in rows}, meanings, full, share)[:most]

    def reasons(ids: list[int]) -> dict[int, dict[int, float]]:
        return _reasons(read, asked, worths, kind, ids)

    return Likeness(read(find), reasons)


def _term(clue: Clue) -> Term:
    return terms.place_of(clue.sort, clue.term)


def _fused(
    scores: Mapping[int, float], meanings: Mapping[int, float], full: float, by_meaning: float
) -> list[Candidate]:
    """The best first: words and meaning, each divided by the best; what is best of all is as like
    as its words or its meaning say."""
    most, nearest = max(scores.values(), default=0.0), max(meanings.values(), default=0.0)
    alike = min(1.0, max(most / max(full, 1e-9), nearest))
    fused = {
        id: alike
        * (
            (1 - by_meaning) * score / max(most, 1e-9)
            + by_meaning * meanings.get(id, 0.0) / max(nearest, 1e-9)
        )
        for id, score in scores.items()
    }
    order = sorted((id for id in fused if fused[id] > 0), key=lambda id: (-fused[id], id))
    return [Candidate(id, min(1.0, fused[id]), meanings.get(id, 0.0)) for id in order]


def _parameters(
    counts: terms.Counts, asked: Asked, worths: Mapping[int, float], kind: str
) -> dict[str, object]:
    weights: dict[str, dict[str, float]] = {"c": {}, "g": {}}
    for at, worth in worths.items():
        sort, term = _term(asked.clues[at])
        weights[sort][term] = weights[sort].get(term, 0.0) + worth
    every = counts.by_kind.get(kind, 0)
    factors, queries = terms.graded(weights["c"])
    gram_factors, gram_queries = terms.graded(weights["g"])
    return {
        "kind": kind,
        "rare": terms.telling({t: counts.of("c", t) for t in weights["c"]}, every, LOOKED_AT),
        "pieces": terms.telling({t: counts.of("g", t) for t in weights["g"]}, every, BY_PIECES),
        "factors": factors,
        "queries": queries,
        "gram_factors": gram_factors,
        "gram_queries": gram_queries,
    }


def _reasons(
    read: Read, asked: Asked, worths: Mapping[int, float], kind: str, ids: list[int]
) -> dict[int, dict[int, float]]:
    places: dict[Term, list[int]] = defaultdict(list)
    for at in worths:
        places[_term(asked.clues[at])].append(at)
    parameters = {
        "kind": kind,
        "ids": ids,
        "sorts": [sort for sort, _ in places],
        "terms": [term for _, term in places],
    }
    found: dict[int, dict[int, float]] = {}
    try:
        rows = read(lambda connection: connection.exec_driver_sql(SHARED, parameters).all())
    except IndexBroken:  # what was found stays found
        return found
    for id, sort, term, label in rows:
        for at in places[sort, term]:
            found.setdefault(id, {})[at] = worths[at] * IMPACTS[label]
    return found
