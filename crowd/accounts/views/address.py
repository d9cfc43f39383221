"""Another e-mail address: in force when the old and the new one have both said yes."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crowd.accounts import actions, queries
from crowd.accounts.forms import NewEmailForm
from crowd.accounts.views.blueprint import bp
from crowd.accounts.views.settings import settings_page
from crowd.core import viewer
from crowd.core.errors import Invalid
from crowd.core.limits import limiter
from crowd.core.web import door


@bp.post("/ik/instellingen/adres")
@door("account")
@limiter.limit("5 per hour")
def change_email() -> ResponseReturnValue:
    form = NewEmailForm(request.form)
    if not form.submitted():
        return settings_page(email_form=form), 422
    person = queries.person_for(viewer.current().id)
    try:
        actions.ask_to_change_email(person, form.email.data)
    except Invalid as refused:
        form.refuse(refused)
        return settings_page(email_form=form), 422
    flash(_("Kijk in je mail. Je oude en je nieuwe adres zeggen allebei ja."))
    return redirect("/ik/instellingen", 303)


@bp.post("/ik/instellingen/adres/stop")
@door("account")
def keep_email() -> ResponseReturnValue:
    actions.forget_change(viewer.current().id or 0)
    flash(_("Je e-mailadres blijft zoals het is."))
    return redirect("/ik/instellingen", 303)


@bp.get("/adres")
@door("public")
def answer_change() -> ResponseReturnValue:
    """Only a button: mail scanners open every link."""
    token = request.args.get("t")
    found = queries.change_of_link(token)
    if found is None:
        return render_template("accounts/old_link.html", kind="change"), 410
    change, side = found
    return render_template("accounts/change.html", change=change, side=side, token=token)


@bp.post("/adres")
@door("public")
def change_answered() -> ResponseReturnValue:
    found = queries.change_of_link(request.form.get("t"))
    if found is None:
        return render_template("accounts/old_link.html", kind="change"), 410
    change, side = found
    email = change.new_email
    if side == "stop":
        actions.forget_change(change.person_id)
        flash(_("Tegengehouden. Het e-mailadres blijft zoals het is."))
    elif actions.agree_to_change(change, side):
        flash(_("Je e-mailadres is nu %(email)s.", email=email))
    else:
        flash(_("Dank je. Zeg ook ja in de mail op het andere adres."))
    return redirect("/inloggen" if viewer.current().is_visitor else "/ik/instellingen", 303)
