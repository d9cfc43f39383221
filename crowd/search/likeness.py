"""Which documents resemble a text, and by which of its words."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from crowd.search.concepts import concepts_in, is_theme
from crowd.search.dutch import Word, normal, words
from crowd.search.engine import grams
from crowd.search.scoring import K1, Snapshot

# Measured with bench/similar_quality.py.
TEXT = {"title": 1.5, "body": 1.0}
GRAMS, CONCEPTS = 0.2, 1.0
IN_TITLE = 1.5
MOST_WORDS = 300  # of a long body; the rest adds nothing but time
MOST_TERMS = 100  # of each sort, the weightiest first
SHOWN_WORDS = 5
ALIKE = 0.5  # the share of its pieces by which a word counts as shared
CANDIDATES = 200  # more than enough to find a handful that the reader may see

Terms = Callable[[Word], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Clue:
    """A term of the text: what it adds to each document, what it adds to one of usual length that
    says it once in each field, and the words that it comes from."""

    impacts: Mapping[int, float]
    most: float
    words: frozenset[str]
    theme: str | None = None
    gram: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that resembles a text, from 0 to 1."""

    key: str
    score: float
    number: int


@dataclass(frozen=True, slots=True)
class Likeness:
    """What resembles a text, the likeliest first; the reasons need no index any more."""

    candidates: list[Candidate]
    clues: list[Clue]
    shown: Mapping[str, str]

    def words(self, candidate: Candidate) -> tuple[str, ...]:
        """The reader's own words that are shared, the most telling first."""
        worth: dict[str, float] = defaultdict(float)
        pieces: dict[str, int] = defaultdict(int)
        for clue in self._hits(candidate):
            for word in clue.words:
                worth[word] += clue.impacts[candidate.number]
                pieces[word] += clue.gram is not None
                if clue.gram is None:
                    pieces[word] += len(grams(word))  # the word itself, or its synonym
        telling = [word for word in worth if pieces[word] >= ALIKE * len(grams(word))]
        telling.sort(key=lambda word: (-worth[word], word))
        return tuple(self.shown[word].lower() for word in telling[:SHOWN_WORDS])

    def themes(self, candidate: Candidate) -> tuple[str, ...]:
        return tuple(clue.theme for clue in self._hits(candidate) if clue.theme)

    def _hits(self, candidate: Candidate) -> Iterator[Clue]:
        return (clue for clue in self.clues if candidate.number in clue.impacts)


def resembling(
    snapshot: Snapshot, title: str, body: str, kind: str, lang: str, *, most: int = CANDIDATES
) -> Likeness:
    """The documents of a kind that share something with the text."""
    title, body = normal(title), normal(body)
    in_title = list(words(title, lang))[:MOST_WORDS]
    in_body = list(words(body, lang))[:MOST_WORDS]
    clues = [
        *_word_clues(snapshot, in_title, in_body),
        *_gram_clues(snapshot, in_title, in_body),
        *_concept_clues(snapshot, f"{title}\n{_beginning(body, in_body)}", lang),
    ]
    scores: dict[int, float] = defaultdict(float)
    for clue in clues:
        for number, impact in clue.impacts.items():
            scores[number] += impact
    of_kind = snapshot.of_kind(kind)
    order = sorted((n for n in scores if n in of_kind), key=lambda n: (-scores[n], n))
    full = sum(clue.most for clue in clues)
    candidates = [Candidate(snapshot.key(n), min(1.0, scores[n] / full), n) for n in order[:most]]
    shown = {word.plain: body[word.start : word.end] for word in reversed(in_body)}
    shown |= {word.plain: title[word.start : word.end] for word in reversed(in_title)}
    return Likeness(candidates, clues, shown)


def _word_clues(snapshot: Snapshot, in_title: list[Word], in_body: list[Word]) -> Iterator[Clue]:
    said = _said(in_title, in_body, lambda word: word.terms)
    weights = _weights(in_title, in_body, lambda word: word.terms)
    for term in _weightiest(snapshot, "body", weights):
        yield from _clue(snapshot, TEXT, term, weights[term], said[term])


def _gram_clues(snapshot: Snapshot, in_title: list[Word], in_body: list[Word]) -> Iterator[Clue]:
    said = _said(in_title, in_body, lambda word: grams(word.plain))
    weights = _weights(in_title, in_body, lambda word: grams(word.plain))
    for gram in _weightiest(snapshot, "grams", weights):
        yield from _clue(
            snapshot, {"grams": 1.0}, gram, GRAMS * weights[gram], said[gram], gram=gram
        )


def _concept_clues(snapshot: Snapshot, text: str, lang: str) -> Iterator[Clue]:
    for concept, said in concepts_in(text, lang).items():
        theme = concept if is_theme(concept) else None
        yield from _clue(snapshot, {"concepts": 1.0}, concept, CONCEPTS, said, theme=theme)


def _clue(
    snapshot: Snapshot,
    fields: Mapping[str, float],
    term: str,
    weight: float,
    said: set[str],
    *,
    theme: str | None = None,
    gram: str | None = None,
) -> Iterator[Clue]:
    """A clue, unless no document has the term."""
    impacts = snapshot.impacts(fields, [term])
    if impacts:
        once = sum(fields.values())
        most = weight * snapshot.rarity(len(impacts)) * once / (once + K1)
        weighted = {number: weight * impact for number, impact in impacts.items()}
        yield Clue(weighted, most, frozenset(said), theme, gram)


def _weights(in_title: list[Word], in_body: list[Word], terms: Terms) -> dict[str, float]:
    """A term that is said twice counts more, but never double; in the title it counts more."""
    counted: dict[str, float] = defaultdict(float)
    for found, weight in ((in_title, IN_TITLE), (in_body, 1.0)):
        for word in found:
            for term in terms(word):
                counted[term] += weight
    return {term: 2 * count / (count + 1) for term, count in counted.items()}


def _said(in_title: list[Word], in_body: list[Word], terms: Terms) -> dict[str, set[str]]:
    """The words of the text that each term comes from."""
    said: dict[str, set[str]] = defaultdict(set)
    for word in (*in_title, *in_body):
        for term in terms(word):
            said[term].add(word.plain)
    return said


def _weightiest(snapshot: Snapshot, field: str, weights: dict[str, float]) -> list[str]:
    """The terms to look up: all of a short text, of a long one those that tell most."""
    if len(weights) <= MOST_TERMS:
        return list(weights)
    worth = {
        term: weight * snapshot.rarity(documents)
        for term, weight in weights.items()
        if (documents := snapshot.document_frequency(field, term))
    }
    return sorted(worth, key=lambda term: -worth[term])[:MOST_TERMS]


def _beginning(text: str, found: list[Word]) -> str:
    return text[: found[-1].end] if found else ""
