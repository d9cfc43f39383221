"""What a typed search finds: every word, or else any word, or else what is spelled nearly so.

Quotes make a phrase and a minus leaves out; all else is words, so there is no syntax to break.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from whoosh.query import Phrase

from crowd.search.compounds import parts
from crowd.search.dutch import Word, normal, words
from crowd.search.engine import grams
from crowd.search.scoring import Snapshot

FIELDS = {"harvest": 4.0, "title": 3.0, "experiences": 1.0, "body": 1.0}
PARTS = 0.5
RANKS = ("body", "title", "harvest")  # the last stands first when all words are found there
MOST_CHARACTERS, MOST_WORDS = 2_000, 24
NEARLY = 0.5  # the share of a word's pieces that a misspelled one has

CLAUSE = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<plain>[^\s"]+))')
QUOTES = str.maketrans("“”„‟«»", '""""""')


@dataclass(frozen=True, slots=True)
class Clause:
    """A word, or the words of a phrase in their order."""

    words: tuple[Word, ...]

    @property
    def terms(self) -> tuple[str, ...]:
        return tuple(term for word in self.words for term in word.terms)


@dataclass(frozen=True, slots=True)
class Search:
    wanted: tuple[Clause, ...]
    unwanted: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A document that was found, from 0 to 1, and the field that answers best."""

    key: str
    score: float
    field: str


def parse(text: str, lang: str = "nl") -> Search:
    """Any text at all is a search."""
    wanted: dict[tuple[str, ...], Clause] = {}
    unwanted: list[Clause] = []
    for match in CLAUSE.finditer(normal(text)[:MOST_CHARACTERS].translate(QUOTES)):
        phrase = match["phrase"] is not None
        found = tuple(words(match["phrase"] if phrase else match["plain"], lang))
        if not found:
            continue
        if match["minus"]:
            unwanted.append(Clause(found))
            continue
        for clause in [Clause(found)] if phrase else [Clause((word,)) for word in found]:
            wanted.setdefault(clause.terms, clause)
    return Search(tuple(wanted.values())[:MOST_WORDS], tuple(unwanted[:MOST_WORDS]))


def finding(snapshot: Snapshot, text: str, kind: str, lang: str = "nl") -> Iterator[Found]:
    """Every document of a kind that answers to the text, the best first."""
    search = parse(text, lang)
    clauses = [_impacts(snapshot, clause) for clause in search.wanted]
    if not clauses:
        return
    allowed = snapshot.of_kind(kind)
    for clause in search.unwanted:
        allowed = allowed - _impacts(snapshot, clause).documents
    numbers = allowed.intersection(*(clause.documents for clause in clauses))
    if not numbers:  # any word, also of a phrase
        loose = [Clause((word,)) for clause in search.wanted for word in clause.words]
        clauses = [_impacts(snapshot, clause) for clause in loose[:MOST_WORDS]]
        numbers = allowed.intersection(set().union(*(clause.documents for clause in clauses)))
    if not numbers:
        yield from _nearly(snapshot, search, allowed)
        return
    rows = [_ranked(number, clauses) for number in numbers]
    most = max(score for _, score, _, _ in rows)
    for rank, score, number, field in sorted(rows, key=lambda row: (-row[0], -row[1], -row[2])):
        share = score / most if most else 0.0
        yield Found(snapshot.key(number), (rank + share) / len(RANKS), field)


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


def _nearly(snapshot: Snapshot, search: Search, allowed: set[int]) -> Iterator[Found]:
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
    for number in sorted(scores, key=lambda n: (-scores[n], -n)):
        yield Found(snapshot.key(number), scores[number] / len(RANKS), "title")


def wanted_terms(text: str, lang: str = "nl") -> frozenset[str]:
    """The terms by which the words of a search are recognised in a text."""
    return frozenset(term for clause in parse(text, lang).wanted for term in clause.terms)


def answers(word: Word, terms: frozenset[str]) -> bool:
    return not word.stop and not terms.isdisjoint((*word.terms, *parts(word.plain)))
