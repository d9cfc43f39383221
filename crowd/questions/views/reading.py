"""Reading on: what was seen, what came in since, and what is saved to find back."""

from datetime import UTC, datetime

from flask import jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crowd.core import viewer as viewers
from crowd.core.clock import now
from crowd.core.errors import NotFound, wants_partial
from crowd.core.web import door, flash
from crowd.questions import labels
from crowd.questions.actions import reading
from crowd.questions.queries.page import question_page
from crowd.questions.queries.reading import news_since
from crowd.questions.queries.visible import listed_for, question_for, question_to_leave
from crowd.questions.views.blueprint import bp


@bp.post("/<id:id_>/gelezen")
@door("account")
def seen(id_: int) -> ResponseReturnValue:
    """A small post after loading: a GET writes nothing. `tot` is the newest that was shown."""
    viewer = viewers.current()
    question = listed_for(viewer, id_)
    if question is None:
        raise NotFound
    reading.saw(viewer, question, _moment(request.form.get("tot")))
    return ("", 204) if wants_partial() else redirect(question.url, 303)


@bp.get("/<id:id_>/nieuws")
@door("member")
def news(id_: int) -> ResponseReturnValue:
    """What others wrote since `na`: in words, or for htmx the contributions themselves."""
    viewer = viewers.current()
    question = question_for(viewer, id_)
    since = _moment(request.args.get("na"))
    found = news_since(viewer, question, since)
    if not wants_partial():
        return jsonify(text=labels.news(found))
    if found.outcomes:  # the yield changes the whole page
        return "", 200, {"HX-Redirect": f"{question.url}#opbrengst"}
    return render_template(
        "questions/_news.html",
        page=question_page(viewer, question, since),
        labels=labels,
        refused=None,
    )


def _moment(text: str | None) -> datetime:
    """A moment as we wrote it in a page; now, when it is none."""
    try:
        found = datetime.fromisoformat(text or "")
        return found.astimezone(UTC) if found.tzinfo else now()
    except (ValueError, OverflowError):
        return now()


@bp.post("/<id:id_>/bewaren")
@door("member")
def bookmark(id_: int) -> ResponseReturnValue:
    """Keep the question to find back: private, and counted nowhere."""
    question = question_for(viewers.current(), id_)
    reading.bookmark(viewers.current(), question)
    flash(
        _("Bewaard. Je vindt deze vraag terug bij je bewaarde vragen."),
        undo=f"/vragen/{id_}/niet-bewaren",
    )
    return redirect(question.url, 303)


@bp.post("/<id:id_>/niet-bewaren")
@door("account")
def unbookmark(id_: int) -> ResponseReturnValue:
    question = question_to_leave(viewers.current(), id_)
    reading.unbookmark(viewers.current(), question)
    flash(_("Deze vraag staat niet meer bij je bewaarde vragen."))
    return redirect(question.url, 303)
