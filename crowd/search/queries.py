"""The reading side of search: what resembles a text, what a search finds. Never shows what the
viewer may not see; a missing or broken index answers with nothing."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Protocol, TypeVar

from flask import current_app

from crowd.core.health import Wrong
from crowd.core.viewer import Viewer
from crowd.search import concepts, finding, likeness, marking
from crowd.search.documents import Source
from crowd.search.store import IndexBroken, Store

AT_ONCE = 50  # candidates that are checked for visibility together

log = logging.getLogger(__name__)

highlight = marking.highlight
fragment = marking.fragment
themes_for = concepts.themes_for


@dataclass(frozen=True, slots=True)
class Match:
    """Something that resembles a text: how much, and by which of the reader's words and themes."""

    id: int
    score: float
    words: tuple[str, ...]
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that a search found, and the field that answers best."""

    id: int
    score: float
    field: str


def similar(
    title: str,
    body: str,
    viewer: Viewer,
    *,
    kind: str = "question",
    limit: int = 5,
    exclude: Iterable[int] = (),
) -> list[Match]:
    """What resembles a text, the likeliest first."""
    lang, left_out = viewer.lang or "nl", set(exclude)
    try:
        like = store().read(lambda snapshot: likeness.resembling(snapshot, title, body, kind, lang))
    except IndexBroken as error:
        return _nothing(error)
    return [
        Match(id, found.score, like.words(found), like.themes(found))
        for id, found in islice(_visible(like.candidates, viewer, kind, left_out), limit)
    ]


def find(text: str, viewer: Viewer, *, kind: str = "question", limit: int = 200) -> list[Hit]:
    """What a typed search finds, the best first."""
    lang = viewer.lang or "nl"
    try:
        candidates = store().read(
            lambda snapshot: list(finding.finding(snapshot, text, kind, lang))
        )
    except IndexBroken as error:
        return _nothing(error)
    return [
        Hit(id, found.score, found.field)
        for id, found in islice(_visible(candidates, viewer, kind, set()), limit)
    ]


def status() -> tuple[bool, str, int]:
    """Whether the index can be read, in words, and how many documents it holds."""
    try:
        count = store().read(lambda snapshot: snapshot.count)
    except IndexBroken as error:
        return False, f"the search index cannot be read, run `crowd reindex`: {error}", 0
    return True, "the search index is readable", count


def check() -> str:
    """For `crowd doctor` and /readyz."""
    ok, message, count = status()
    if not ok:
        raise Wrong(message)
    return f"{message}, {count} documents"


def store() -> Store:
    """The index of this application, one object a process."""
    found: Store | None = current_app.extensions.get("search_store")
    if found is None:
        found = Store(Path(current_app.config["SEARCH_INDEX_DIR"]))
        found = current_app.extensions.setdefault("search_store", found)
    return found


def sources() -> dict[str, Source]:
    found: dict[str, Source] = current_app.extensions["search_sources"]
    return found


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


K = TypeVar("K", bound=_Keyed)


def _visible(
    candidates: Iterable[K], viewer: Viewer, kind: str, left_out: set[int]
) -> Iterator[tuple[int, K]]:
    """The candidates that the viewer may see, in their order, checked a handful at a time."""
    waiting = ((int(found.key.partition(":")[2]), found) for found in candidates)
    rest = iter([(id, found) for id, found in waiting if id not in left_out])
    while batch := list(islice(rest, AT_ONCE)):
        seen = sources()[kind].visible(viewer, [id for id, _ in batch])
        yield from ((id, found) for id, found in batch if id in seen)


def _nothing(error: IndexBroken) -> list[Any]:
    log.error("search answers nothing, the index cannot be read: %s", error)
    return []
