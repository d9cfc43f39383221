"""What a question costs among more documents than one has the time to index.

    python bench/growth.py folder 6 [--questions 60]

Takes an index that bench/speed.py made and lays its postings behind each other so many times, as
if each document were there so often. What is measured reads nothing but these arrays.
"""

import argparse
from pathlib import Path
from threading import RLock
from types import SimpleNamespace

import numpy as np
from corpus import Corpus
from speed import TOP, stems, times, told

from crowd.search import finding
from crowd.search.engines.whoosh import arrays, matching, similar
from crowd.search.engines.whoosh.arrays import Arrays
from crowd.search.engines.whoosh.index import REMEMBERED
from crowd.search.engines.whoosh.postings import Cache
from crowd.search.engines.whoosh.segment import Segment
from crowd.search.engines.whoosh.snapshot import Snapshot
from crowd.search.likeness import asked


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("times", type=int)
    parser.add_argument("--questions", type=int, default=60)
    args = parser.parse_args()
    held = arrays.loaded(next(args.folder.glob("v*/*.arrays")))
    assert held is not None, "no index of bench/speed.py stands there"
    documents = len(held["pieces of documents"])
    size = documents * args.times
    reader = SimpleNamespace(doc_count_all=lambda: size)
    segment = Segment("laid", reader, laid(held, documents, args.times), Cache(REMEMBERED), RLock())
    snapshot = Snapshot([(segment, 0, None)])
    titles = Corpus(seed=5).titles(args.questions)
    bodies = [document.body for document in Corpus(seed=6).documents(args.questions)]
    chosen = list(Corpus().documents(args.questions * 20))[::20]
    pairs = [" ".join(stems(document.title)[:2]) for document in chosen]

    def title(n: int) -> object:
        return similar.resembling(snapshot, None, asked(titles[n], ""), "question", TOP)

    def both(n: int) -> object:
        return similar.resembling(snapshot, None, asked(titles[n], bodies[n]), "question", TOP)

    def search(n: int) -> object:
        return matching.matching(snapshot, finding.parse(pairs[n]), "question")

    for ask in (title, both, search):  # once for all, so that what follows is warm
        for n in range(args.questions):
            ask(n)
    times(size, "ours", "title", title, args.questions)
    times(size, "ours", "title and body", both, args.questions)
    times(size, "ours", "2 words, AND", search, args.questions)
    megabytes = sum(array.nbytes for array in segment._arrays.values()) / 1024**2
    told(size, "ours", "arrays, MB", [megabytes])


def laid(held: Arrays, documents: int, many: int) -> Arrays:
    """The same arrays, as of so many times the documents."""
    offsets = np.arange(many, dtype=np.int32) * documents
    numbers = [held["numbers"] + offset for offset in offsets]
    words = [held["documents of words"] + offset for offset in offsets]
    return {
        **{name: np.tile(array, many) for name, array in held.items() if of_each(name)},
        "terms": held["terms"],
        "starts": held["starts"] * many,
        "numbers": behind(numbers, held["starts"]),
        "counts": behind([held["counts"]] * many, held["starts"]),
        "pieces": held["pieces"],
        "words of pieces": held["words of pieces"],
        "starts of words": held["starts of words"] * many,
        "documents of words": behind(words, held["starts of words"]),
    }


def of_each(name: str) -> bool:
    return name.startswith(arrays.LENGTHS) or name in ("places", "pieces of documents")


def behind(copies: list[np.ndarray], starts: np.ndarray) -> np.ndarray:
    """Of each term first its share of the first copy, then that of the second, and so on."""
    counts = np.diff(starts)
    found = np.empty(len(copies) * len(copies[0]), copies[0].dtype)
    for n, copy in enumerate(copies):
        shift = np.repeat(starts[:-1] * (len(copies) - 1) + counts * n, counts)
        found[np.arange(len(copy)) + shift] = copy
    return found


if __name__ == "__main__":
    main()
