"""Logging in and out."""

from flask import current_app, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crowd.accounts import passwords, queries, sessions, throttle
from crowd.accounts.forms import LogInForm
from crowd.accounts.models import Person
from crowd.accounts.views.blueprint import bp
from crowd.core import viewer, web
from crowd.core.limits import limiter
from crowd.core.viewer import Viewer
from crowd.core.web import door, keep


@bp.get("/inloggen")
@door("public")
def login() -> ResponseReturnValue:
    return _login_page(LogInForm(next=request.args.get("next")))


@bp.post("/inloggen")
@door("public")
@limiter.limit("60 per minute")
def log_in() -> ResponseReturnValue:
    form = LogInForm(request.form)
    if not form.submitted():
        return _login_page(form, 422)
    email, remote = form.email.data, request.remote_addr
    if seconds := throttle.seconds_to_wait(email, remote):
        form.form_errors.append(wait_words(seconds))
        return _login_page(form, 429, seconds)
    person = _with_password(email, form.password.data)
    if person is None:
        keep(lambda: throttle.failed(email, remote))
        form.form_errors.append(
            _("Dit e-mailadres en wachtwoord horen niet bij elkaar. Kijk ze allebei na.")
        )
        return _login_page(form, 422)
    throttle.forget(email)
    sessions.log_in(person, remember=form.remember.data)
    next_url = web.safe_next(form.next.data)
    if form.carried.data:
        g.viewer = Viewer(id=person.id, name=person.name, lang=person.lang)  # this page is theirs
        why = _("Je bent weer ingelogd. Kijk je tekst na en plaats hem.")
        return web.resume_page(next_url, form.carried.data, why)
    return redirect(next_url, 303)


@bp.get("/uitloggen")
@door("public")
def logout() -> ResponseReturnValue:
    """For who types the address: a GET changes nothing, so one button does it."""
    if viewer.current().is_visitor:
        return redirect("/inloggen")
    return render_template("accounts/logout.html")


@bp.post("/uitloggen")
@door("public")
def log_out() -> ResponseReturnValue:
    sessions.log_out()
    return redirect("/", 303)


def _with_password(email: str, password: str) -> Person | None:
    """The person with this address and password; as slow when there is none."""
    person = queries.person_by_email(email)
    known = (person.id, person.password_hash) if person else (None, None)
    if not passwords.matches(known[1], password):
        return None
    # read again: the transaction was let go while hashing
    person = queries.person_by_email(email)
    return person if person and (person.id, person.password_hash) == known else None


def wait_words(seconds: int) -> str:
    return ngettext(
        "Er is te vaak een verkeerd wachtwoord ingevuld. "
        "Probeer het over %(num)d minuut weer, of kies een nieuw wachtwoord.",
        "Er is te vaak een verkeerd wachtwoord ingevuld. "
        "Probeer het over %(num)d minuten weer, of kies een nieuw wachtwoord.",
        max(1, -(-seconds // 60)),
    )


def _login_page(form: LogInForm, status: int = 200, wait: int = 0) -> ResponseReturnValue:
    template = "accounts/login_first.html" if form.carried.data else "accounts/login.html"
    page = render_template(
        template,
        form=form,
        onward=web.safe_next(form.next.data),
        demo=current_app.extensions["demo_accounts"] if current_app.config["DEMO"] else None,
    )
    return page, status, {"Retry-After": str(wait)} if wait else {}
