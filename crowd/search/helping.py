"""Help with a search: what one may be about to find, may have meant, and may leave out.

The words that documents use tell something of what is in them. So nothing is proposed but what
finds something for this viewer, with all its words.
"""

import re
from collections.abc import Iterator

from crowd.core.viewer import Viewer
from crowd.search.dutch import WORD, fold, is_stop
from crowd.search.engine import IndexBroken
from crowd.search.finding import parse, pieces
from crowd.search.queries import engine, find

LONGER = 3  # words that the last one may become
LIKELY = 3  # spellings that are tried for one word
MOST_LOOSENED = 5  # pieces of a search, of which one may be left out
LAST = re.compile(r"(?P<before>.*?)(?P<last>[^\W\d_]+)$", re.S)


def while_typing(text: str, viewer: Viewer, limit: int = 20) -> dict[int, str]:
    """What a search finds of which the last word may not be whole yet, the best first: each with
    the search, completed, that finds it."""
    found: dict[int, str] = {}
    for typed in dict.fromkeys([text, *_longer(text)]):
        for hit in find(typed, viewer, limit=limit):
            if hit.how == "all":
                found.setdefault(hit.id, typed)
    return found


def did_you_mean(text: str, viewer: Viewer) -> str:
    """The same search with other spellings of words that nobody uses; empty when there is none."""
    try:
        return next((better for better in _mended(text) if _finds(better, viewer)), "")
    except IndexBroken:
        return ""


def loosened(text: str, viewer: Viewer) -> list[tuple[str, str]]:
    """(what to leave out, the search without it), where that finds all the rest together."""
    every = pieces(text)
    if not 2 <= len(every) <= MOST_LOOSENED:
        return []
    tried = ((one, " ".join([*every[:n], *every[n + 1 :]])) for n, one in enumerate(every))
    return [(one, rest) for one, rest in tried if _finds(rest, viewer)]


def _finds(text: str, viewer: Viewer) -> bool:
    hits = find(text, viewer, limit=1)
    return bool(hits) and hits[0].how == "all"


def _longer(text: str) -> Iterator[str]:
    found = LAST.match(text)
    if found is None:
        return
    try:
        words = engine().beginning(found["last"], LONGER)
    except IndexBroken:
        return
    yield from (found["before"] + spelling.word for spelling in words)


def _mended(text: str) -> Iterator[str]:
    """With each word that nobody uses spelled as others are, the likeliest first."""
    wrong: dict[str, list[str]] = {}
    for word in {match.group() for match in WORD.finditer(text)}:
        if not is_stop(fold(word)) and not _used(word):
            wrong[word] = [one.word for one in engine().spelled_like(word, LIKELY)]
    for n in range(LIKELY):
        better = WORD.sub(lambda typed: (wrong.get(typed[0], [])[n:] or [typed[0]])[0], text)  # noqa: B023
        if better != text:
            yield better


def _used(word: str) -> bool:
    found = engine().matching(parse(word), "question")
    return bool(found) and found.how == "all"
