"""The list of questions, with tabs and filters in the address."""

from dataclasses import replace
from urllib.parse import urlencode

from flask import render_template, request
from flask.typing import ResponseReturnValue

from crowd.core import viewer as viewers
from crowd.core.web import door
from crowd.questions import labels
from crowd.questions.filters import asked_filters, chosen, selects
from crowd.questions.queries.lists import TABS, question_list
from crowd.questions.queries.reading import has_bookmarks
from crowd.questions.queries.rows import rows
from crowd.questions.views.blueprint import bp


@bp.get("")
@door("public")
def index() -> ResponseReturnValue:
    viewer = viewers.current()
    tab = request.args.get("tab", "")
    if viewer.id is None or tab not in TABS:
        tab = "nieuw"
    filters = replace(asked_filters(request.args), mine="")  # the tabs say that
    found = question_list(viewer, tab, filters, request.args.get("na"))
    kept = chosen(filters)
    shown = [t for t in TABS if t in (tab, *TABS[:-1]) or has_bookmarks(viewer)]
    address = urlencode({"tab": tab, **kept, "na": found.next or ""})
    return render_template(
        "questions/index.html",
        rows=rows(viewer, found.rows),
        tab=tab,
        tabs=[(labels.tab(t), "?" + urlencode({"tab": t, **kept}), t == tab) for t in shown],
        filters=filters,
        selects=selects(filters),
        more=f"/vragen?{address}" if found.next else None,
    )
