"""The words that documents use: what one may be about to type, or may have meant to."""

from crowd.search.dutch import fold
from crowd.search.engine import Spelling
from crowd.search.engines.whoosh.snapshot import Snapshot

SHORTEST = 4  # letters; of shorter words nearly all are a typing error apart
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
    allowed = 2 if len(plain) > 5 else 1
    near = {
        other: distance
        for other in snapshot.words_like(plain, allowed)
        if (distance := distance_between(plain, other, allowed))
    }
    found = _there(snapshot, list(near))
    # the first letter is seldom wrong
    found.sort(key=lambda s: (near[s.word] + (s.word[0] != plain[0]), -s.documents, s.word))
    return found[:most]


def _there(snapshot: Snapshot, words: list[str]) -> list[Spelling]:
    """Those that are in documents that are still there, the most used first."""
    found = [Spelling(word, snapshot.frequency("plain", word)) for word in words]
    return sorted((s for s in found if s.documents), key=lambda s: (-s.documents, s.word))


def distance_between(one: str, other: str, most: int) -> int | None:
    """How many letters are wrong, missing, too many or swapped; None when more than `most`."""
    if abs(len(one) - len(other)) > most:
        return None
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, facing in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != facing))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == facing:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return None
    return row[-1] if row[-1] <= most else None
