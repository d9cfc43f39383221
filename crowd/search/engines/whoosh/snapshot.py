"""How much a document answers to terms: BM25F over an unchanging picture of the index.

BM25F sums a term's weighted frequency over the fields before it saturates, so a word in title
and body does not count double. Whoosh's own BM25F scores each field apart.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping

from whoosh.query import Query, Term
from whoosh.reading import TermNotFound
from whoosh.searching import Searcher

K1 = 2.0
B = 0.85
REMEMBERED = 20_000  # terms

Postings = Mapping[int, float]  # document number -> frequency for the length of the field


class Snapshot:
    """What the index was at one moment; terms that were asked for are remembered."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self._reader = searcher.reader()
        self._postings: dict[tuple[str, str], Postings] = {}
        self._ids: dict[int, int] = {}
        self._kinds: dict[str, set[int]] = {}
        self._norms: dict[str, list[float]] = {}
        self.count: int = self._reader.doc_count()

    def close(self) -> None:
        self._searcher.close()

    def id(self, number: int) -> int:
        found = self._ids.get(number)
        if found is None:
            key: str = self._reader.stored_fields(number)["key"]
            found = self._ids[number] = int(key.partition(":")[2])
        return found

    def words_beginning(self, prefix: str) -> dict[str, int]:
        """The plain words that begin so, and how many documents have each."""
        found = (term.decode() for term in self._reader.expand_prefix("plain", prefix))
        counts = {word: len(self.postings("plain", word)) for word in found}
        return {word: count for word, count in counts.items() if count}  # of those still there

    def matching(self, query: Query) -> set[int]:
        return set(self._searcher.docs_for_query(query))

    def of_kind(self, kind: str) -> set[int]:
        found = self._kinds.get(kind)
        if found is None:
            found = self._kinds[kind] = self.matching(Term("kind", kind))
        return found

    def document_frequency(self, field: str, term: str) -> int:
        return int(self._reader.doc_frequency(field, term))

    def postings(self, field: str, term: str) -> Postings:
        found = self._postings.get((field, term))
        if found is None:
            if len(self._postings) >= REMEMBERED:
                self._postings.clear()
            found = self._postings[field, term] = self._read(field, term)
        return found

    def weights(self, fields: Mapping[str, float], terms: Iterable[str]) -> dict[int, float]:
        """For each document the weighted frequency of any of these terms, over these fields."""
        total: dict[int, float] = defaultdict(float)
        for field, weight in fields.items():
            for term in terms:
                for number, frequency in self.postings(field, term).items():
                    total[number] += weight * frequency
        return total

    def impacts(self, fields: Mapping[str, float], terms: Iterable[str]) -> dict[int, float]:
        """For each document what these terms add to its score: 0 to 1, times their rarity."""
        weights = self.weights(fields, terms)
        rarity = self.rarity(len(weights))
        return {number: rarity * x / (x + K1) for number, x in weights.items()}

    def rarity(self, documents: int) -> float:
        return math.log(1 + (max(self.count - documents, 0) + 0.5) / (documents + 0.5))

    def _read(self, field: str, term: str) -> Postings:
        try:
            matcher = self._reader.postings(field, term)
        except TermNotFound:
            return {}
        norms = self._lengths(field)
        found: dict[int, float] = {}
        while matcher.is_active():
            number = matcher.id()
            found[number] = matcher.weight() / norms[number]
            matcher.next()
        return found

    def _lengths(self, field: str) -> list[float]:
        """For each document the length of a field against the average, as BM25 dampens it."""
        found = self._norms.get(field)
        if found is None:
            reader = self._reader
            average = max(1.0, reader.field_length(field) / max(1, self.count))
            found = self._norms[field] = [
                1 - B + B * (reader.doc_field_length(number, field) or 0) / average
                for number in range(reader.doc_count_all())
            ]
        return found
