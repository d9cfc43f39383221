"""A text taken apart into clues, by which an engine finds what resembles it, and the reasons why
something does, in the reader's own words."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
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

# BM25F: how much more often helps, and how far the length of a text dampens it; what a word of
# the texts that count together weighs, and how their lengths dampen that
K1, B = 2.0, 0.85
K3 = 1.5  # and the same for a term that the asked body repeats
SAID = {"title": (3.0, 0.5), "body": (1.0, B)}

# Of a text's different words the share that our concepts know says whether it speaks of school:
# below the first not at all, above the second wholly; and as many words may be chance.
FOREIGN, FAMILIAR, CHANCE = 0.2, 0.4, 3
LEAST_CONCEPT = 0.1  # of the weight of concepts, in a text that does not speak of school
BY_MEANING, BY_CONCEPTS = 0.7, 0.5  # how much meaning counts, and how much less by concepts
LONG = 0.5  # of the words of a usual document, from which meaning counts in full
RARE = 2_000  # documents up to which a piece of a word tells enough for what it costs

Sort = Literal["word", "part", "gram", "concept"]
MOST_TERMS: dict[Sort, int] = {"word": 60, "part": 20, "gram": 60, "concept": 20}
Terms = Callable[[Word], Iterable[str]]
Counted = tuple[Word, int, int]  # how often the title says it, and the body
Counts = Callable[[int, int], float]


@dataclass(frozen=True, slots=True)
class Weights:
    """Against a word of the title, which weighs 1."""

    body: float
    part: float
    gram: float
    concept: float


# Our concepts are Dutch, and so are the teachers who tell in the body what it is about;
# other languages write their compounds apart.
WEIGHTS = {"nl": Weights(body=0.7, part=0.1, gram=0.1, concept=4.0)}
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
    familiar: float  # how far it speaks of school as we know it, from 0 to 1
    vector: NDArray[np.float32] | None = None


def asked(
    title: str, body: str, lang: str = "nl", vector: NDArray[np.float32] | None = None
) -> Asked:
    """Any text at all."""
    title, body = normal(title), normal(body)
    in_title = list(islice(words(title, lang), MOST_WORDS))
    in_body = list(islice(words(body, lang), MOST_WORDS))
    weights = WEIGHTS.get(lang, OTHERS)
    counted = _counted(in_title, in_body)
    counts = partial(_counts, weights.body)
    concepts = list(said(_beginning(title, in_title), _beginning(body, in_body), lang))
    familiar = _familiar({word for _, word in concepts}, len(counted))
    clues = [
        *_clues("word", 1.0, counted, counts, lambda word: word.terms[-1:]),
        *_clues("part", weights.part, counted, counts, _with_parts),
        *_gram_clues(weights.gram, counted, counts),
        *_concept_clues(concepts, weights.concept * max(LEAST_CONCEPT, familiar)),
    ]
    shown = {word.plain: body[word.start : word.end] for word in reversed(in_body)}
    shown |= {word.plain: title[word.start : word.end] for word in reversed(in_title)}
    return Asked(title, body, lang, tuple(clues), shown, familiar, vector)


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


def by_meaning(asked: Asked, usual: float) -> float:
    """How much of the whole meaning counts, from 0 to 1: the less, the more of what is asked are
    concepts that we know, and the shorter it is beside a document of `usual` words, for the vector
    of a title alone is little like that of a whole question."""
    whole = min(1.0, len(asked.shown) / max(1.0, LONG * usual))
    return whole * (BY_MEANING - BY_CONCEPTS * asked.familiar)


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


def _counted(in_title: list[Word], in_body: list[Word]) -> list[Counted]:
    """Each different word."""
    title, body = (Counter(word.plain for word in found) for found in (in_title, in_body))
    different = {word.plain: word for word in (*in_title, *in_body)}
    return [(word, title[plain], body[plain]) for plain, word in different.items()]


def _counts(weight: float, in_title: int, in_body: int) -> float:
    """How much it counts to be said so often."""
    return in_title + weight * in_body * (1 + K3) / (in_body + K3)


def _with_parts(word: Word) -> tuple[str, ...]:
    return (word.terms[0], *parts(word.plain))


def _clues(
    sort: Sort,
    weight: float,
    counted: list[Counted],
    counts: Counts,
    terms: Terms,
) -> Iterator[Clue]:
    """A clue for each term, of all the words that have it."""
    if not weight:
        return
    title, body = Counter[str](), Counter[str]()
    said: dict[str, set[str]] = defaultdict(set)
    for word, in_title, in_body in counted:
        for term in terms(word):
            title[term] += in_title
            body[term] += in_body
            said[term].add(word.plain)
    for term, found in said.items():
        yield Clue(sort, term, weight * counts(title[term], body[term]), frozenset(found))


def _gram_clues(weight: float, counted: list[Counted], counts: Counts) -> Iterator[Clue]:
    for word, in_title, in_body in counted if weight else ():
        for gram in dict.fromkeys(grams(word.plain)):
            yield Clue("gram", gram, weight * counts(in_title, in_body), frozenset([word.plain]))


def _familiar(known: set[str], different: int) -> float:
    share = len(known) / (different + CHANCE)
    return min(1.0, max(0.0, (share - FOREIGN) / (FAMILIAR - FOREIGN)))


def _concept_clues(concepts: Iterable[tuple[str, str]], weight: float) -> Iterator[Clue]:
    pointing: dict[str, set[str]] = defaultdict(set)
    for concept, word in concepts:
        pointing[concept].add(word)
    for concept, found in pointing.items():
        yield Clue("concept", concept, weight * len(found), frozenset(found))


def _beginning(text: str, found: list[Word]) -> str:
    return text[: found[-1].end] if found else ""
