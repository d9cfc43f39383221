"""Our terms in PostgreSQL's own types: a tsvector of a document, a tsquery that asks for it.

PostgreSQL's dictionaries take no part: the terms are those of `dutch`, `compounds` and
`concepts`, so that every engine finds the same.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from sqlalchemy import Connection

LONGEST = 100  # letters of a lexeme
CONCEPT, PART = "#", "+"  # in front of what is not a stem; no word begins with these
RANK = 1.64493406685  # what PostgreSQL divides each lexeme's share of a rank by
GRADE = 1.35  # weights within this ratio count as the same
TOGETHER = 3.0  # how much oftener two words of one text meet than by chance

COUNTED = """
SELECT sort, term, documents FROM terms
WHERE sort = 'k' OR (sort, term) IN (SELECT * FROM unnest(%(sorts)s::text[], %(terms)s::text[]))
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many documents have each term, and how many there are."""

    by_term: Mapping[tuple[str, str], int]
    by_kind: Mapping[str, int]

    def of(self, sort: str, term: str) -> int:
        return self.by_term.get((sort, term), 0)

    @property
    def all(self) -> int:
        return sum(self.by_kind.values())


def counts(connection: Connection, wanted: Iterable[tuple[str, str]]) -> Counts:
    pairs = list(dict.fromkeys(wanted))
    rows = connection.exec_driver_sql(
        COUNTED, {"sorts": [sort for sort, _ in pairs], "terms": [term for _, term in pairs]}
    ).all()
    return Counts(
        {(sort, term): documents for sort, term, documents in rows if sort != "k"},
        {term: documents for sort, term, documents in rows if sort == "k"},
    )


def place_of(sort: str, term: str) -> tuple[str, str]:
    """How a clue of this sort is counted, and how it stands in a vector."""
    mark = {"concept": CONCEPT, "part": PART}.get(sort, "")
    return "g" if sort == "gram" else "c", lexeme(mark + term)


def lexeme(term: str) -> str:
    return term[:LONGEST]


def quoted(term: str) -> str:
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"


def vector(places: Mapping[str, Iterable[str]]) -> str:
    """A tsvector: each lexeme with its places, such as 4A."""
    return " ".join(f"{quoted(term)}:{','.join(at)}" for term, at in places.items())


def any_of(queries: Iterable[str]) -> str:
    return " | ".join(f"({query})" for query in queries)


def all_of(queries: Iterable[str]) -> str:
    return " & ".join(f"({query})" for query in queries)


def telling(documents: Mapping[str, int], every: int, budget: int) -> str:
    """A tsquery for about as many documents as `budget` allows, those that have the rarest of
    these terms, and of common terms two together."""
    query: list[str] = []
    spent = 0.0
    order = sorted(documents, key=lambda term: documents[term])
    while order and (not query or spent + documents[order[0]] <= budget):
        spent += documents[order[0]]
        query.append(quoted(order.pop(0)))
    both = {
        pair: TOGETHER * documents[pair[0]] * documents[pair[1]] / max(every, 1)
        for pair in combinations(order[:8], 2)
    }
    for one, other in sorted(both, key=lambda pair: both[pair]):
        if (spent := spent + both[one, other]) > budget:
            break
        query.append(f"({quoted(one)} & {quoted(other)})")
    return " | ".join(query)


def graded(weights: Mapping[str, float]) -> tuple[list[float], list[str]]:
    """`ts_rank` weighs all terms of a query alike: so a query for each grade of weight, and what
    its rank is to be multiplied by to have the sum of its terms."""
    weights = {term: weight for term, weight in weights.items() if weight > 0}
    least = min(weights.values(), default=0.0)
    groups: dict[int, list[str]] = defaultdict(list)
    for term, weight in weights.items():
        groups[round(math.log(weight / least) / math.log(GRADE))].append(term)
    factors = [RANK * sum(weights[term] for term in group) for group in groups.values()]
    return factors, [any_of(map(quoted, group)) for group in groups.values()]
