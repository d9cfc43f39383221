"""How near words are to each other."""

from collections.abc import Mapping

from crowd.search.engine import Spelling

SHORTEST = 4  # letters; of shorter words nearly all are a typing error apart


def most_wrong(word: str) -> int:
    """As many letters as may be wrong."""
    return 2 if len(word) > 5 else 1


def likeliest(word: str, known: Mapping[str, int], most: int) -> list[Spelling]:
    """Which of the words that documents use was meant; the first letter is seldom wrong."""
    near = {
        other: distance + (other[0] != word[0])
        for other in known
        if (distance := distance_between(word, other, most_wrong(word)))
    }
    order = sorted(near, key=lambda other: (near[other], -known[other], other))
    return [Spelling(other, known[other]) for other in order[:most]]


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
