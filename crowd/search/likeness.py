"""A text taken apart into clues, by which an engine finds what resembles it, and the reasons why
something does, in the reader's own words."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from crowd.search.concepts import concepts_in, is_theme
from crowd.search.dutch import Word, grams, normal, words

# Measured with bench/similar_quality.py.
GRAM, CONCEPT = 0.2, 1.0
IN_TITLE = 1.5
MOST_WORDS = 300  # of a long body; the rest adds nothing but time
SHOWN_WORDS = 5
ALIKE = 0.5  # the share of its pieces by which a word counts as shared

Sort = Literal["word", "gram", "concept"]
Terms = Callable[[Word], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Clue:
    """A term to look for: a stem of title and body, a piece of a word, or a concept; what it
    weighs, and the words of the text that it comes from."""

    sort: Sort
    term: str
    weight: float
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A text that something may resemble."""

    title: str
    body: str
    lang: str
    clues: tuple[Clue, ...]
    shown: Mapping[str, str]  # each word as the reader wrote it


def asked(title: str, body: str, lang: str = "nl") -> Asked:
    """Any text at all."""
    title, body = normal(title), normal(body)
    in_title = list(words(title, lang))[:MOST_WORDS]
    in_body = list(words(body, lang))[:MOST_WORDS]
    clues = [
        *_clues("word", 1.0, in_title, in_body, lambda word: word.terms),
        *_clues("gram", GRAM, in_title, in_body, lambda word: grams(word.plain)),
        *(
            Clue("concept", concept, CONCEPT, frozenset(said))
            for concept, said in concepts_in(f"{title}\n{_beginning(body, in_body)}", lang).items()
        ),
    ]
    shown = {word.plain: body[word.start : word.end] for word in reversed(in_body)}
    shown |= {word.plain: title[word.start : word.end] for word in reversed(in_title)}
    return Asked(title, body, lang, tuple(clues), shown)


def shared_words(asked: Asked, shared: Mapping[int, float]) -> tuple[str, ...]:
    """The reader's own words that a document shares, the most telling first."""
    worth: dict[str, float] = defaultdict(float)
    pieces: dict[str, int] = defaultdict(int)
    for place, impact in shared.items():
        clue = asked.clues[place]
        for word in clue.words:
            worth[word] += impact
            # a stem or a concept is the word itself, or its synonym
            pieces[word] += 1 if clue.sort == "gram" else len(grams(word))
    telling = [word for word in worth if pieces[word] >= ALIKE * len(grams(word))]
    telling.sort(key=lambda word: (-worth[word], word))
    return tuple(asked.shown[word].lower() for word in telling[:SHOWN_WORDS])


def shared_themes(asked: Asked, shared: Mapping[int, float]) -> tuple[str, ...]:
    clues = (asked.clues[place] for place in shared)
    return tuple(clue.term for clue in clues if clue.sort == "concept" and is_theme(clue.term))


def _clues(
    sort: Sort, factor: float, in_title: list[Word], in_body: list[Word], terms: Terms
) -> Iterator[Clue]:
    """A term that is said twice counts more, but never double; in the title it counts more."""
    counted: dict[str, float] = defaultdict(float)
    said: dict[str, set[str]] = defaultdict(set)
    for found, weight in ((in_title, IN_TITLE), (in_body, 1.0)):
        for word in found:
            for term in terms(word):
                counted[term] += weight
                said[term].add(word.plain)
    for term, count in counted.items():
        yield Clue(sort, term, factor * 2 * count / (count + 1), frozenset(said[term]))


def _beginning(text: str, found: list[Word]) -> str:
    return text[: found[-1].end] if found else ""
