"""What one may be about to look for: questions and themes, while typing."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from crowd.core import viewer as viewers
from crowd.core.limits import limiter
from crowd.core.web import door
from crowd.pages.blueprint import bp
from crowd.questions.queries.lists import by_ids
from crowd.questions.queries.rows import theme_links
from crowd.questions.searching import Asked
from crowd.search.helping import while_typing
from crowd.search.queries import highlight
from crowd.taxonomy.queries import find_themes

SHORTEST = 2  # letters
FEW_THEMES, FEW_QUESTIONS = 3, 5


@bp.get("/zoeken/suggesties")
@door("public")
@limiter.limit("240 per minute")
def suggestions() -> ResponseReturnValue:
    """A list for a combobox; each option leads somewhere (see js/suggest.js)."""
    viewer = viewers.current()
    text = Asked.of(request.args).text
    enough = len(text) >= SHORTEST
    found = while_typing(text, viewer) if enough else {}
    titles = [
        (question, highlight(question.title, found[question.id], viewer.lang or "nl"))
        for question in by_ids(viewer, list(found))
    ]
    return render_template(
        "pages/_suggestions.html",
        themes=theme_links(t.id for t in find_themes(text, FEW_THEMES)) if enough else [],
        # a title that says nothing of it would only puzzle
        questions=[(q, title) for q, title in titles if "<mark>" in title][:FEW_QUESTIONS],
    )
