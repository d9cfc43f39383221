"""What changed between two versions of a text, word by word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "gone", "added"]
_WORD = re.compile(r"(?:[\w'’-]+|[^\w\s])\s*")  # with the space behind it
BRIDGE = 1  # so few words between two changes read as part of them
ALIKE = 0.3  # with less in common, one text beside the other reads better
TOO_MUCH = 1_000_000  # pairs of words: beyond this, comparing takes seconds


@dataclass(frozen=True)
class Piece:
    kind: Kind
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """The texts as one: what stayed, what went and what came, in order of reading."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    a, b = [word.strip() for word in old], [word.strip() for word in new]
    pieces: list[Piece] = []
    for same, i, j, k, m in _joined(_runs(a, b)):
        if same:
            pieces.append(Piece("same", "".join(new[k:m])))
            continue
        if i < j:
            pieces.append(Piece("gone", "".join(old[i:j])))
        if k < m:
            pieces.append(Piece("added", "".join(new[k:m])))
    return pieces


Run = tuple[bool, int, int, int, int]  # the same, from and to in the old and in the new words


def _runs(a: Sequence[str], b: Sequence[str]) -> list[Run]:
    head = _alike(a, b)
    tail = _alike(a[head:][::-1], b[head:][::-1])
    i, k = len(a) - tail, len(b) - tail
    found: list[Run] = [(True, 0, head, 0, head)]
    matcher = SequenceMatcher(None, a[head:i], b[head:k])
    if (i - head) * (k - head) > TOO_MUCH or matcher.ratio() < ALIKE:
        found.append((False, head, i, head, k))
    else:
        for tag, i1, i2, k1, k2 in matcher.get_opcodes():
            found.append((tag == "equal", head + i1, head + i2, head + k1, head + k2))
    found.append((True, i, len(a), k, len(b)))
    return [run for run in found if run[1] < run[2] or run[3] < run[4]]


def _alike(a: Sequence[str], b: Sequence[str]) -> int:
    """How many words they have in common at the start."""
    shortest = min(len(a), len(b))
    return next((n for n in range(shortest) if a[n] != b[n]), shortest)


def _joined(runs: list[Run]) -> list[Run]:
    """Changes that stand close together as one."""
    found: list[Run] = []
    for n, run in enumerate(runs):
        same, i, j, _k, m = run
        bridge = same and 0 < n < len(runs) - 1 and j - i <= BRIDGE
        if found and not found[-1][0] and (bridge or not same):
            found[-1] = (False, found[-1][1], j, found[-1][3], m)
        else:
            found.append(run)
    return found
