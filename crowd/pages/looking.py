"""What a search finds for somebody: questions, and colleagues."""

from collections.abc import Sequence
from dataclasses import dataclass

from crowd.core.viewer import Viewer
from crowd.memberships.queries.standing import members_among
from crowd.people.found import experienced_in, named
from crowd.people.queries import Card, cards
from crowd.questions import labels
from crowd.questions.queries.facets import Traits, kept, newest, ordered, traits
from crowd.questions.searching import Asked
from crowd.search.queries import Hit, about, find

MOST = 1000  # questions among which one chooses
FEW_PEOPLE = 4
CANDIDATES = 24  # of whom some are no member any more


@dataclass(frozen=True)
class Looked:
    """What a search finds for somebody: all that answers to the words, and what is left of it."""

    hits: dict[int, Hit]
    all: list[Traits]
    left: list[int]

    @property
    def how(self) -> str:
        """Whether the words were all there, or only some, or nearly, or none: `Hit.how`."""
        return next((hit.how for hit in self.hits.values()), "all")

    @property
    def strictly(self) -> list[int]:
        """With all the words: the forgiving rest is no promise for later."""
        return [id_ for id_ in self.left if id_ not in self.hits or self.hits[id_].how == "all"]


def look(viewer: Viewer, asked: Asked) -> Looked:
    hits = {h.id: h for h in _hits(viewer, asked.text)} if asked.text else {}
    browsing = bool(asked.filters) and not asked.text
    all_ = traits(viewer, newest(viewer, MOST) if browsing else list(hits))
    left = ordered(kept(all_, asked.filters), asked.order)
    return Looked(hits, all_, [one.id for one in left])


def _hits(viewer: Viewer, text: str) -> list[Hit]:
    return find(text, viewer, limit=MOST) or about(text, viewer)


@dataclass(frozen=True)
class Colleague:
    """Somebody who was found: by name, or by what they have experience with (in words)."""

    card: Card
    knows: list[str]


def colleagues(viewer: Viewer, text: str, themes: Sequence[str]) -> list[Colleague]:
    """Members find members: by name first, then who knows about what was asked."""
    if not viewer.member:
        return []
    me = [viewer.id] if viewer.id else []
    by_name = named(text, FEW_PEOPLE)
    knowing = experienced_in(themes, CANDIDATES, but=[*me, *by_name]) if themes else {}
    members = members_among(knowing) if knowing else set()
    shown = [*by_name, *(id_ for id_ in knowing if id_ in members)][:FEW_PEOPLE]
    known = cards(shown)
    return [Colleague(known[id_], [*map(labels.theme, knowing.get(id_, ()))]) for id_ in shown]
