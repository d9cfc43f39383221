"""What a typed search finds: every word, or else any word, or else what is spelled nearly so."""

from collections import defaultdict
from dataclasses import dataclass

from whoosh.query import Phrase

from crowd.search.dutch import grams
from crowd.search.engine import How, Results
from crowd.search.engines.whoosh.snapshot import Snapshot
from crowd.search.finding import MOST_WORDS, Clause, Search

FIELDS = {"harvest": 4.0, "title": 3.0, "experiences": 1.0, "body": 1.0}
PARTS = 0.5
RANKS = ("body", "title", "harvest")  # the last stands first when all words are found there
NEARLY = 0.5  # the share of a word's pieces that a misspelled one has


def matching(snapshot: Snapshot, search: Search, kind: str) -> Results:
    """Every document of a kind that answers, the best first."""
    how: How = "all"
    clauses = [_impacts(snapshot, clause) for clause in search.wanted]
    if not clauses:
        return Results()
    allowed = snapshot.of_kind(kind)
    for clause in search.unwanted:
        allowed = allowed - _impacts(snapshot, clause).documents
    numbers = allowed.intersection(*(clause.documents for clause in clauses))
    if not numbers:  # any word, also of a phrase
        how = "any"
        loose = [Clause((word,)) for clause in search.wanted for word in clause.words]
        clauses = [_impacts(snapshot, clause) for clause in loose[:MOST_WORDS]]
        numbers = allowed.intersection(set().union(*(clause.documents for clause in clauses)))
    if not numbers:
        return _nearly(snapshot, search, allowed)
    rows = [_ranked(number, clauses) for number in numbers]
    most = max(score for _, score, _, _ in rows)
    rows.sort(key=lambda row: (-row[0], -row[1], -row[2]))
    return Results(
        [snapshot.id(number) for _, _, number, _ in rows],
        [(rank + (score / most if most else 0.0)) / len(RANKS) for rank, score, _, _ in rows],
        [field for _, _, _, field in rows],
        how,
    )


@dataclass(frozen=True, slots=True)
class _Impacts:
    """What one clause adds to the score of each document, by field."""

    documents: set[int]
    by_field: dict[str, dict[int, float]]


def _impacts(snapshot: Snapshot, clause: Clause) -> _Impacts:
    by_field = {
        field: snapshot.impacts({field: weight}, clause.terms) for field, weight in FIELDS.items()
    }
    if len(clause.words) == 1:
        by_field["parts"] = snapshot.impacts({"parts": PARTS}, clause.terms)
    else:
        stems = [word.terms[0] for word in clause.words]
        for field, impacts in by_field.items():
            together = snapshot.matching(Phrase(field, stems))
            by_field[field] = {n: impact for n, impact in impacts.items() if n in together}
    return _Impacts(set().union(*by_field.values()), by_field)


def _ranked(number: int, clauses: list[_Impacts]) -> tuple[int, float, int, str]:
    by_field: dict[str, float] = defaultdict(float)
    for clause in clauses:
        for field, impacts in clause.by_field.items():
            by_field["body" if field == "parts" else field] += impacts.get(number, 0.0)
    score = sum(by_field.values())
    for rank in range(len(RANKS) - 1, 0, -1):
        if all(number in clause.by_field[RANKS[rank]] for clause in clauses):
            return rank, score, number, RANKS[rank]
    return 0, score, number, max(by_field, key=lambda field: by_field[field])


def _nearly(snapshot: Snapshot, search: Search, allowed: set[int]) -> Results:
    """What shares most pieces with the words: a typing error, or a part of a long word."""
    scores: dict[int, float] = defaultdict(float)
    everything = [word for clause in search.wanted for word in clause.words]
    for word in everything:
        pieces = grams(word.plain)
        shared: dict[int, int] = defaultdict(int)
        for piece in pieces:
            for number in snapshot.postings("grams", piece):
                shared[number] += 1
        for number, count in shared.items():
            if number in allowed and count >= NEARLY * len(pieces):
                scores[number] += count / len(pieces) / len(everything)
    order = sorted(scores, key=lambda number: (-scores[number], -number))
    return Results(
        [snapshot.id(number) for number in order],
        [scores[number] / len(RANKS) for number in order],
        ["title"] * len(order),
        "nearly",
    )
