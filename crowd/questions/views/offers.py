"""Offering experience and asking for it: the offer, the asker's answer, and asking somebody."""

from flask import redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crowd.core import viewer as viewers
from crowd.core.errors import Conflict
from crowd.core.once import answered, once
from crowd.core.web import door, flash
from crowd.drafts.actions import discard
from crowd.questions.actions import offers, requests
from crowd.questions.forms.reacting import AcceptForm, OfferForm
from crowd.questions.queries.parts import offer_in
from crowd.questions.queries.visible import question_to_change, question_to_leave
from crowd.questions.views.blueprint import bp
from crowd.questions.views.page import number, render_question


@bp.post("/<id:id_>/aanbod")
@door("member")
def offer(id_: int) -> ResponseReturnValue:
    viewer = viewers.current()
    question = question_to_change(viewer, id_)
    form = OfferForm(request.form)
    if url := once(form.key.data):
        return redirect(url, 303)
    if not form.validate():
        return render_question(question, 422, offer_form=form)
    try:
        made = offers.offer_experience(viewer, question, form.offering())
    except Conflict as error:
        form.refuse(error)
        return render_question(question, 409, offer_form=form)
    discard(viewer.id or 0, f"/vragen/{question.id}/aanbod")
    url = f"{question.url}#aanbod-{made.id}"
    answered(form.key.data, url)
    flash(_("Je aanbod staat er. De vrager ziet pas hoe je te bereiken bent na een ja."))
    return redirect(url, 303)


@bp.post("/<id:id_>/aanbod/<id:part>/aannemen")
@door("member")
def accept_offer(id_: int, part: int) -> ResponseReturnValue:
    viewer = viewers.current()
    question = question_to_change(viewer, id_)
    made = offer_in(question, part)
    form = AcceptForm(request.form)
    form.contact.id = f"contact-{part}"
    if not form.validate():
        return render_question(question, 422, accept_form=form)
    try:
        offers.accept_offer(viewer, question, made, form.contact.data)
    except Conflict as error:
        form.refuse(error)
        return render_question(question, 409, accept_form=form)
    flash(_("Jullie zien nu van elkaar hoe je te bereiken bent."))
    return redirect(f"{question.url}#aanbod-{part}", 303)


@bp.post("/<id:id_>/aanbod/<id:part>/afslaan")
@door("member")
def decline_offer(id_: int, part: int) -> ResponseReturnValue:
    question = question_to_change(viewers.current(), id_)
    offers.decline_offer(viewers.current(), question, offer_in(question, part))
    flash(_("We laten het weten. Je hoeft geen reden te geven."))
    return redirect(question.url, 303)


@bp.post("/<id:id_>/aanbod/<id:part>/intrekken")
@door("account")
def withdraw_offer(id_: int, part: int) -> ResponseReturnValue:
    question = question_to_leave(viewers.current(), id_)
    offers.withdraw_offer(viewers.current(), offer_in(question, part))
    flash(_("Je aanbod is ingetrokken."))
    return redirect(question.url, 303)


@bp.post("/<id:id_>/vraag-ervaring")
@door("member")
def ask_for_experience(id_: int) -> ResponseReturnValue:
    question = question_to_change(viewers.current(), id_)
    requests.ask_for_experience(viewers.current(), question, number(request.form.get("person")))
    flash(_("Je vraag om ervaring is verstuurd. Een antwoord hoeft niet, dus wacht rustig af."))
    return redirect(f"{question.url}#helpen", 303)
