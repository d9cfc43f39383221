"""What a text is about, whatever words it uses: the taxonomy's themes, and rings of synonyms."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crowd.search.compounds import parts
from crowd.search.dutch import Word, normal, words
from crowd.taxonomy.queries import Theme, themes

RING = "="  # a ring's id begins with this, a theme's never does
LABEL, SYNONYM, WORD = 2.0, 1.5, 0.5
ENOUGH = 1.0  # of a theme to be suggested: a label's own word in the title, a synonym anywhere
OF_BEST = 0.4  # what the others must have of the likeliest theme
# in nearly every question, so alone they point to no theme (groepjes, gewoontes, scholing)
EVERYDAY = {
    (stem,)
    for stem in (
        *("groep", "klas", "les", "school", "leerl", "kind", "student"),
        *("woon", "werk", "leer", "laat", "stil", "voel", "last"),
    )
} | {("te", "druk")}  # a teacher, or a class

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
        if phrase.weight > WORD or _alone(phrase):
            found[phrase.concept].update(word.plain for word in matched)
    return dict(found)


def said(title: str, body: str, lang: str = "nl") -> Iterator[tuple[str, str]]:
    """The concepts of a text, each as often as a different word points to it, and that word; what
    the title says counts twice, as with words."""
    for text in (title, f"{title}\n{body}"):
        for concept, pointing in concepts_in(text, lang).items():
            yield from ((concept, word) for word in sorted(pointing))


def themes_for(title: str, body: str = "", limit: int = 3) -> list[str]:
    """The themes that a text seems to be about, the likeliest first; the title counts twice."""
    scores: dict[str, float] = defaultdict(float)
    for text in (title, f"{title}\n{body}"):
        found: dict[tuple[str, tuple[str, ...]], float] = {}
        for phrase, _ in _matches(text, "nl"):
            if is_theme(phrase.concept):
                found[phrase.concept, phrase.stems] = phrase.weight * _rarity(phrase.stems)
        for (theme, _stems), score in found.items():
            scores[theme] += score
    order = sorted(scores, key=lambda theme: -scores[theme])[:limit]
    return [theme for theme in order if scores[theme] >= max(ENOUGH, OF_BEST * scores[order[0]])]


def _matches(text: str, lang: str) -> Iterator[tuple[Phrase, list[Word]]]:
    """The phrases of a text; words that say nothing make none of their own (or, orde)."""
    every = list(words(normal(text), lang, stops=True))
    stems = [word.terms[0] for word in every]
    for at, word in enumerate(every):
        for phrase in _phrases().get(stems[at], ()):
            end = at + len(phrase.stems)
            telling = [word for word in every[at:end] if not word.stop]
            if telling and tuple(stems[at:end]) == phrase.stems and _points(phrase):
                yield phrase, telling
        for part in parts(word.plain):
            for phrase in _phrases().get(part, ()):
                if len(phrase.stems) == 1 and _points(phrase):
                    yield phrase, [word]


def _points(phrase: Phrase) -> bool:
    return not (is_theme(phrase.concept) and phrase.stems in EVERYDAY)


def _alone(phrase: Phrase) -> bool:
    """Whether it points to no other theme."""
    same = (other for other in _phrases()[phrase.stems[0]] if other.stems == phrase.stems)
    return all(other == phrase or not is_theme(other.concept) for other in same)


def _rarity(stems: tuple[str, ...]) -> float:
    """A word that many themes have, also as a part, says little about each."""
    return 1 / min(len(_themes_having()[stem]) for stem in stems)


@cache
def _themes_having() -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for item in themes():
        for word in words(normal(" ".join((item.nl, item.en, *item.synonyms))), stops=True):
            for stem in (word.terms[0], *parts(word.plain)):
                found[stem].add(item.id)
    return found


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
