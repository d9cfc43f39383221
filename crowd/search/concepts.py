"""What a text is about, whatever words it uses: the taxonomy's themes, and rings of synonyms."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crowd.search.compounds import parts
from crowd.search.dutch import Word, normal, words
from crowd.taxonomy.queries import Theme, themes

RING = "="  # a ring's id begins with this, a theme's never does
LABEL, SYNONYM, WORD = 2.0, 1.5, 0.5
# in nearly every question, so they point to no theme of their own (groepjes, gewoontes)
EVERYDAY = {(stem,) for stem in ("groep", "woon", "klas", "les", "leerl", "kind", "student")}

Add = Callable[[str, str, float], None]


@dataclass(frozen=True, slots=True)
class Phrase:
    stems: tuple[str, ...]
    concept: str
    weight: float


def is_theme(concept: str) -> bool:
    return not concept.startswith(RING)


def concepts_in(text: str, lang: str = "nl") -> dict[str, set[str]]:
    """The concepts of a text, each with the words that point to it."""
    found: dict[str, set[str]] = defaultdict(set)
    for phrase, matched in _matches(text, lang):
        if phrase.weight > WORD or _rarity(phrase.stems) == 1:
            found[phrase.concept].update(word.plain for word in matched if not word.stop)
    return dict(found)


def themes_for(title: str, body: str = "", limit: int = 3) -> list[str]:
    """The themes that a text seems to be about, the likeliest first; the title counts twice."""
    scores: dict[str, float] = defaultdict(float)
    for text in (title, f"{title}\n{body}"):
        found: dict[tuple[str, tuple[str, ...]], float] = {}
        for phrase, _ in _matches(text, "nl"):
            if is_theme(phrase.concept) and phrase.stems not in EVERYDAY:
                found[phrase.concept, phrase.stems] = phrase.weight * _rarity(phrase.stems)
        for (theme, _stems), score in found.items():
            scores[theme] += score
    order = sorted(scores, key=lambda theme: -scores[theme])
    return [theme for theme in order if scores[theme] >= WORD][:limit]


def _matches(text: str, lang: str) -> Iterator[tuple[Phrase, list[Word]]]:
    every = list(words(normal(text), lang, stops=True))
    stems = [word.terms[0] for word in every]
    for at, word in enumerate(every):
        for phrase in _phrases().get(stems[at], ()):
            end = at + len(phrase.stems)
            if tuple(stems[at:end]) == phrase.stems:
                yield phrase, every[at:end]
        for part in parts(word.plain):
            for phrase in _phrases().get(part, ()):
                if len(phrase.stems) == 1:
                    yield phrase, [word]


def _rarity(stems: tuple[str, ...]) -> float:
    """A word that many themes share says little about each."""
    return 1 / sum(
        phrase.stems == stems and is_theme(phrase.concept) for phrase in _phrases()[stems[0]]
    )


@cache
def _phrases() -> dict[str, tuple[Phrase, ...]]:
    """Every phrase by its first stem."""
    found: dict[str, dict[tuple[tuple[str, ...], str], Phrase]] = defaultdict(dict)

    def add(text: str, concept: str, weight: float) -> None:
        stems = tuple(word.terms[0] for word in words(normal(text), stops=True))
        if stems:
            found[stems[0]].setdefault((stems, concept), Phrase(stems, concept, weight))

    for item in themes():
        _add_theme(item, add)
    for ring in _rings():
        for synonym in ring:
            add(synonym, RING + ring[0], SYNONYM)
    return {first: tuple(phrases.values()) for first, phrases in found.items()}


def _add_theme(item: Theme, add: Add) -> None:
    add(item.nl, item.id, LABEL)
    add(item.en, item.id, LABEL)
    for synonym in item.synonyms:
        add(synonym, item.id, SYNONYM)
    for word in words(item.nl):
        if word.plain.isalpha() and len(word.plain) > 2:  # the 2 of NT2 says nothing
            add(word.plain, item.id, WORD)


def _rings() -> list[list[str]]:
    text = (Path(__file__).parent / "synonyms.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return [[synonym.strip() for synonym in line.split(",")] for line in lines]
