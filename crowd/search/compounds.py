"""Long Dutch words taken apart: ouderavond is about ouders, and about an avond.

The parts come from a short list of school words that travels with the project: a whole
dictionary splits more, and splits wrongly more often.
"""

from functools import cache, lru_cache
from pathlib import Path

from crowd.search.dutch import LONGEST, fold, stem

SHORTEST = 3

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
    text = (Path(__file__).parent / "compound_parts.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(stem(fold(word)) for line in lines for word in line.split())
