"""Joining in one tap, and leaving as easily."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crowd.core import viewer as viewers
from crowd.core.db import db
from crowd.core.errors import wants_partial
from crowd.core.once import answered, once
from crowd.core.web import door, flash, safe_next
from crowd.drafts.actions import discard
from crowd.drafts.queries import draft_for
from crowd.questions.actions import joining
from crowd.questions.forms.reacting import JoinForm
from crowd.questions.models import Question
from crowd.questions.queries.page import joiners
from crowd.questions.queries.rows import rows
from crowd.questions.queries.visible import question_to_change, question_to_leave
from crowd.questions.views.blueprint import bp
from crowd.questions.views.page import kept_note, render_question


@bp.post("/<id:id_>/aanhaken")
@door("member")
def join(id_: int) -> ResponseReturnValue:
    viewer = viewers.current()
    question = question_to_change(viewer, id_)
    form = JoinForm(request.form)
    if url := once(form.key.data):
        if wants_partial():
            return _answer(question, _("Opgeslagen."), undo=True)
        return redirect(url, 303)
    if not form.validate():
        return render_question(question, 422, join_form=form)
    note = form.note.data if "note" in request.form else None
    new = joining.join(viewer, question, note)
    if note:
        discard(viewer.id or 0, request.path)
    if request.form.get("key"):  # one tap has none: joining twice is joining once anyhow
        answered(form.key.data, question.url)
    said = _("Aangehaakt. Je krijgt bericht als er een ervaring bij komt.")
    if question.closed:
        said = _("Aangehaakt: bij jou speelt dit nog. De vraag zelf blijft afgerond.")
    return _answer(question, said if new else _("Opgeslagen."), undo=new)


@bp.post("/<id:id_>/afhaken")
@door("account")
def leave(id_: int) -> ResponseReturnValue:
    question = question_to_leave(viewers.current(), id_)
    joining.leave(viewers.current(), question)
    return _answer(question, _("Je bent afgehaakt."), undo=False)


def _answer(question: Question, said: str, *, undo: bool) -> ResponseReturnValue:
    """The row of faces for htmx; otherwise back to where the tap was."""
    back = url_for("questions.leave", id_=question.id) if undo else None
    if wants_partial():
        db.session.flush()
        db.session.refresh(question)
        large = bool(request.form.get("large"))  # on the question's page
        return render_template(
            "questions/_join.html",
            row=rows(viewers.current(), [question])[0],
            large=large,
            joiners=joiners(viewers.current(), question) if large else [],
            new=undo,
            said=said,
            undo=back,
            kept=kept_note(draft_for(viewers.current().id or 0, request.path)) if undo else "",
        )
    flash(said, undo=back)
    return redirect(safe_next(request.form.get("next"), f"{question.url}#aangehaakt"), 303)
