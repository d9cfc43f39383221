"""What the worker does for search. The work comes after the job's transaction, with none open."""

import logging
from collections.abc import Callable

from crowd.search.actions import current_document, rebuild, repair
from crowd.search.engine import IndexBroken
from crowd.search.queries import engine, sources

log = logging.getLogger(__name__)


def index(kind: str, id: int) -> Callable[[], None]:
    """search.index: bring one document up to date, or everything when the index is lost."""

    def write() -> None:
        try:
            engine().update([(kind, id)], current_document)
        except IndexBroken as error:
            log.warning("rebuilding the search index: %s", error)
            rebuild()
        source = sources().get(kind)
        if source and source.indexed:
            source.indexed(id)

    return write


def check() -> Callable[[], None]:
    """search.check, from the calendar: a lost index comes back without anyone posting."""
    return repair
