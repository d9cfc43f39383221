"""A text taken apart into clues, by which an engine finds what resembles it, and the reasons why
something does, in the reader's own words."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from crowd.search.compounds import parts
from crowd.search.concepts import is_theme, said
from crowd.search.dutch import Word, grams, normal, words

# Measured: docs/decisions/0012-meaning.md.
MOST_WORDS = 300  # of a long body; the rest adds nothing but time
SHOWN_WORDS = 5
ALIKE = 0.5  # the share of its pieces by which a word counts as shared

BY_MEANING, LEAST_BY_MEANING = 0.7, 0.1
BY_CONCEPTS, CHANCE = 2.0, 1.5  # how much less by concepts, and how many may be chance
RARE = 2_000  # documents up to which a piece of a word tells enough for what it costs

Sort = Literal["word", "part", "gram", "concept"]
MOST_TERMS: dict[Sort, int] = {"word": 60, "part": 20, "gram": 60, "concept": 20}
Terms = Callable[[Word], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Weights:
    """Against a word of the title, which weighs 1."""

    body: float
    part: float
    gram: float
    concept: float


# Our concepts are Dutch, and so are the teachers who tell in the body what it is about;
# other languages write their compounds apart.
WEIGHTS = {"nl": Weights(body=1.0, part=0.15, gram=0.2, concept=2.0)}
OTHERS = Weights(body=0.5, part=0.0, gram=0.0, concept=0.25)


@dataclass(frozen=True, slots=True)
class Clue:
    """A term to look for: a stem, a part of a compound, a piece of a word, or a concept; what it
    weighs, and the words of the text that it comes from."""

    sort: Sort
    term: str
    weight: float
    words: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A text that something may resemble; with its vector also by meaning."""

    title: str
    body: str
    lang: str
    clues: tuple[Clue, ...]
    shown: Mapping[str, str]  # each word as the reader wrote it
    vector: NDArray[np.float32] | None = None


def asked(
    title: str, body: str, lang: str = "nl", vector: NDArray[np.float32] | None = None
) -> Asked:
    """Any text at all."""
    title, body = normal(title), normal(body)
    in_title = list(islice(words(title, lang), MOST_WORDS))
    in_body = list(islice(words(body, lang), MOST_WORDS))
    weights = WEIGHTS.get(lang, OTHERS)
    counted = _counted(in_title, in_body, weights.body)
    concepts = said(_beginning(title, in_title), _beginning(body, in_body), lang)
    clues = [
        *_clues("word", 1.0, counted, lambda word: word.terms[-1:]),
        *_clues("part", weights.part, counted, lambda word: (word.terms[0], *parts(word.plain))),
        *_gram_clues(counted, weights.gram),
        *_concept_clues(concepts, weights.concept),
    ]
    shown = {word.plain: body[word.start : word.end] for word in reversed(in_body)}
    shown |= {word.plain: title[word.start : word.end] for word in reversed(in_title)}
    return Asked(title, body, lang, tuple(clues), shown, vector)


def worths(asked: Asked, count: int, documents: Callable[[Sort, str], int]) -> dict[int, float]:
    """The clues to look up, by their place, and what each is worth: its weight by how rare it is.
    `documents` tells how many of all documents have a term."""
    found: dict[int, float] = {}
    for sort, most in MOST_TERMS.items():
        worth = {}
        for at, clue in enumerate(asked.clues):
            if clue.sort != sort:
                continue
            having = documents(sort, clue.term)
            if having and (sort != "gram" or having <= RARE):
                worth[at] = clue.weight * rarity(having, count)
        chosen = sorted(worth, key=lambda at: -worth[at])[:most]
        found |= {at: worth[at] for at in chosen}
    return found


def by_meaning(asked: Asked, worths: Mapping[int, float]) -> float:
    """How much of the whole meaning counts, from 0 to 1: the less, the more of what is asked are
    concepts that we know; one or two may be chance."""
    known = [worth for at, worth in worths.items() if asked.clues[at].sort == "concept"]
    share = sum(known) / max(sum(worths.values()), 1e-9) * max(0.0, 1 - CHANCE / max(1, len(known)))
    return max(LEAST_BY_MEANING, BY_MEANING - BY_CONCEPTS * share)


def rarity(documents: int, count: int) -> float:
    """How much it tells that a document has what so many of all have."""
    return math.log(1 + (max(count - documents, 0) + 0.5) / (documents + 0.5))


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


def _counted(
    in_title: list[Word], in_body: list[Word], body: float
) -> dict[str, tuple[Word, float]]:
    """Each different word, and how much it is said."""
    counted: dict[str, tuple[Word, float]] = {}
    for found, weight in ((in_title, 1.0), (in_body, body)):
        for word in found:
            counted[word.plain] = (word, counted.get(word.plain, (word, 0.0))[1] + weight)
    return counted


def _clues(
    sort: Sort, factor: float, counted: dict[str, tuple[Word, float]], terms: Terms
) -> Iterator[Clue]:
    """A clue for each term, of all the words that have it."""
    if not factor:
        return
    weights: dict[str, float] = defaultdict(float)
    said: dict[str, set[str]] = defaultdict(set)
    for word, count in counted.values():
        for term in terms(word):
            weights[term] += count
            said[term].add(word.plain)
    for term, weight in weights.items():
        yield Clue(sort, term, factor * weight, frozenset(said[term]))


def _gram_clues(counted: dict[str, tuple[Word, float]], weight: float) -> Iterator[Clue]:
    for word, count in counted.values() if weight else ():
        for gram in dict.fromkeys(grams(word.plain)):
            yield Clue("gram", gram, weight * count, frozenset([word.plain]))


def _concept_clues(concepts: Iterable[tuple[str, str]], weight: float) -> Iterator[Clue]:
    pointing: dict[str, set[str]] = defaultdict(set)
    for concept, word in concepts:
        pointing[concept].add(word)
    for concept, found in pointing.items():
        yield Clue("concept", concept, weight * len(found), frozenset(found))


def _beginning(text: str, found: list[Word]) -> str:
    return text[: found[-1].end] if found else ""
