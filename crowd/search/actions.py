"""The writing side of search: what must be indexed, and a fresh index when it is needed."""

from collections.abc import Iterator

from crowd.core.db import db, reading
from crowd.core.jobs import enqueue
from crowd.search.documents import Document
from crowd.search.queries import engine, sources, status

AT_ONCE = 200  # vectors made in one job: some seconds


def index_later(kind: str, id: int) -> None:
    """Index this, or remove it if it is gone, after the current transaction."""
    enqueue("search.index", {"kind": kind, "id": id})


def rebuild() -> int:
    """Make a fresh index of everything and put it in place; returns how many documents it holds.

    The old one serves until then, and what changes meanwhile is not lost. Call it after a commit:
    it reads in short transactions of its own.
    """
    return engine().rebuild(_everything(), current_document)


def repair() -> None:
    """Make the index when it is missing or broken, and the vectors that it lacks."""
    if not status()[0]:
        rebuild()
        return
    for kind in sources():
        if lacking := engine().lacking(kind)[:AT_ONCE]:
            engine().update([(kind, id) for id in lacking], current_document)


def current_document(kind: str, id: int) -> Document | None:
    """As the database knows it now, in a transaction of its own that is over at once."""
    source = sources().get(kind)
    with reading():
        try:
            return source.document(id) if source else None
        finally:
            db.session.rollback()


def _everything() -> Iterator[tuple[str, int]]:
    for kind, source in sources().items():
        with reading():
            ids = list(source.ids())
            db.session.rollback()
        yield from ((kind, id) for id in ids)
