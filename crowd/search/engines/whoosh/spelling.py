"""The words that documents use: what one may be about to type, or may have meant to."""

from crowd.search.dutch import fold
from crowd.search.engine import Spelling
from crowd.search.engines.whoosh.snapshot import Snapshot
from crowd.search.spelling import SHORTEST, likeliest, most_wrong

LOOKED_AT = 50


def beginning(snapshot: Snapshot, prefix: str, most: int) -> list[Spelling]:
    plain = fold(prefix)
    if not plain:
        return []
    counts = snapshot.words_beginning(plain)
    order = sorted(counts, key=lambda word: (-counts[word], word))
    return _there(snapshot, order[: most + LOOKED_AT])[:most]


def spelled_like(snapshot: Snapshot, word: str, most: int) -> list[Spelling]:
    plain = fold(word)
    if len(plain) < SHORTEST:
        return []
    like = snapshot.words_like(plain, most_wrong(plain))
    known = {spelling.word: spelling.documents for spelling in _there(snapshot, list(like))}
    return likeliest(plain, known, most)


def _there(snapshot: Snapshot, words: list[str]) -> list[Spelling]:
    """Those that are in documents that are still there, the most used first."""
    found = [Spelling(word, snapshot.frequency("plain", word)) for word in words]
    return sorted((s for s in found if s.documents), key=lambda s: (-s.documents, s.word))
