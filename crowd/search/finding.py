"""A typed search taken apart: quotes make a phrase and a minus leaves out; all else is words, so
there is no syntax to break."""

import re
from dataclasses import dataclass

from crowd.search.compounds import parts
from crowd.search.dutch import Word, normal, words

MOST_CHARACTERS, MOST_WORDS = 2_000, 24

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


def pieces(text: str) -> list[str]:
    """The words and phrases of a search as they were typed; those that say nothing are left out."""
    typed = normal(text)[:MOST_CHARACTERS].translate(QUOTES)
    return [match.group() for match in CLAUSE.finditer(typed) if any(words(match.group()))]


def wanted_terms(text: str, lang: str = "nl") -> frozenset[str]:
    """The terms by which the words of a search are recognised in a text."""
    return frozenset(term for clause in parse(text, lang).wanted for term in clause.terms)


def answers(word: Word, terms: frozenset[str]) -> bool:
    return not word.stop and not terms.isdisjoint((*word.terms, *parts(word.plain)))
