"""The reading side of search: what resembles a text, what a search finds. Never shows what the
viewer may not see; a missing or broken index answers with nothing."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar

from flask import current_app

from crowd.core.health import Wrong
from crowd.core.viewer import Viewer
from crowd.search import concepts, finding, likeness, marking, meaning
from crowd.search.documents import Source
from crowd.search.engine import Candidate, Engine, How, IndexBroken, Results
from crowd.search.engines.postgres.engine import PostgresEngine
from crowd.search.engines.whoosh.engine import WhooshEngine

AT_ONCE = 50  # candidates that are checked for visibility together

log = logging.getLogger(__name__)

highlight = marking.highlight
fragment = marking.fragment
themes_for = concepts.themes_for


@dataclass(frozen=True, slots=True)
class Match:
    """Something that resembles a text: how much, by which of the reader's words and themes, and
    whether it means the same."""

    id: int
    score: float
    words: tuple[str, ...]
    themes: tuple[str, ...]
    same_meaning: bool = False

    @property
    def tells_why(self) -> bool:
        return bool(self.words or self.themes or self.same_meaning)


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that a search found, the field that answers best, and whether it has all the
    words, any of them, only what is spelled nearly so, or none and yet may be about them."""

    id: int
    score: float
    field: str
    how: How | Literal["about"] = "all"


def similar(
    title: str,
    body: str,
    viewer: Viewer,
    *,
    kind: str = "question",
    limit: int = 5,
) -> list[Match]:
    """What resembles a text, the likeliest first; never without a reason that can be told.

    Pieces of words alone are chance: of the best five by title in bench/similar_quality.py 84 of
    375 had no reason, one of them rightly, and recall@5 rose from 0.41 to 0.49 without them.
    """
    encoder = installed_encoder()
    vector = encoder.quickly(meaning.text_of(title, body)) if encoder else None
    asked = likeness.asked(title, body, viewer.lang or "nl", vector)
    try:
        like = engine().resembling(asked, kind)
    except IndexBroken as error:
        return _nothing(error)
    seen = _visible(like.candidates, viewer, kind)
    matches = (_match(asked, found, like.shared(found)) for found in seen)
    return list(islice((match for match in matches if match.tells_why), limit))


def neighbours(kind: str, id: int, limit: int) -> list[Match]:
    """What resembles a document, for a job: whoever shows it lets it pass `visible`. Nothing for
    a document that is gone; raises IndexBroken, so that the job comes again."""
    document = sources()[kind].document(id)
    if document is None:
        return []
    encoder = installed_encoder()
    text = meaning.text_of(document.title, document.body)
    vector = encoder.encode([text])[0] if encoder else None
    asked = likeness.asked(document.title, document.body, document.lang, vector)
    like = engine().resembling(asked, kind)
    others = (found for found in like.candidates if found.id != id)
    matches = (_match(asked, found, like.shared(found)) for found in others)
    return list(islice((match for match in matches if match.tells_why), limit))


def find(text: str, viewer: Viewer, *, kind: str = "question", limit: int = 200) -> list[Hit]:
    """What a typed search finds, the best first. Where all words stand together only in what the
    viewer may not see, it looks for any of them, as if that were not there."""
    search = finding.parse(text, viewer.lang or "nl")
    try:
        results = engine().matching(search, kind)
        hits = _hits(results, viewer, kind, limit)
        if not hits and results and results.how == "all":
            hits = _hits(_any_word(search, kind), viewer, kind, limit)
    except IndexBroken as error:
        return _nothing(error)
    return hits


def about(text: str, viewer: Viewer, *, kind: str = "question", limit: int = 10) -> list[Hit]:
    """What a search may be about whose words stand nowhere: other words for the same, another
    language. Nothing where quotes or a minus ask for these words and no others."""
    search = finding.parse(text, viewer.lang or "nl")
    if not search.wanted or search.unwanted or any(len(c.words) > 1 for c in search.wanted):
        return []
    found = similar(text, "", viewer, kind=kind, limit=limit)
    return [Hit(match.id, match.score, "", "about") for match in found]


def _hits(results: Results, viewer: Viewer, kind: str, limit: int) -> list[Hit]:
    seen = islice(_visible(results, viewer, kind, limit), limit)
    return [Hit(found.id, found.score, found.field, results.how) for found in seen]


def _any_word(search: finding.Search, kind: str) -> Results:
    """What has any of the words, also of a phrase; what has the most of them first."""
    words = dict.fromkeys(word for clause in search.wanted for word in clause.words)
    scores: dict[int, float] = defaultdict(float)
    fields: dict[int, str] = {}
    for word in words if len(words) > 1 else ():
        alone = engine().matching(finding.Search((finding.Clause((word,)),), search.unwanted), kind)
        for found in alone if alone.how == "all" else ():
            scores[found.id] += (1 + found.score) / 2 / len(words)
            fields.setdefault(found.id, found.field)
    order = sorted(scores, key=lambda id: (-scores[id], -id))
    return Results(order, [scores[id] for id in order], [fields[id] for id in order], "any")


def warm() -> None:
    """Make ready what the first questions need, beside the work."""
    if encoder := installed_encoder():
        encoder.load()
    engine().warm()


def status() -> tuple[bool, str, int]:
    """Whether the index can be read, in words, and how many documents it holds."""
    try:
        count = engine().count()
    except IndexBroken as error:
        return False, f"the search index cannot be read, run `crowd reindex`: {error}", 0
    return True, "the search index is readable", count


def check() -> str:
    """For `crowd doctor` and /readyz."""
    ok, message, count = status()
    if not ok:
        raise Wrong(message)
    return f"{message}, {count} documents"


ENGINES: dict[str, Callable[[], Engine]] = {
    "postgres": lambda: PostgresEngine(
        current_app.config["SQLALCHEMY_DATABASE_URI"],
        current_app.config["SEARCH_REPLICA_URL"],
        encoder=installed_encoder(),
    ),
    "whoosh": lambda: WhooshEngine(
        Path(current_app.config["SEARCH_INDEX_DIR"]), installed_encoder()
    ),
}


def installed_encoder() -> meaning.Encoder | None:
    """What tells the meaning of a text, where it is installed and wanted."""
    return meaning.encoder() if current_app.config["SEARCH_MEANING"] else None


def engine() -> Engine:
    """The engine of this application, one object a process."""
    found: Engine | None = current_app.extensions.get("search_engine")
    if found is None:
        made = ENGINES[current_app.config["SEARCH_ENGINE"]]()
        found = current_app.extensions.setdefault("search_engine", made)
    return found


def sources() -> dict[str, Source]:
    found: dict[str, Source] = current_app.extensions["search_sources"]
    return found


class _WithId(Protocol):
    @property
    def id(self) -> int: ...


W = TypeVar("W", bound=_WithId)


def _visible(found: Iterable[W], viewer: Viewer, kind: str, at_once: int = AT_ONCE) -> Iterator[W]:
    """What the viewer may see of this, in its order, checked a handful at a time."""
    rest = iter(found)
    while batch := list(islice(rest, max(at_once, AT_ONCE))):
        seen = sources()[kind].visible(viewer, [one.id for one in batch])
        yield from (one for one in batch if one.id in seen)


def _match(asked: likeness.Asked, found: Candidate, shared: Mapping[int, float]) -> Match:
    return Match(
        found.id,
        found.score,
        likeness.shared_words(asked, shared),
        likeness.shared_themes(asked, shared),
        found.meaning >= meaning.SAME,
    )


def _nothing(error: IndexBroken) -> list[Any]:
    log.error("search answers nothing, the index cannot be read: %s", error)
    return []
