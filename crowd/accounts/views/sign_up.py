"""A new account, and the address confirmed."""

from flask import flash, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crowd.accounts import actions, passwords, queries, sessions
from crowd.accounts.forms import SignUpForm
from crowd.accounts.views.blueprint import bp
from crowd.core import i18n, viewer
from crowd.core.limits import limiter
from crowd.core.viewer import VISITOR
from crowd.core.web import door, safe_next


@bp.get("/aanmelden")
@door("public")
def sign_up() -> ResponseReturnValue:
    return render_template("accounts/sign_up.html", form=SignUpForm(next=request.args.get("next")))


@bp.post("/aanmelden")
@door("public")
@limiter.limit("60 per hour")
def make_account() -> ResponseReturnValue:
    form = SignUpForm(request.form)
    if not form.submitted():
        return render_template("accounts/sign_up.html", form=form), 422
    email = form.email.data
    password_hash = passwords.hash_password(form.password.data)
    person = actions.sign_up(form.name.data, email, password_hash, i18n.language())
    if person:
        sessions.log_in(person, remember=True)
    session["signed_up"] = email
    session["onward"] = safe_next(form.next.data, "")
    return redirect("/aanmelden/gelukt", 303)


@bp.get("/aanmelden/gelukt")
@door("public")
def signed_up() -> ResponseReturnValue:
    """The same page for an address that had an account already, to the letter."""
    email = session.get("signed_up")
    if not email:
        return redirect("/aanmelden")
    return render_template(
        "accounts/signed_up.html", email=email, onward=session.get("onward"), viewer=VISITOR
    )


@bp.get("/bevestigen")
@door("public")
def confirm() -> ResponseReturnValue:
    """Only a button: mail scanners open every link."""
    token = request.args.get("t")
    person = queries.person_of_confirm_link(token)
    if person is None:
        return render_template("accounts/old_link.html", kind="confirm"), 410
    done = person.email_confirmed_at is not None
    return render_template("accounts/confirm.html", person=person, token=token, done=done)


@bp.post("/bevestigen")
@door("public")
def confirmed() -> ResponseReturnValue:
    if actions.confirm(request.form.get("t")) is None:
        return render_template("accounts/old_link.html", kind="confirm"), 410
    flash(_("Je e-mailadres is bevestigd."))
    return redirect("/inloggen" if viewer.current().is_visitor else "/", 303)


@bp.post("/bevestigen/opnieuw")
@door("account")
@limiter.limit("5 per hour")
def confirm_again() -> ResponseReturnValue:
    person = queries.person_for(viewer.current().id)
    actions.ask_to_confirm(person)
    flash(_("We hebben een nieuwe link gestuurd naar %(email)s.", email=person.email))
    return redirect("/ik/instellingen", 303)
