"""Settings: language, address, password, and where someone is logged in."""

from typing import Any

from flask import flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user

from crowd.accounts import actions, passwords, queries, sessions, throttle
from crowd.accounts.forms import ChangePasswordForm, LanguageForm, NewEmailForm
from crowd.accounts.views.blueprint import bp
from crowd.accounts.views.language import remember_language
from crowd.accounts.views.log_in import wait_words
from crowd.core import i18n, viewer
from crowd.core.web import door, keep

SETTINGS = "/ik/instellingen"


@bp.get(SETTINGS)
@door("account")
def settings() -> ResponseReturnValue:
    return settings_page()


@bp.post(f"{SETTINGS}/taal")
@door("account")
def change_language() -> ResponseReturnValue:
    form = LanguageForm(request.form)
    if not form.submitted():
        return settings_page(language_form=form), 422
    lang = form.lang.data
    queries.person_for(viewer.current().id).lang = lang
    with force_locale(lang):
        flash(_("We praten nu Nederlands met je."))
    return remember_language(make_response(redirect(SETTINGS, 303)), lang)


@bp.post(f"{SETTINGS}/wachtwoord")
@door("account")
def change_password() -> ResponseReturnValue:
    form = ChangePasswordForm(request.form)
    person = queries.person_for(viewer.current().id)
    email, known, remote = person.email, person.password_hash, request.remote_addr
    form.personal = (person.name, email)
    if not form.submitted():
        return settings_page(password_form=form), 422
    if seconds := throttle.seconds_to_wait(email, remote):
        form.form_errors.append(wait_words(seconds))
        return settings_page(password_form=form), 429
    if not passwords.matches(known, form.current_password.data):
        keep(lambda: throttle.failed(email, remote))
        form.current_password.errors = [_("Dit is niet je wachtwoord van nu.")]
        return settings_page(password_form=form), 422
    password_hash = passwords.hash_password(form.password.data)
    person = queries.person_for(viewer.current().id)
    actions.change_password(person, password_hash, current_user.session_id)
    flash(_("Je wachtwoord is aangepast. Op andere apparaten ben je uitgelogd."))
    return redirect(SETTINGS, 303)


@bp.post(f"{SETTINGS}/sessies/<id:session_id>/uitloggen")
@door("account")
def end_session(session_id: int) -> ResponseReturnValue:
    sessions.revoke(viewer.current().id or 0, session_id)
    flash(_("Uitgelogd op dat apparaat."))
    return redirect(f"{SETTINGS}#apparaten", 303)


@bp.post(f"{SETTINGS}/sessies/uitloggen")
@door("account")
def end_other_sessions() -> ResponseReturnValue:
    sessions.revoke_all(viewer.current().id or 0, but=current_user.session_id)
    flash(_("Uitgelogd op alle andere apparaten."))
    return redirect(f"{SETTINGS}#apparaten", 303)


def settings_page(**forms: Any) -> str:
    """The page, with the form that was posted and perhaps is not right."""
    person = queries.person_for(viewer.current().id)
    standard = {
        "email_form": NewEmailForm(),
        "password_form": ChangePasswordForm(),
        "language_form": LanguageForm(lang=person.lang or i18n.language()),
    }
    return render_template(
        "accounts/settings.html",
        person=person,
        sessions=queries.sessions_of(person.id),
        this_session=current_user.session_id,
        change=queries.pending_change(person.id),
        **{**standard, **forms},
    )
