"""What a typed search finds: every word, or else any word, or else what is spelled nearly so."""

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from crowd.search.dutch import Word, grams
from crowd.search.engine import Results
from crowd.search.engines.postgres import terms
from crowd.search.engines.postgres.rows import LABELS
from crowd.search.finding import MOST_WORDS, Clause, Search
from crowd.search.likeness import rarity

RANKS = ("body", "title", "harvest")  # the last stands first when all words are found there
NEARLY = 0.5  # the share of a word's pieces that a misspelled one has
LOOKED_AT = 20_000  # documents with any of the words
RANKED = 10_000  # of what is found, the youngest, that are put in order; the rest stands behind

# `-id` and `kind || ''`: or PostgreSQL walks through all documents by their key.
# The weights stand in the order of labels D to A: body, experiences, harvest, title.
MATCHING = """
WITH found AS MATERIALIZED (
    SELECT id, words FROM documents
    WHERE kind || '' = %(kind)s AND words @@ %(wanted)s::tsquery
    AND NOT words @@ %(unwanted)s::tsquery
    ORDER BY -id LIMIT %(most)s
)
SELECT id,
    CASE WHEN words @@ %(in_harvest)s::tsquery THEN 2 WHEN words @@ %(in_title)s::tsquery THEN 1
    ELSE 0 END AS rank,
    (
        SELECT sum(rarity * ts_rank('{0.25, 0.25, 1.0, 0.75}', words, query))
        FROM unnest(%(rarities)s::real[], %(queries)s::tsquery[]) AS clause (rarity, query)
    ) AS score,
    ts_rank('{0.25, 0, 0, 0}', words, %(loose)s::tsquery) AS body,
    ts_rank('{0, 0.25, 0, 0}', words, %(loose)s::tsquery) AS experiences,
    ts_rank('{0, 0, 1.0, 0}', words, %(loose)s::tsquery) AS harvest,
    ts_rank('{0, 0, 0, 0.75}', words, %(loose)s::tsquery) AS title
FROM found ORDER BY rank DESC, score DESC, id DESC
"""
BEHIND = """
SELECT id FROM documents
WHERE kind || '' = %(kind)s AND words @@ %(wanted)s::tsquery AND -id > -%(before)s::int
AND NOT words @@ %(unwanted)s::tsquery
ORDER BY -id
"""
FIELDS = ("body", "experiences", "harvest", "title")
NEARLY_SO = """
WITH found AS MATERIALIZED (
    SELECT id, grams FROM documents
    WHERE kind || '' = %(kind)s AND grams @@ %(pieces)s::tsquery
    AND NOT words @@ %(unwanted)s::tsquery
    ORDER BY -id LIMIT %(most)s
)
SELECT id, score FROM found, LATERAL (
    SELECT sum(share) AS score FROM (
        SELECT 1.64493406685 * ts_rank('{1, 1, 1, 1}', grams, query) AS share
        FROM unnest(%(queries)s::tsquery[]) AS word (query)
    ) AS shares WHERE share > %(nearly)s
) AS shares WHERE score > 0 ORDER BY score DESC, id DESC
"""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A clause as PostgreSQL understands it, how rare it is, and in how many documents at most."""

    clause: Clause
    query: str
    rarity: float
    documents: int


def matching(connection: Connection, search: Search, kind: str) -> Results:
    """Every document of a kind that answers, the best first."""
    if not search.wanted:
        return Results()
    loose = [Clause((word,)) for clause in search.wanted for word in clause.words][:MOST_WORDS]
    everything = [*search.wanted, *loose]
    counts = terms.counts(
        connection, (("w", term) for c in everything for word in c.words for term in _lexemes(word))
    )
    unwanted = terms.any_of(_query(clause) for clause in search.unwanted)
    clauses = [_asked(clause, counts) for clause in search.wanted]
    found = Results()
    if all(asked.documents for asked in clauses):
        wanted = terms.all_of(asked.query for asked in clauses)
        found = _found(connection, kind, clauses, wanted, unwanted)
    if not found:  # any word, also of a phrase
        some = _rarest([_asked(clause, counts) for clause in loose])
        wanted = terms.any_of(asked.query for asked in some)
        found = replace(_found(connection, kind, some, wanted, unwanted), how="any")
    return found or _nearly(connection, kind, loose, unwanted)


def _asked(clause: Clause, counts: terms.Counts) -> _Asked:
    """A word is in as many documents as its terms at most, a phrase as its rarest word."""
    documents = min(sum(counts.of("w", term) for term in _lexemes(word)) for word in clause.words)
    return _Asked(clause, _query(clause), rarity(documents, counts.all), documents)


def _lexemes(word: Word) -> list[str]:
    """The terms of a word, alone and as parts of compounds."""
    return [terms.lexeme(mark + term) for mark in ("", terms.PART) for term in word.terms]


def _query(clause: Clause, field: str = "") -> str:
    """A word, also within a compound, or a phrase; in one field only whole words."""
    label = f":{LABELS[field]}" if field else ""
    if len(clause.words) > 1:
        stems = (terms.lexeme(word.terms[0]) for word in clause.words)
        return " <-> ".join(terms.quoted(stem) + label for stem in stems)
    word = clause.words[0]
    whole = [terms.lexeme(term) for term in word.terms]
    return terms.any_of(terms.quoted(t) + label for t in (whole if field else _lexemes(word)))


def _rarest(clauses: list[_Asked]) -> list[_Asked]:
    """As many as there is time for."""
    chosen: list[_Asked] = []
    looked_at = 0
    for asked in sorted(clauses, key=lambda asked: asked.documents):
        looked_at += asked.documents
        if asked.documents and (not chosen or looked_at <= LOOKED_AT):
            chosen.append(asked)
    return chosen


def _found(
    connection: Connection, kind: str, clauses: list[_Asked], wanted: str, unwanted: str
) -> Results:
    if not clauses:
        return Results()
    parameters = {
        "kind": kind,
        "wanted": wanted,
        "unwanted": unwanted,
        "most": RANKED,
        "in_harvest": terms.all_of(_query(asked.clause, "harvest") for asked in clauses),
        "in_title": terms.all_of(_query(asked.clause, "title") for asked in clauses),
        "rarities": [asked.rarity for asked in clauses],
        "queries": [asked.query for asked in clauses],
        "loose": terms.any_of(asked.query for asked in clauses),
    }
    rows = connection.exec_driver_sql(MATCHING, parameters).all()
    most = max((row.score for row in rows), default=0.0) or 1.0
    ids = [row.id for row in rows]
    scores = [(row.rank + row.score / most) / len(RANKS) for row in rows]
    fields = [
        RANKS[row.rank] if row.rank else max(FIELDS, key=lambda name: getattr(row, name))
        for row in rows
    ]
    if len(rows) == RANKED:
        behind = connection.exec_driver_sql(BEHIND, parameters | {"before": min(ids)}).scalars()
        ids += behind
        scores += [min(scores)] * (len(ids) - len(scores))
        fields += [RANKS[0]] * (len(ids) - len(fields))
    return Results(ids, scores, fields)


def _nearly(connection: Connection, kind: str, loose: list[Clause], unwanted: str) -> Results:
    """What shares most pieces with the words: a typing error, or a part of a long word."""
    pieces = [
        [terms.quoted(terms.lexeme(gram)) for gram in dict.fromkeys(grams(clause.words[0].plain))]
        for clause in loose
    ]
    rows = connection.exec_driver_sql(
        NEARLY_SO,
        {
            "kind": kind,
            "unwanted": unwanted,
            "pieces": terms.any_of(gram for some in pieces for gram in some),
            "queries": [terms.any_of(some) for some in pieces],
            "nearly": NEARLY - 0.001,  # ranks are rounded
            "most": RANKED,
        },
    ).all()
    return Results(
        [row.id for row in rows],
        [row.score / len(pieces) / len(RANKS) for row in rows],
        ["title"] * len(rows),
        "nearly",
    )
