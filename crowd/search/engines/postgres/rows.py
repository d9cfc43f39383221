"""What PostgreSQL holds of a document, and how many documents have each term.

A lexeme of `clues` and `grams` says by its label how much it adds to a score, A the most: BM25F
of title and body, reckoned when written. A lexeme of `words` says by its label in
which field it stands, and by its place whether words form a phrase.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice

from sqlalchemy import Connection

from crowd.search.compounds import parts
from crowd.search.concepts import said
from crowd.search.documents import Document
from crowd.search.dutch import Word, grams, normal, words
from crowd.search.engine import Item
from crowd.search.engines.postgres import terms
from crowd.search.likeness import K1, SAID, B

SCHEMA_VERSION = 5  # higher when tables or analysis change: an older copy is not read

LABELS = {"title": "A", "harvest": "B", "experiences": "C", "body": "D"}
APART = 10  # places between fields: no phrase runs from one into the other
MOST_WORDS = 10_000  # of a field; PostgreSQL knows 16,383 places

# lengths for BM25F that do not change with what else is there
USUAL = {"title": 5, "body": 22, "parts": 5, "grams": 100, "concepts": 25}  # terms
IMPACTS = {"A": 0.6, "B": 0.46, "C": 0.32, "D": 0.18}  # of which the nearest is kept

# `clues` stay in the row: they are looked at for thousands of documents, the rest for a few.
TABLES = """
CREATE TABLE documents (
    kind text NOT NULL,
    id integer NOT NULL,
    clues tsvector NOT NULL,
    grams tsvector NOT NULL,
    words tsvector NOT NULL,
    plain text[] NOT NULL,
    PRIMARY KEY (kind, id)
);
ALTER TABLE documents ALTER clues SET STORAGE MAIN;
CREATE TABLE terms (
    sort "char" NOT NULL,
    term text COLLATE "C" NOT NULL,
    documents integer NOT NULL,
    PRIMARY KEY (sort, term)
);
"""
INDEXES = """
CREATE INDEX documents_clues ON documents USING gin (clues) WITH (fastupdate = off);
CREATE INDEX documents_grams ON documents USING gin (grams) WITH (fastupdate = off);
CREATE INDEX documents_words ON documents USING gin (words) WITH (fastupdate = off);
ANALYZE documents;
ANALYZE terms;
"""
REMOVE = """
WITH gone AS (
    DELETE FROM documents USING unnest(%(kinds)s::text[], %(ids)s::int[]) AS item (kind, id)
    WHERE documents.kind = item.kind AND documents.id = item.id
    RETURNING documents.*
)
SELECT 'c', lexeme, count(*) FROM gone, unnest(tsvector_to_array(clues)) AS lexeme GROUP BY lexeme
UNION ALL
SELECT 'g', lexeme, count(*) FROM gone, unnest(tsvector_to_array(grams)) AS lexeme GROUP BY lexeme
UNION ALL
SELECT 'w', lexeme, count(*) FROM gone, unnest(tsvector_to_array(words)) AS lexeme GROUP BY lexeme
UNION ALL
SELECT 'p', word, count(*) FROM gone, unnest(plain) AS word GROUP BY word
UNION ALL
SELECT 'k', kind, count(*) FROM gone GROUP BY kind
"""
ADD = """
INSERT INTO documents (kind, id, clues, grams, words, plain) VALUES
(%(kind)s, %(id)s, %(clues)s::tsvector, %(grams)s::tsvector, %(words)s::tsvector, %(plain)s)
"""
COUNT = """
INSERT INTO terms (sort, term, documents)
SELECT * FROM unnest(%(sorts)s::text[], %(terms)s::text[], %(more)s::int[])
ON CONFLICT (sort, term) DO UPDATE SET documents = terms.documents + excluded.documents
"""
FORGET = """
DELETE FROM terms USING unnest(%(sorts)s::text[], %(terms)s::text[]) AS none (sort, term)
WHERE terms.sort = none.sort::"char" AND terms.term = none.term AND documents <= 0
"""
HOW_MANY = "SELECT coalesce(sum(documents), 0)::int FROM terms WHERE sort = 'k'"

Places = Mapping[str, Iterable[str]]


@dataclass(frozen=True, slots=True)
class Row:
    """A document as it is written."""

    kind: str
    id: int
    clues: Places
    grams: Places
    words: Places
    plain: list[str]

    def parameters(self) -> dict[str, object]:
        vectors = {name: terms.vector(getattr(self, name)) for name in ("clues", "grams", "words")}
        return {"kind": self.kind, "id": self.id, "plain": self.plain, **vectors}

    def terms(self) -> Iterator[tuple[str, str]]:
        for sort, held in (("c", self.clues), ("g", self.grams), ("w", self.words)):
            yield from ((sort, term) for term in held)
        yield from (("p", word) for word in self.plain)
        yield "k", self.kind


def count(connection: Connection) -> int:
    """How many documents there are."""
    found: int = connection.exec_driver_sql(HOW_MANY).scalar_one()
    return found


def write(connection: Connection, documents: Iterable[Document], gone: Iterable[Item]) -> None:
    """Put documents in place of what stands there; remove what is gone."""
    rows = [row_of(document) for document in documents]
    items = [*gone, *((row.kind, row.id) for row in rows)]
    if not items:
        return
    more: Counter[tuple[str, str]] = Counter()
    removed = connection.exec_driver_sql(
        REMOVE, {"kinds": [kind for kind, _ in items], "ids": [id for _, id in items]}
    )
    for sort, term, documents_ in removed:
        more[sort, term] -= documents_
    if rows:
        connection.exec_driver_sql(ADD, [row.parameters() for row in rows])
        more.update(chain.from_iterable(row.terms() for row in rows))
    changed = sorted(key for key, count in more.items() if count)
    parameters = {
        "sorts": [sort for sort, _ in changed],
        "terms": [term for _, term in changed],
        "more": [more[key] for key in changed],
    }
    connection.exec_driver_sql(COUNT, parameters)
    connection.exec_driver_sql(FORGET, parameters)


def row_of(document: Document) -> Row:
    texts = {name: normal(getattr(document, name)) for name in LABELS}
    found = {
        name: list(islice(words(text, document.lang), MOST_WORDS)) for name, text in texts.items()
    }
    question = found["title"] + found["body"]
    halves = [terms.PART + part for word in chain(*found.values()) for part in parts(word.plain)]
    concepts = [concept for concept, _ in said(texts["title"], texts["body"], document.lang)]
    pieces = [gram for word in question for gram in grams(word.plain)]
    return Row(
        document.kind,
        document.id,
        _labelled(_said(found))
        | _labelled(_often("parts", halves))
        | _labelled(
            _often("concepts", [terms.CONCEPT + id for id in (*document.themes, *concepts)])
        ),
        _labelled(_often("grams", pieces)),
        _words(found),
        list(dict.fromkeys(terms.lexeme(word.plain) for word in chain(*found.values()))),
    )


def _said(texts: Mapping[str, list[Word]]) -> dict[str, float]:
    """The stems of title and body, as often as they count."""
    found: dict[str, float] = defaultdict(float)
    for name, (weight, b) in SAID.items():
        stems = [term for word in texts[name] for term in word.terms]
        for term, often in _often(name, stems, b).items():
            found[term] += weight * often
    return found


def _often(name: str, found: list[str], b: float = B) -> dict[str, float]:
    """How often each term is said, dampened by the length of the text."""
    norm = 1 - b + b * len(found) / USUAL[name]
    return {term: count / norm for term, count in Counter(map(terms.lexeme, found)).items()}


def _labelled(often: Mapping[str, float]) -> dict[str, list[str]]:
    """Each term, and by its label how much it says of the document."""
    return {term: ["1" + _nearest(count / (count + K1))] for term, count in often.items()}


def _nearest(impact: float) -> str:
    return min(IMPACTS, key=lambda label: abs(IMPACTS[label] - impact))


def _words(found: Mapping[str, list[Word]]) -> Places:
    places: dict[str, list[str]] = defaultdict(list)
    at = 0
    for name, label in LABELS.items():
        for word in found[name]:
            at += 1
            for term in (*word.terms, *(terms.PART + part for part in parts(word.plain))):
                places[terms.lexeme(term)].append(f"{at}{label}")
        at += APART
    return places
