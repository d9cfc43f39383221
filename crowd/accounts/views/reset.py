"""A forgotten password."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crowd.accounts import actions, passwords, queries, sessions
from crowd.accounts.forms import ForgottenForm, NewPasswordForm
from crowd.accounts.views.blueprint import bp
from crowd.core import viewer
from crowd.core.limits import limiter
from crowd.core.web import door


@bp.get("/wachtwoord-vergeten")
@door("public")
def forgotten() -> ResponseReturnValue:
    return render_template("accounts/forgotten.html", form=ForgottenForm())


@bp.post("/wachtwoord-vergeten")
@door("public")
@limiter.limit("30 per hour")
def ask_to_reset() -> ResponseReturnValue:
    form = ForgottenForm(request.form)
    if not form.submitted():
        return render_template("accounts/forgotten.html", form=form), 422
    actions.ask_to_reset(form.email.data)
    return render_template("accounts/forgotten_sent.html", email=form.email.data)


@bp.get("/wachtwoord")
@door("public")
def reset() -> ResponseReturnValue:
    token = request.args.get("t")
    if queries.person_of_reset_link(token) is None:
        return render_template("accounts/old_link.html", kind="reset"), 410
    return render_template("accounts/reset.html", form=NewPasswordForm(), token=token)


@bp.post("/wachtwoord")
@door("public")
def reset_password() -> ResponseReturnValue:
    token = request.form.get("t")
    person = queries.person_of_reset_link(token)
    if person is None:
        return render_template("accounts/old_link.html", kind="reset"), 410
    form = NewPasswordForm(request.form)
    form.personal = (person.name, person.email)
    if not form.submitted():
        return render_template("accounts/reset.html", form=form, token=token), 422
    password_hash = passwords.hash_password(form.password.data)
    if actions.reset_password(token, password_hash) is None:  # used while we were hashing
        return render_template("accounts/old_link.html", kind="reset"), 410
    if not viewer.current().is_visitor:
        sessions.log_out()
    flash(_("Je wachtwoord is aangepast. Log nu in."))
    return redirect("/inloggen", 303)
