"""What every engine can do. `SEARCH_ENGINE` chooses one; each passes tests/search/test_contract.py.

An engine keeps a copy of what the rooms tell (`Document`), and answers two questions with ids:

- `resembling(asked, kind)`: what resembles a text. `likeness.asked(title, body, lang)` has taken
  the text apart into clues (stems, pieces of words, concepts); the engine says which documents
  answer to them, the likeliest first, and `shared(candidate)` by which clues. With a vector
  in `asked`, and an encoder of its own for the documents (`meaning.encoder()`), it also goes by
  meaning.
- `matching(search, kind)`: every document that answers to a typed search, the best first.
  `finding.parse(text, lang)` has taken that apart into words, phrases and what is left out.

It also knows the words that documents use: `beginning(prefix)` and `spelled_like(word)`.

An engine knows nothing of people. Whoever asks it lets the answer pass the `visible` of the
source, as `queries.similar` and `queries.find` do. A word tells something too: show only what
many documents use, or what the viewer's own results hold.

Writing is the worker's: `update` brings documents up to date, `rebuild` makes everything anew
while the old copy serves. What cannot be read or written raises `IndexBroken`: rebuild it.
An engine is safe between threads and between processes, and what is written is seen by every
reader at once.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from crowd.search.documents import Document
from crowd.search.finding import Search
from crowd.search.likeness import Asked

Item = tuple[str, int]  # kind and id
Fetch = Callable[[str, int], Document | None]  # as the database knows it now; None when it is gone
How = Literal["all", "any", "nearly"]
Column = Sequence[Any] | NDArray[Any]

AT_ONCE = 200


class IndexBroken(Exception):
    """There is no index that can be read, and why, in words: rebuild it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that resembles a text: how much, from 0 to 1, and how near in meaning alone."""

    id: int
    score: float
    meaning: float = 0.0


class Likeness(Protocol):
    """What resembles a text, the likeliest first."""

    @property
    def candidates(self) -> Sequence[Candidate]: ...

    def shared(self, candidate: Candidate) -> Mapping[int, float]:
        """The clues to which this one answers, by their place in `asked.clues`, and how much
        each adds."""


@dataclass(frozen=True, slots=True)
class Found:
    """A document that a search found: how well, from 0 to 1, and the field that answers best."""

    id: int
    score: float
    field: str


@dataclass(frozen=True, slots=True, eq=False)
class Results:
    """Every document that a search finds, the best first, as lists or arrays: they have all its
    words, or any of them, or only what is spelled nearly so."""

    ids: Column = ()
    scores: Column = ()
    fields: Column = ()
    how: How = "all"

    def __iter__(self) -> Iterator[Found]:
        """Few are looked at, so few are made."""
        for start in range(0, len(self.ids), AT_ONCE):
            some = slice(start, start + AT_ONCE)
            columns = (self.ids[some], self.scores[some], self.fields[some])
            yield from map(Found, *(np.asarray(column).tolist() for column in columns))

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Spelling:
    """A word as documents write it (folded: small letters, no accents), and how many do."""

    word: str
    documents: int


class Engine(Protocol):
    def update(self, items: Iterable[Item], fetch: Fetch) -> None:
        """Bring these up to date. They are fetched under the lock, so the last word wins."""

    def rebuild(self, items: Iterable[Item], fetch: Fetch) -> int:
        """Everything anew; what changes meanwhile is not lost. How many documents there are."""

    def count(self) -> int:
        """How many documents there are; raises IndexBroken."""

    def lacking(self, kind: str) -> list[int]:
        """The documents that still have no vector, although there is an encoder: update them."""

    def warm(self) -> None:
        """Make ready what the first questions need."""

    def close(self) -> None:
        """Let go of files and connections; it may be used again."""

    def resembling(self, asked: Asked, kind: str, most: int = 200) -> Likeness: ...

    def matching(self, search: Search, kind: str) -> Results: ...

    def beginning(self, prefix: str, most: int = 10) -> list[Spelling]:
        """Words that begin so, the most used first."""

    def spelled_like(self, word: str, most: int = 5) -> list[Spelling]:
        """Words that differ from this one by a typing error or two, the likeliest first."""
