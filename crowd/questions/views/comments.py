"""Thinking along."""

from flask import jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crowd.core import viewer as viewers
from crowd.core.errors import Conflict, NotFound
from crowd.core.i18n import language
from crowd.core.once import answered, once
from crowd.core.web import door, flash
from crowd.drafts.actions import discard
from crowd.questions import rules
from crowd.questions.actions import comments
from crowd.questions.forms.reacting import CommentForm
from crowd.questions.models import Comment, Experience, Question
from crowd.questions.queries.parts import comment_in, standing_experience_in
from crowd.questions.queries.people import taking_part
from crowd.questions.queries.visible import question_for, question_to_change, question_to_leave
from crowd.questions.views.blueprint import bp
from crowd.questions.views.page import number, render_question, version_of


@bp.post("/<id:id_>/reacties")
@bp.post("/<id:id_>/ervaringen/<id:under>/reacties")
@door("member")
def comment(id_: int, under: int | None = None) -> ResponseReturnValue:
    viewer = viewers.current()
    question = question_to_change(viewer, id_)
    form = CommentForm(request.form)
    if under:
        form.experience_id.data = str(under)
    if url := once(form.key.data):
        return redirect(url, 303)
    if not form.validate():
        return _again(question, form, 422)
    try:
        experience = _under(question, form)
    except NotFound:
        form.experience_id.data = ""
        form.form_errors.append(_("Deze ervaring is intussen weg. Je reactie staat hieronder."))
        return _again(question, form, 409)
    said = comments.comment(viewer, question, form.body.data, experience, language())
    if under or experience is None:
        discard(viewer.id or 0, request.path)
    url = f"{question.url}#reactie-{said.id}"
    answered(form.key.data, url)
    return redirect(url, 303)


def _again(question: Question, form: CommentForm, status: int) -> ResponseReturnValue:
    under = number(form.experience_id.data)
    form.body.id = f"reactie-op-{under}" if under else "reactie"
    return render_question(question, status, comment_form=form)


def _under(question: Question, form: CommentForm) -> Experience | None:
    """The experience that the comment is about; NotFound when that is gone."""
    if not form.experience_id.data:
        return None
    return standing_experience_in(question, number(form.experience_id.data))


@bp.get("/<id:id_>/mensen")
@door("member")
def people_to_name(id_: int) -> ResponseReturnValue:
    """Who takes part and has a name like `q`, as JSON: for who types @."""
    question = question_for(viewers.current(), id_)
    found = taking_part(viewers.current(), question, request.args.get("q", "")[:60])
    return jsonify([{"id": c.person_id, "name": c.name, "note": c.role_label} for c in found])


@bp.get("/<id:id_>/reacties/<id:part>/aanpassen")
@door("member")
def edit_comment(id_: int, part: int) -> ResponseReturnValue:
    question = question_for(viewers.current(), id_)
    said = comment_in(question, part)
    rules.require(rules.can_edit(viewers.current(), said))
    return _edit_page(question, said, CommentForm(obj=said))


@bp.post("/<id:id_>/reacties/<id:part>/aanpassen")
@door("member")
def save_comment(id_: int, part: int) -> ResponseReturnValue:
    question = question_to_change(viewers.current(), id_)
    said = comment_in(question, part)
    form = CommentForm(request.form)
    if url := once(form.key.data):
        return redirect(url, 303)
    if not form.validate():
        return _edit_page(question, said, form), 422
    try:
        comments.edit_comment(viewers.current(), question, said, form.body.data, version_of(form))
    except Conflict as error:
        return _edit_page(question, said, form, error.message), 409
    url = f"{question.url}#reactie-{part}"
    answered(form.key.data, url)
    return redirect(url, 303)


def _edit_page(
    question: Question, said: Comment, form: CommentForm, conflict: str | None = None
) -> str:
    if conflict:
        form.version.data = str(said.version)
    return render_template(
        "questions/edit_comment.html",
        question=question,
        comment=said,
        form=form,
        conflict=conflict,
    )


@bp.post("/<id:id_>/reacties/<id:part>/<any(verwijderen, terugzetten):what>")
@door("account")
def delete_comment(id_: int, part: int, what: str) -> ResponseReturnValue:
    viewer = viewers.current()
    question = question_to_leave(viewer, id_)
    said = comment_in(question, part)
    if what == "verwijderen":
        comments.delete_comment(viewer, said)
        flash(
            _("Je reactie is weg. Terugzetten kan nog een dag."),
            undo=f"/vragen/{id_}/reacties/{part}/terugzetten",
        )
    else:
        comments.restore_comment(viewer, said)
        flash(_("Je reactie staat er weer."))
    return redirect(question.url, 303)
