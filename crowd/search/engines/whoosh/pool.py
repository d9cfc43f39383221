"""Where postings wait, by term, until they are written in order.

Whoosh's own pool sorts single postings by way of pickles on disk, which takes a third of the
time of a rebuild; by term there are a hundred times fewer things to sort.
"""

import marshal
from array import array
from collections.abc import Iterator
from heapq import merge
from tempfile import TemporaryFile
from typing import IO

MOST = 128 * 1024 * 1024  # bytes in memory, about
TERM, POSTING = 300, 60

Posting = tuple[str, bytes, int, float, bytes]  # field, term, document, weight, value
Term = tuple[str, bytes, bytes, bytes, list[bytes]]  # field, term, documents, weights, values
Held = tuple["array[int]", "array[float]", list[bytes]]


class TermPool:
    """In place of `whoosh.writing.PostingPool`."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._size = 0
        self._fields: dict[str, dict[bytes, Held]] = {}
        self._runs: list[IO[bytes]] = []

    def add(self, posting: Posting) -> None:
        field, term, document, weight, value = posting
        terms = self._fields.setdefault(field, {})
        held = terms.get(term)
        if held is None:
            held = terms[term] = (array("I"), array("f"), [])
            self._size += TERM
        held[0].append(document)
        held[1].append(weight)
        held[2].append(value)
        self._size += POSTING
        if self._size > self.most:
            self._write_run()

    def iter_postings(self) -> Iterator[Posting]:
        """In the order of fields, terms and documents. Earlier runs hold earlier documents, and
        merging keeps equals in the order of the runs."""
        runs = (*map(_read, self._runs), self._held())
        for field, term, documents, weights, values in merge(*runs, key=lambda term: term[:2]):
            for posting in zip(array("I", documents), array("f", weights), values, strict=True):
                yield field, term, *posting

    def cleanup(self) -> None:
        for run in self._runs:
            run.close()
        self._runs = []

    def _held(self) -> Iterator[Term]:
        for field, terms in sorted(self._fields.items()):
            for term, (documents, weights, values) in sorted(terms.items()):
                yield field, term, documents.tobytes(), weights.tobytes(), values

    def _write_run(self) -> None:
        run = TemporaryFile()  # noqa: SIM115
        for term in self._held():
            marshal.dump(term, run)
        run.seek(0)
        self._runs.append(run)
        self._fields, self._size = {}, 0


def _read(run: IO[bytes]) -> Iterator[Term]:
    while True:
        try:
            yield marshal.load(run)  # noqa: S302
        except EOFError:
            return
