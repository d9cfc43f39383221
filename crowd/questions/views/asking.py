"""Asking: the form, similar questions while typing, the preview."""

from dataclasses import replace
from typing import Any

from flask import jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from crowd.core import markdown
from crowd.core import viewer as viewers
from crowd.core.errors import Invalid, wants_json
from crowd.core.i18n import clock_time, language
from crowd.core.limits import limiter
from crowd.core.once import answered, once
from crowd.core.viewer import Viewer
from crowd.core.web import door, flash, reads
from crowd.drafts.actions import discard
from crowd.drafts.queries import draft_for
from crowd.people.mentions import named
from crowd.people.queries import profile
from crowd.questions import labels
from crowd.questions.actions import asking
from crowd.questions.actions.joining import NOTE_LENGTH
from crowd.questions.forms.asking import AskForm
from crowd.questions.queries.lists import by_ids
from crowd.questions.queries.related import worth_showing
from crowd.questions.queries.rows import Row, rows
from crowd.questions.queries.suggested import suggested_themes
from crowd.questions.views.blueprint import bp
from crowd.schools.queries import schools
from crowd.search.queries import highlight, similar, status
from crowd.taxonomy import queries as taxonomy

PLACE = "/vragen/nieuw"
BODY_IN_ADDRESS = 500


@bp.get("/nieuw")
@door("member")
def ask() -> ResponseReturnValue:
    viewer = viewers.current()
    draft = draft_for(viewer.id or 0, PLACE)
    title = request.args.get("title", "")[:140]
    # another question is half written: that one first, unless one chooses to begin anew
    other = bool(draft and title and draft.fields.get("body") and draft.fields["title"] != title)
    anew = other and "opnieuw" in request.args
    typed: Any = MultiDict(draft.fields) if draft and not anew else None
    form = AskForm(typed, schools=schools(viewer.school_ids))
    if title and (anew or not other):
        form.title.data = title
    if not form.sector.data:
        form.sector.data = profile(viewer.id or 0).sector or ""
    return _page(
        form,
        draft_version=draft.version if draft else 0,
        saved_at=clock_time(draft.updated_at) if draft and not anew else None,
        other_title=title if other and not anew else None,
    )


@bp.post("/nieuw")
@door("member")
def post() -> ResponseReturnValue:
    viewer = viewers.current()
    form = AskForm(request.form, schools=schools(viewer.school_ids))
    if url := once(form.key.data):
        return redirect(url, 303)
    if not form.validate():
        return _page(form), 422
    try:
        question = asking.ask(viewer, form.asking(), language())
    except Invalid as error:
        form.refuse(error)
        return _page(form), 422
    discard(viewer.id or 0, PLACE)
    answered(form.key.data, question.url)
    flash(_("Je vraag staat er. Je krijgt bericht bij de eerste ervaring."))
    return redirect(question.url, 303)


def _page(form: AskForm, **extra: Any) -> str:
    title, body = _typed(form.title.data or "", form.body.data or "")
    values = {"draft_version": 0, "saved_at": None, "panel": None, "other_title": None, **extra}
    return render_template(
        "questions/ask.html",
        form=form,
        themes=theme_groups(),
        suggested=suggested_themes(viewers.current(), title, body),
        place=PLACE,
        **values,
    )


def theme_groups() -> list[tuple[str, list[tuple[str, str, str]]]]:
    """(domain, [(id, label, words to find it by)])."""
    lang = language()
    return [
        (
            domain.label(lang),
            [
                (t.id, t.label(lang), " ".join([*t.synonyms, t.label("nl"), t.label("en")]))
                for t in taxonomy.themes()
                if t.domain == domain.id
            ],
        )
        for domain in taxonomy.domains()
    ]


@bp.get("/onderwerpen")
@door("member")
def themes_to_name() -> ResponseReturnValue:
    """Themes with a name or a synonym like `q`, as JSON: for who types #."""
    lang = language()
    found = taxonomy.find_themes(request.args.get("q", "")[:60])
    domains = {domain.id: domain.label(lang) for domain in taxonomy.domains()}
    return jsonify(
        [
            {"id": t.slug, "value": t.id, "name": t.label(lang), "note": domains[t.domain]}
            for t in found
        ]
    )


@bp.get("/vergelijkbaar")
@bp.post("/vergelijkbaar")
@door("member")
@reads(form_at=PLACE)
def similar_questions() -> ResponseReturnValue:
    """Questions like what is being typed. Writes nothing; without JavaScript a whole page."""
    viewer = viewers.current()
    if request.method == "GET":
        title = request.args.get("title", "")
        body = request.args.get("body", "")[:BODY_IN_ADDRESS]
    else:
        title, body = request.form.get("title", ""), request.form.get("body", "")
    title, body = _typed(title, body)
    found = look_alikes(viewer, title, body)
    if wants_json():
        return jsonify([_json(row, score) for row, score in found])
    panel = [row for row, _score in found]
    if request.form.get("page"):
        form = AskForm(request.form, schools=schools(viewer.school_ids))
        return _page(form, panel=panel)
    return render_template(
        "questions/_similar.html",
        rows=panel,
        down=not panel and not status()[0],
        note=join_note(title, body),
        suggested=suggested_themes(viewer, title, body),
    )


def look_alikes(viewer: Viewer, title: str, body: str, limit: int = 5) -> list[tuple[Row, float]]:
    """Similar questions that this viewer may read, each with why, and how similar (0 to 1)."""
    matches = {m.id: m for m in similar(title, body, viewer, limit=limit)}
    questions = by_ids(viewer, list(matches))
    questions = questions[: worth_showing([matches[question.id].score for question in questions])]
    found: list[tuple[Row, float]] = []
    for question, row in zip(questions, rows(viewer, questions), strict=True):
        match = matches[question.id]
        shared = [theme for theme in match.themes if theme in question.theme_ids]
        why = labels.why(match.words, shared, match.same_meaning)
        marked = highlight(question.title, " ".join(match.words), viewer.lang or "nl")
        found.append((replace(row, why=why, marked=marked), match.score))
    return found


def _typed(title: str, body: str) -> tuple[str, str]:
    """What is worth looking at: not what no one types by hand and what takes long to read."""
    body = body[: markdown.MAX_LENGTH]
    return title[:500], "" if markdown.too_complex(body) else body


def join_note(title: str, body: str) -> str:
    """What was typed, as the note of who joins instead of asking."""
    return markdown.excerpt(f"{title} {markdown.plain(body)}", NOTE_LENGTH)


def _json(row: Row, score: float) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": row.title,
        "url": row.url,
        "why": row.why,
        "joins": row.joins,
        "experiences": row.experiences,
        "score": round(score, 4),
    }


@bp.post("/voorbeeld-tekst")
@door("account")
@reads()
@limiter.limit("60 per minute")
def preview() -> ResponseReturnValue:
    """What Markdown will look like."""
    text = request.form.get("body", "")
    if len(text) > markdown.MAX_LENGTH or markdown.too_complex(text):
        raise Invalid(_("Deze tekst is te lang of heeft te veel opmaak."))
    return named(markdown.render(text))
