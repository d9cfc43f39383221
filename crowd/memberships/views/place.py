"""A seat from the side of who gets it: the invitation, and what the school sees."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crowd.accounts import passwords, sessions
from crowd.accounts.queries import person_by_email, person_for
from crowd.core import i18n, viewer
from crowd.core.errors import Conflict, Invalid, NotFound
from crowd.core.limits import limiter
from crowd.core.web import door, flash
from crowd.memberships.actions import seats
from crowd.memberships.forms import NewAccountForm
from crowd.memberships.queries import groups, invitations
from crowd.memberships.queries import seats as seat_rows
from crowd.memberships.views.blueprint import bp


@bp.get("/plek/<token>")
@door("public")
def invitation(token: str) -> ResponseReturnValue:
    """Only buttons: mail scanners open every link."""
    return _invitation_page(token)


@bp.post("/plek/<token>")
@door("account")
def accept(token: str) -> ResponseReturnValue:
    person = person_for(viewer.current().id)
    try:
        seats.accept(token, person, with_this_account=request.form.get("mine") == "y")
    except NotFound:
        return _invitation_page(token)
    except (Invalid, Conflict) as refused:
        return _invitation_page(token, refused=str(refused.message), status=409)
    flash(_("Welkom. De plek is van jou."))
    return redirect("/ik/school", 303)


@bp.post("/plek/<token>/account")
@door("public")
@limiter.limit("60 per hour")
def accept_with_new_account(token: str) -> ResponseReturnValue:
    """An account and the seat in one: the link proves the address, so no second mail."""
    found = invitations.invitation(token)
    if found is None or found.expired:
        return _invitation_page(token)
    form = NewAccountForm(request.form)
    form.email = found.seat.email
    if not form.submitted() or person_by_email(form.email):
        return _invitation_page(token, form=form, status=422)
    password_hash = passwords.hash_password(form.password.data)
    try:
        person = seats.accept_as_new(token, form.name.data, password_hash, i18n.language())
    except (Invalid, Conflict) as refused:
        return _invitation_page(token, refused=str(refused.message), status=409)
    sessions.log_in(person, remember=True)
    flash(_("Welkom. De plek is van jou."))
    return redirect("/ik/profiel?welkom=1", 303)


@bp.get("/ik/school")
@door("account")
def my_school() -> ResponseReturnValue:
    """What the school sees of me: the row that stands on its page, by the same template."""
    person = person_for(viewer.current().id)
    held = invitations.held_by(person.id)
    return render_template(
        "memberships/my_school.html",
        held=[
            (each, seat_rows.totals(each.membership), seat_rows.row_of(each.seat.id))
            for each in held
        ],
        waiting=invitations.waiting_for(person),
        offers=invitations.offers_for(person),
        own=invitations.own_membership(person.id) if held else None,
        manages=groups.manages(person.id),
    )


@bp.post("/ik/school/<id:seat_id>/teruggeven")
@door("account")
def give_back(seat_id: int) -> ResponseReturnValue:
    who = viewer.current().id or 0
    held = next((each for each in invitations.held_by(who) if each.seat.id == seat_id), None)
    if held is None:
        raise NotFound
    seats.give_back(held.seat)
    flash(_("Je plek is vrij voor een collega. Je account en wat je schreef houd je."))
    return redirect("/ik/school", 303)


def _invitation_page(
    token: str, refused: str = "", form: NewAccountForm | None = None, status: int = 200
) -> tuple[str, int]:
    found = invitations.invitation(token)
    who = viewer.current()
    person = person_for(who.id) if who.id else None
    if found is None or (found.seat.accepted_at and found.seat.person_id != who.id):
        return render_template("memberships/old_link.html"), 410
    page = render_template(
        "memberships/invitation.html",
        found=found,
        token=token,
        person=person,
        has_account=person is None and person_by_email(found.seat.email) is not None,
        own=invitations.own_membership(person.id) if person else None,
        refused=refused,
        form=form or NewAccountForm(name=found.seat.name),
    )
    return page, 410 if found.expired else status
