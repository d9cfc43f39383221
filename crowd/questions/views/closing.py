"""Closing with the yield, reopening, and "en bij jou?"."""

from flask import redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crowd.core import viewer as viewers
from crowd.core.errors import Conflict
from crowd.core.i18n import language
from crowd.core.once import answered, once
from crowd.core.web import door, flash
from crowd.drafts.actions import discard
from crowd.questions.actions import closing
from crowd.questions.forms.reacting import YieldForm
from crowd.questions.queries.visible import question_to_change
from crowd.questions.views.blueprint import bp
from crowd.questions.views.page import render_question


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
    told = form.told() if form.validate() else None
    if told is not None and not told:
        form.tried.errors = [_("Vertel in één zin hoe het bij jou ging.")]
    if not told:
        return render_question(question, 422, yield_form=form)
    try:
        closing.tell_outcome(viewer, question, told, language())
    except Conflict as error:
        form.refuse(error)
        return render_question(question, 409, yield_form=form)
    discard(viewer.id or 0, f"/vragen/{question.id}/en-bij-jou")
    answered(form.key.data, question.url)
    flash(_("Dank je wel! Zo heeft de volgende er ook wat aan."))
    return redirect(f"{question.url}#opbrengst", 303)
