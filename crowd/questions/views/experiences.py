"""Sharing experience, changing it, and what readers do with it."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crowd.core import viewer as viewers
from crowd.core.errors import Conflict
from crowd.core.i18n import language
from crowd.core.once import answered, once
from crowd.core.web import door, flash
from crowd.drafts.actions import discard
from crowd.questions import rules
from crowd.questions.actions import experiences
from crowd.questions.forms.reacting import ShareForm, WentForm
from crowd.questions.models import Experience, Question
from crowd.questions.queries.parts import experience_in, own_experience, standing_experience_in
from crowd.questions.queries.visible import question_for, question_to_change, question_to_leave
from crowd.questions.views.blueprint import bp
from crowd.questions.views.page import render_question, version_of


def place_of(question: Question) -> str:
    """Where the draft of an experience is kept."""
    return f"/vragen/{question.id}/ervaringen"


@bp.post("/<id:id_>/ervaringen")
@door("member")
def share(id_: int) -> ResponseReturnValue:
    viewer = viewers.current()
    question = question_to_change(viewer, id_)
    form = ShareForm(request.form)
    if url := once(form.key.data):
        return redirect(url, 303)
    if not form.validate():
        return render_question(question, 422, share_form=form)
    thanks = _thanks(question)
    try:
        experience = experiences.share_experience(viewer, question, form.sharing(), language())
    except Conflict:
        # shared from another device: what was typed goes into the form that changes it
        there = own_experience(viewer, question)
        return _edit_page(question, there, form, _("Je deelde hier al een ervaring.")), 409
    discard(viewer.id or 0, place_of(question))
    url = f"{question.url}#ervaring-{experience.id}"
    answered(form.key.data, url)
    flash(thanks)
    return redirect(url, 303)


def _thanks(question: Question) -> str:
    """A warmer word for who answers first: somebody waited for it."""
    if question.experiences or rules.is_asker(viewers.current(), question):
        return _("Je ervaring staat er. Dank je wel, hier heeft een collega iets aan.")
    if not question.joins:
        return _("Dank je wel. Dit is de eerste ervaring bij deze vraag. Hier is op gewacht.")
    return ngettext(
        "Dank je wel. Dit is de eerste ervaring bij deze vraag. "
        "De vrager en %(num)d aanhaker wachtten erop.",
        "Dank je wel. Dit is de eerste ervaring bij deze vraag. "
        "De vrager en %(num)d aanhakers wachtten erop.",
        question.joins,
    )


@bp.get("/<id:id_>/ervaringen/<id:part>/aanpassen")
@door("member")
def edit_experience(id_: int, part: int) -> ResponseReturnValue:
    question = question_for(viewers.current(), id_)
    experience = standing_experience_in(question, part)
    rules.require(rules.can_edit(viewers.current(), experience))
    return _edit_page(question, experience, ShareForm(obj=experience))


@bp.post("/<id:id_>/ervaringen/<id:part>/aanpassen")
@door("member")
def save_experience(id_: int, part: int) -> ResponseReturnValue:
    viewer = viewers.current()
    question = question_to_change(viewer, id_)
    experience = standing_experience_in(question, part)
    form = ShareForm(request.form)
    if url := once(form.key.data):
        return redirect(url, 303)
    if not form.validate():
        return _edit_page(question, experience, form), 422
    try:
        experiences.edit_experience(viewer, question, experience, form.sharing(), version_of(form))
    except Conflict as error:
        return _edit_page(question, experience, form, error.message), 409
    url = f"{question.url}#ervaring-{experience.id}"
    answered(form.key.data, url)
    flash(_("Je ervaring is aangepast."))
    return redirect(url, 303)


def _edit_page(
    question: Question, experience: Experience, form: ShareForm, conflict: str | None = None
) -> str:
    if conflict:  # the newest version is shown above; saving again is on top of that one
        form.version.data = str(experience.version)
    return render_template(
        "questions/edit_experience.html",
        question=question,
        experience=experience,
        form=form,
        conflict=conflict,
    )


@bp.post("/<id:id_>/ervaringen/<id:part>/<any(verwijderen, terugzetten):what>")
@door("account")
def delete_experience(id_: int, part: int, what: str) -> ResponseReturnValue:
    viewer = viewers.current()
    question = question_to_leave(viewer, id_)
    experience = experience_in(question, part)
    if what == "verwijderen":
        experiences.delete_experience(viewer, question, experience)
        flash(
            _("Je ervaring is weg. Terugzetten kan nog een dag."),
            undo=f"/vragen/{id_}/ervaringen/{part}/terugzetten",
        )
    else:
        experiences.restore_experience(viewer, question, experience)
        flash(_("Je ervaring staat er weer."))
    return redirect(f"{question.url}#ervaring-{part}", 303)


@bp.post("/<id:id_>/ervaringen/<id:part>/iets-aan")
@door("member")
def helpful(id_: int, part: int) -> ResponseReturnValue:
    """ "Hier heb ik iets aan"; with `undo` no longer."""
    viewer = viewers.current()
    question = question_to_change(viewer, id_)
    experience = standing_experience_in(question, part)
    if request.form.get("undo"):
        experiences.unmark_helpful(viewer, experience)
    else:
        experiences.mark_helpful(viewer, question, experience)
        flash(_("We laten het de schrijver weten."))
    return redirect(f"{question.url}#ervaring-{part}", 303)


@bp.post("/<id:id_>/ervaringen/<id:part>/proberen")
@door("member")
def try_it(id_: int, part: int) -> ResponseReturnValue:
    """ "Ga ik proberen"; with `undo` no longer."""
    viewer = viewers.current()
    question = question_to_change(viewer, id_)
    experience = standing_experience_in(question, part)
    if request.form.get("undo"):
        experiences.stop_trial(viewer, experience)
    else:
        experiences.start_trial(viewer, question, experience)
        flash(_("Succes. Over tien schooldagen vragen we hoe het ging."))
    return redirect(f"{question.url}#ervaring-{part}", 303)


@bp.post("/<id:id_>/ervaringen/<id:part>/uitgeprobeerd")
@door("member")
def tried(id_: int, part: int) -> ResponseReturnValue:
    viewer = viewers.current()
    question = question_to_change(viewer, id_)
    experience = standing_experience_in(question, part)
    form = WentForm(request.form)
    if not form.validate():
        form.went.id = f"went-{part}"
        return render_question(question, 422, went_form=form)
    experiences.tell_trial(viewer, question, experience, form.went.data)
    flash(_("Dank je wel. Ook van wat niet lukte leert een ander."))
    return redirect(f"{question.url}#ervaring-{part}", 303)
