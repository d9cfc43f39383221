"""Search: questions with their experiences and harvests, themes, and colleagues, as far as the
reader may see them."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from crowd.core import viewer as viewers
from crowd.core.web import door
from crowd.pages.blueprint import bp
from crowd.pages.looking import MOST, colleagues, look
from crowd.questions import labels
from crowd.questions.filters import chips, facets
from crowd.questions.models.searches import LONGEST
from crowd.questions.queries.facets import ORDERS, counts, kept
from crowd.questions.queries.found import found
from crowd.questions.queries.rows import theme_links
from crowd.questions.queries.searches import own_searches, saved_as, told_and_unread
from crowd.questions.searching import Asked
from crowd.search.helping import did_you_mean, loosened
from crowd.search.queries import status, themes_for
from crowd.search.wording import nothing_to_find

SIZE = 20
FEW_THEMES = 3


@bp.get("/zoeken")
@door("public")
def search() -> ResponseReturnValue:
    viewer = viewers.current()
    asked = Asked.of(request.args)
    looked = look(viewer, asked)
    here, more = _page(looked.left, request.args.get("na", ""))
    themes = themes_for(asked.text, limit=FEW_THEMES) if asked.text else []
    saved = saved_as(viewer, asked) if asked and viewer.member else None
    strictly = looked.how == "all" and looked.hits
    puzzled = bool(asked.text) and not strictly
    fields = [(id_, looked.hits[id_].field if id_ in looked.hits else "") for id_ in here]
    return render_template(
        "pages/search.html",
        asked=asked,
        cut=len(request.args.get("q", "")) > LONGEST,
        nothing=_why_nothing(asked.text, viewer.lang or "nl", bool(looked.hits)),
        results=found(viewer, asked.text, fields),
        how=looked.how,
        better=did_you_mean(asked.text, viewer) if puzzled else "",
        loosened=loosened(asked.text, viewer) if looked.how == "any" else [],
        fresh=told_and_unread(viewer, saved, here) if saved else set(),
        total=len(looked.left),
        most=MOST,
        facets=facets(asked.filters, counts(looked.all, asked.filters), len(looked.left)),
        chips=[(label, f, len(kept(looked.all, f))) for label, f in chips(asked.filters)],
        orders=[(labels.order(o), asked.with_(order=o)) for o in ORDERS],
        more=asked.address(na=more) if more else None,
        themes=theme_links(themes),
        colleagues=colleagues(viewer, asked.text, themes) if asked.text else [],
        saved=saved,
        searches=own_searches(viewer) if not asked and viewer.member else [],
    )


def _why_nothing(text: str, lang: str, found: bool) -> str:
    """Why this text finds nothing, where that is not because nothing has it."""
    if not text:
        return ""
    return nothing_to_find(text, lang) or ("" if found or status()[0] else "down")


def _page(ids: list[int], after: str) -> tuple[list[int], str]:
    """The ids that follow `after`, which is a place in the list and the id that stood there: when
    that is gone by now, the place still holds. And where the next page begins, if there is one."""
    place, id_ = (int(part) if part.isascii() and part.isdecimal() and len(part) < 12 else 0
                  for part in (*after.partition(".")[::2],))  # fmt: skip
    start = ids.index(id_) + 1 if id_ in ids else min(place, len(ids))
    end = start + SIZE
    return ids[start:end], f"{end}.{ids[end - 1]}" if end < len(ids) else ""
