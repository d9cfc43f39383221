"""Who manages with who pays, and the locations that seats are for."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crowd.accounts.queries import person_for
from crowd.core import i18n, viewer
from crowd.core.errors import Conflict
from crowd.core.limits import limiter
from crowd.core.web import door, flash
from crowd.memberships.actions import managing
from crowd.memberships.forms import LocationForm, ManagerForm
from crowd.memberships.queries import groups, invitations
from crowd.memberships.views.blueprint import bp
from crowd.memberships.views.group import posted

GROUP = "/groep/<id:membership_id>"


@bp.post(f"{GROUP}/beheerders")
@door("account")
@limiter.limit("20 per hour")
def ask_manager(membership_id: int) -> ResponseReturnValue:
    """Also once more, from the list of who was asked."""
    membership = groups.paid_by(viewer.current().id, membership_id, lock=True)
    form = ManagerForm(request.form, prefix="beheer")

    def ask() -> str:
        name, email = groups.name_of(membership), form.email.data
        managing.ask_manager(membership, name, email, i18n.language())
        return _("We stuurden een mail naar %(email)s.", email=email)

    return posted(membership_id, "manager_form", form, ask, "beheer")


@bp.post(f"{GROUP}/beheerders/intrekken")
@door("account")
def no_longer_ask(membership_id: int) -> ResponseReturnValue:
    membership = groups.paid_by(viewer.current().id, membership_id)
    managing.no_longer_ask(membership, request.form.get("beheer-email", ""))
    flash(_("De vraag is ingetrokken. De link in de mail werkt niet meer."))
    return redirect(f"/groep/{membership_id}#beheer", 303)


@bp.post(f"{GROUP}/beheerders/<id:person_id>/weg")
@door("account")
def remove_manager(membership_id: int, person_id: int) -> ResponseReturnValue:
    managing.remove_manager(groups.paid_by(viewer.current().id, membership_id), person_id)
    flash(_("Deze collega beheert de plekken niet meer."))
    return redirect(f"/groep/{membership_id}#beheer", 303)


@bp.get("/groep/beheer")
@door("account")
def asked_to_manage() -> ResponseReturnValue:
    token = request.args.get("t")
    membership = invitations.managed_by_link(token)
    if membership is None:
        return render_template("memberships/old_link.html"), 410
    return render_template("memberships/manage.html", token=token, name=groups.name_of(membership))


@bp.post("/groep/beheer")
@door("account")
def manages() -> ResponseReturnValue:
    person = person_for(viewer.current().id)
    membership = managing.become_manager(request.form.get("t"), person)
    if membership is None:
        return render_template("memberships/old_link.html"), 410
    flash(_("Je beheert nu de plekken mee."))
    return redirect(f"/groep/{membership.id}", 303)


@bp.post(f"{GROUP}/vestigingen")
@door("account")
def add_location(membership_id: int) -> ResponseReturnValue:
    membership = groups.managed(viewer.current().id, membership_id, lock=True)
    form = LocationForm(request.form, prefix="vestiging")

    def add() -> str:
        managing.add_location(membership, form.name.data)
        return _("De vestiging staat erbij. Kies die bij het uitnodigen.")

    return posted(membership_id, "location_form", form, add, "vestigingen")


@bp.post(f"{GROUP}/vestigingen/<id:school_id>/weg")
@door("account")
def remove_location(membership_id: int, school_id: int) -> ResponseReturnValue:
    membership = groups.managed(viewer.current().id, membership_id, lock=True)
    try:
        managing.remove_location(membership, school_id)
        flash(_("De vestiging is weg."))
    except Conflict as refused:
        flash(str(refused.message))
    return redirect(f"/groep/{membership_id}#vestigingen", 303)
