"""Search: questions with their experiences and harvests, themes, and colleagues, as far as the
reader may see them."""

from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import urlencode

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from crowd.core import viewer as viewers
from crowd.core.viewer import Viewer
from crowd.core.web import door
from crowd.memberships.queries.standing import members_among
from crowd.pages.blueprint import bp
from crowd.people.found import experienced, named
from crowd.people.queries import Card, cards
from crowd.questions import labels
from crowd.questions.filters import asked_filters, chips, chosen, facets
from crowd.questions.queries.facets import ORDERS, counts, kept, newest, ordered, traits
from crowd.questions.queries.filtering import Filters
from crowd.questions.queries.found import found
from crowd.questions.queries.rows import theme_links
from crowd.search.queries import find, themes_for
from crowd.search.wording import nothing_to_find

LONGEST, MOST, SIZE = 200, 1000, 20
FEW_THEMES, FEW_PEOPLE = 3, 4
CANDIDATES = 24  # of whom some are no member any more


@dataclass(frozen=True)
class Asked:
    """A search as it stands in its address."""

    text: str
    filters: Filters
    order: str

    @classmethod
    def of(cls, args: MultiDict[str, str]) -> Self:
        text = " ".join(args.get("q", "").replace("\0", " ").split())
        order = args.get("orde", "")
        return cls(text[:LONGEST], asked_filters(args), order if order in ORDERS else ORDERS[0])

    @property
    def choices(self) -> dict[str, str]:
        """What stands in the address besides the words."""
        order = {} if self.order == ORDERS[0] else {"orde": self.order}
        return {**chosen(self.filters), **order}

    def address(self, **more: str) -> str:
        words = {"q": self.text} if self.text else {}
        return "/zoeken?" + urlencode({**words, **self.choices, **more})

    def with_(self, **changes: Any) -> Self:
        return replace(self, **changes)


@dataclass(frozen=True)
class Colleague:
    """Somebody who was found: by name, or by what they have experience with (in words)."""

    card: Card
    knows: list[str]


@bp.get("/zoeken")
@door("public")
def search() -> ResponseReturnValue:
    viewer = viewers.current()
    asked = Asked.of(request.args)
    hits = find(asked.text, viewer, limit=MOST) if asked.text else []
    fields = {hit.id: hit.field for hit in hits}
    browsing = bool(asked.filters) and not asked.text
    all_ = traits(viewer, newest(viewer, MOST) if browsing else list(fields))
    left = [one.id for one in ordered(kept(all_, asked.filters), asked.order)]
    here, more = _page(left, request.args.get("na", ""))
    themes = themes_for(asked.text, limit=FEW_THEMES) if asked.text else []
    return render_template(
        "pages/search.html",
        asked=asked,
        cut=len(request.args.get("q", "")) > LONGEST,
        nothing=nothing_to_find(asked.text, viewer.lang or "nl") if asked.text else "",
        results=found(viewer, asked.text, [(id_, fields.get(id_, "")) for id_ in here]),
        total=len(left),
        most=MOST,
        facets=facets(asked.filters, counts(all_, asked.filters), len(left)),
        chips=[(label, f, len(kept(all_, f))) for label, f in chips(asked.filters)],
        orders=[
            (labels.order(o), asked.with_(order=o).address(), o == asked.order) for o in ORDERS
        ],
        more=asked.address(na=more) if more else None,
        themes=theme_links(themes),
        colleagues=_colleagues(viewer, asked.text, themes) if asked.text else [],
    )


def _page(ids: list[int], after: str) -> tuple[list[int], str]:
    """The ids that follow `after`, which is a place in the list and the id that stood there: when
    that is gone by now, the place still holds. And where the next page begins, if there is one."""
    place, id_ = (int(part) if part.isascii() and part.isdecimal() and len(part) < 12 else 0
                  for part in (*after.partition(".")[::2],))  # fmt: skip
    start = ids.index(id_) + 1 if id_ in ids else min(place, len(ids))
    end = start + SIZE
    return ids[start:end], f"{end}.{ids[end - 1]}" if end < len(ids) else ""


def _colleagues(viewer: Viewer, text: str, themes: list[str]) -> list[Colleague]:
    """Members find members: by name first, then who knows about what was asked."""
    if not viewer.member:
        return []
    me = [viewer.id] if viewer.id else []
    by_name = named(text, FEW_PEOPLE)
    knowing = experienced(themes, CANDIDATES, but=[*me, *by_name]) if themes else {}
    members = members_among(knowing) if knowing else set()
    shown = [*by_name, *(id_ for id_ in knowing if id_ in members)][:FEW_PEOPLE]
    known = cards(shown)
    return [Colleague(known[id_], [*map(labels.theme, knowing.get(id_, ()))]) for id_ in shown]
