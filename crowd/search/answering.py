"""Whether one text answers to a typed search, without an index: for who waits for something new.

Strict, where a search that somebody looks at is forgiving: every word, every phrase, and nothing
that is left out.
"""

from collections.abc import Sequence

from crowd.search.compounds import parts
from crowd.search.documents import TEXTS, Document
from crowd.search.dutch import Word, normal, words
from crowd.search.finding import Clause, Search


class Text:
    """A document taken apart once, to be held against many searches."""

    def __init__(self, document: Document) -> None:
        texts = (normal(getattr(document, name)) for name in TEXTS)
        found = [list(words(text, document.lang)) for text in texts]
        self._fields = [[word.terms[0] for word in field] for field in found]
        self._terms = {term for field in found for word in field for term in _terms(word)}

    def answers(self, search: Search) -> bool:
        return all(map(self._has, search.wanted)) and not any(map(self._has, search.unwanted))

    def _has(self, clause: Clause) -> bool:
        if len(clause.words) == 1:
            return not self._terms.isdisjoint(clause.terms)
        stems = [word.terms[0] for word in clause.words]
        return any(_stands(stems, field) for field in self._fields)


def _terms(word: Word) -> tuple[str, ...]:
    return (*word.terms, *parts(word.plain))


def _stands(phrase: Sequence[str], field: Sequence[str]) -> bool:
    size = len(phrase)
    return any(phrase == field[at : at + size] for at in range(len(field) - size + 1))
