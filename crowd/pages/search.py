"""Search: over titles, bodies, experiences and harvests, as far as the reader may see them."""

from urllib.parse import urlencode

from flask import render_template, request
from flask.typing import ResponseReturnValue

from crowd.core import viewer as viewers
from crowd.core.web import door
from crowd.pages.blueprint import bp
from crowd.questions.filters import asked_filters, chosen, selects
from crowd.questions.queries.found import found
from crowd.questions.queries.lists import filtered
from crowd.questions.queries.rows import theme_links
from crowd.search.queries import find, themes_for

LONGEST, MOST, SIZE = 200, 200, 20


@bp.get("/zoeken")
@door("public")
def search() -> ResponseReturnValue:
    viewer = viewers.current()
    asked = " ".join(request.args.get("q", "").replace("\0", " ").split())[:LONGEST]
    filters = asked_filters(request.args)
    hits = find(asked, viewer, limit=MOST) if asked else []
    ids = filtered([hit.id for hit in hits], filters)
    here, last = _page(ids, request.args.get("na", ""))
    fields = {hit.id: hit.field for hit in hits}
    kept = {name: value for name, value in chosen(filters).items() if value}
    return render_template(
        "pages/search.html",
        q=asked,
        results=found(viewer, asked, [(id_, fields[id_]) for id_ in here]),
        total=len(ids),
        most=MOST,
        filters=filters,
        selects=selects(filters),
        more="/zoeken?" + urlencode({"q": asked, **kept, "na": last}) if last else None,
        themes=[] if ids or not asked else theme_links(themes_for(asked, limit=3)),
    )


def _page(ids: list[int], after: str) -> tuple[list[int], int | None]:
    """The ids that follow `after` in their ranking, and the last of them if there are more."""
    known = int(after) if after.isascii() and after.isdecimal() and len(after) < 12 else 0
    start = ids.index(known) + 1 if known in ids else 0
    here = ids[start : start + SIZE]
    return here, here[-1] if start + SIZE < len(ids) else None
