"""Another process at the same index: `python -m tests.search.other_process ENGINE PLACE DOES`."""

import resource
import signal
import sys
from pathlib import Path

from crowd.search.documents import Document
from crowd.search.engine import IndexBroken
from tests.factories.search import Library, open_engine, question


def reads(library: Library) -> None:
    """Answers each line with the ids that it finds and the ids that resemble it."""
    for line in sys.stdin:
        print(sorted(library.found(line)), sorted(library.like(line)), flush=True)


def writes(library: Library) -> None:
    """A question for each line, with that line as its number."""
    for line in sys.stdin:
        library.write(question(int(line), f"toets {line}"))
        print("written", flush=True)


def dies(library: Library) -> None:
    """Is killed while it writes."""

    def fetch(kind: str, id: int) -> Document:
        if id == 3:
            print("writing", flush=True)
            signal.pause()
        return question(id, "toets")

    library.engine.update([("question", 2), ("question", 3)], fetch)


def fills(library: Library) -> None:
    """Writes where no file may grow any more."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))
    try:
        library.write(question(99, "toets"))
    except IndexBroken:
        print("full", flush=True)


if __name__ == "__main__":
    engine, place, does = sys.argv[1:]
    {"reads": reads, "writes": writes, "dies": dies, "fills": fills}[does](
        Library(open_engine(engine, Path(place)))
    )
