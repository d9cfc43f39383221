"""What a room hands over to be found: documents, and who may see them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from crowd.core.viewer import Viewer

TEXTS = ("title", "body", "experiences", "harvest")


@dataclass(frozen=True, slots=True)
class Document:
    """The text of one thing that can be found; `experiences` and `harvest` are joined texts."""

    kind: str
    id: int
    title: str
    body: str = ""
    experiences: str = ""
    harvest: str = ""
    themes: tuple[str, ...] | list[str] = ()
    lang: str = "nl"


@dataclass(frozen=True, slots=True)
class Source:
    """Where the documents of one kind come from. `document` gives None for what is gone;
    `indexed` is called when one was brought up to date, in the transaction that ends the job."""

    document: Callable[[int], Document | None]
    ids: Callable[[], Iterable[int]]
    visible: Callable[[Viewer, Iterable[int]], set[int]]
    indexed: Callable[[int], None] | None = None
