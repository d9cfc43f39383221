"""The words that documents use: what one may be about to type, or may have meant to."""

from crowd.search.dutch import fold
from crowd.search.engine import Spelling
from crowd.search.engines.whoosh.snapshot import Snapshot


def beginning(snapshot: Snapshot, prefix: str, most: int) -> list[Spelling]:
    return _likeliest(snapshot.words_beginning(fold(prefix)), {}, most) if prefix else []


def spelled_like(snapshot: Snapshot, word: str, most: int) -> list[Spelling]:
    plain = fold(word)
    near: dict[str, int] = {}
    counts: dict[str, int] = {}
    for other, count in snapshot.words_beginning(plain[:1]).items() if plain else ():
        distance = _distance(plain, other, 2 if len(plain) > 5 else 1)
        if distance and len(plain) > 3:
            near[other], counts[other] = distance, count
    return _likeliest(counts, near, most)


def _likeliest(counts: dict[str, int], near: dict[str, int], most: int) -> list[Spelling]:
    order = sorted(counts, key=lambda word: (near.get(word, 0), -counts[word], word))
    return [Spelling(word, counts[word]) for word in order[:most]]


def _distance(one: str, other: str, most: int) -> int | None:
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
