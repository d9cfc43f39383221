"""Closing with the yield, reopening, and "en bij jou?"."""

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
from crowd.questions import labels, rules
from crowd.questions.actions import closing
from crowd.questions.forms.reacting import YieldForm
from crowd.questions.models import Outcome, Question
from crowd.questions.queries.parts import outcome_in, own_outcome
from crowd.questions.queries.visible import question_for, question_to_change
from crowd.questions.views.blueprint import bp
from crowd.questions.views.page import render_question, version_of


@bp.post("/<id:id_>/afronden")
@door("member")
def close(id_: int) -> ResponseReturnValue:
    """With something told it is harvested, with nothing it just stops."""
    viewer = viewers.current()
    question = question_to_change(viewer, id_)
    form = YieldForm(request.form)
    if url := once(form.key.data):
        return redirect(url, 303)
    if not form.validate():
        return render_question(question, 422, yield_form=form)
    told = form.told()
    try:
        closing.close(viewer, question, told, language())
    except Conflict as error:
        if not told:
            return redirect(question.url, 303)
        form.refuse(error)
        return render_question(question, 409, yield_form=form)
    discard(viewer.id or 0, f"/vragen/{question.id}/afronden")
    url = f"{question.url}#opbrengst"
    answered(form.key.data, url)
    if not told:
        flash(_("Je vraag is gestopt. Je kunt hem altijd weer openen."))
    elif question.joins:
        flash(
            ngettext(
                "Dank je wel! Hier heeft %(num)d aanhaker ook wat aan.",
                "Dank je wel! Hier hebben %(num)d aanhakers ook wat aan.",
                question.joins,
            )
        )
    else:
        flash(_("Dank je wel! Zo heeft de volgende er ook wat aan."))
    return redirect(url, 303)


@bp.post("/<id:id_>/heropenen")
@door("member")
def reopen(id_: int) -> ResponseReturnValue:
    question = question_to_change(viewers.current(), id_)
    closing.reopen(viewers.current(), question)
    flash(_("Je vraag staat weer open."))
    return redirect(question.url, 303)


@bp.post("/<id:id_>/en-bij-jou")
@door("member")
def and_you(id_: int) -> ResponseReturnValue:
    """A joiner tells what came of it; the asker can add the yield afterwards."""
    viewer = viewers.current()
    question = question_to_change(viewer, id_)
    form = YieldForm(request.form)
    if url := once(form.key.data):
        return redirect(url, 303)
    told = _something_told(form)
    if told is None:
        return render_question(question, 422, yield_form=form)
    try:
        closing.tell_outcome(viewer, question, told, language())
    except closing.AlreadyTold:
        there = own_outcome(viewer, question)
        return _edit_page(question, there, form, _("Je vertelde hier al hoe het ging.")), 409
    except Conflict as error:
        form.refuse(error)
        return render_question(question, 409, yield_form=form)
    discard(viewer.id or 0, f"/vragen/{question.id}/en-bij-jou")
    answered(form.key.data, question.url)
    flash(_("Dank je wel! Zo heeft de volgende er ook wat aan."))
    return redirect(f"{question.url}#opbrengst", 303)


def _something_told(form: YieldForm) -> closing.Yield | None:
    """What the form says; nothing at all is refused."""
    told = form.told() if form.validate() else None
    if told is not None and not told:
        form.tried.errors = [_("Vertel in één zin hoe het bij jou ging.")]
    return told or None


@bp.get("/<id:id_>/opbrengst/<id:part>/aanpassen")
@door("member")
def edit_outcome(id_: int, part: int) -> ResponseReturnValue:
    question = question_for(viewers.current(), id_)
    outcome = outcome_in(question, part)
    rules.require(rules.can_edit(viewers.current(), outcome))
    told = {name: getattr(outcome, name) for name in ("tried", "result", "version")}
    form = YieldForm(
        data={
            **told,
            "different": outcome.changed_practice,
            "cycles": outcome.cycles.split(",") if outcome.cycles else [],
        }
    )
    return _edit_page(question, outcome, form)


@bp.post("/<id:id_>/opbrengst/<id:part>/aanpassen")
@door("member")
def save_outcome(id_: int, part: int) -> ResponseReturnValue:
    viewer = viewers.current()
    question = question_to_change(viewer, id_)
    outcome = outcome_in(question, part)
    form = YieldForm(request.form)
    if url := once(form.key.data):
        return redirect(url, 303)
    told = _something_told(form)
    if told is None:
        return _edit_page(question, outcome, form), 422
    try:
        closing.edit_outcome(viewer, question, outcome, told, version_of(form))
    except Conflict as error:
        return _edit_page(question, outcome, form, error.message), 409
    url = f"{question.url}#opbrengst"
    answered(form.key.data, url)
    flash(_("Je opbrengst is aangepast."))
    return redirect(url, 303)


def _edit_page(
    question: Question, outcome: Outcome, form: YieldForm, conflict: str | None = None
) -> str:
    if conflict:  # the newest version is shown above; saving again is on top of that one
        form.version.data = str(outcome.version)
    return render_template(
        "questions/edit_outcome.html",
        question=question,
        outcome=outcome,
        form=form,
        conflict=conflict,
        labels=labels,
    )
