"""Long Dutch words taken apart: ouderavond is about ouders, and about an avond.

The parts come from two lists that travel with the project: school words, chosen by hand, and the
words of which many compounds in OpenTaal's list of Dutch are made. That whole list splits more,
and splits wrongly in one of three (docs/decisions/0012-meaning.md).
"""

from functools import cache, lru_cache
from pathlib import Path

from crowd.search.dutch import LONGEST, fold, stem

SHORTEST = 3
LISTS = ("compound_parts.txt", "opentaal_parts.txt")
LINKS = ("", "s", "en", "e", "n")


@lru_cache(maxsize=50_000)
def parts(plain: str) -> tuple[str, ...]:
    """The stems of the parts, first to last; nothing when the word is not made of known parts."""
    if not 2 * SHORTEST < len(plain) <= LONGEST or plain.isdigit():
        return ()
    for cut in range(SHORTEST, len(plain) - SHORTEST + 1):  # the longest last part first
        last = plain[cut:]
        if stem(last) in _known():
            first = _first(plain[:cut])
            if first:
                return (*first, stem(last))
    return ()


def _first(text: str) -> tuple[str, ...]:
    for link in LINKS:
        base = text.removesuffix(link) if link else text
        if (link and base == text) or len(base) < SHORTEST:
            continue
        if stem(base) in _known():
            return (stem(base),)
        if deeper := parts(base):
            return deeper
    return ()


@cache
def _known() -> frozenset[str]:
    texts = ((Path(__file__).parent / name).read_text("utf-8") for name in LISTS)
    lines = (line for text in texts for line in text.splitlines() if not line.startswith("#"))
    return frozenset(stem(fold(word)) for line in lines for word in line.split())
