"""What a manager does with one seat."""

from collections.abc import Callable

from flask import redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crowd.billing.models import Membership
from crowd.core import i18n, viewer
from crowd.core.errors import Conflict, Invalid
from crowd.core.limits import limiter
from crowd.core.web import door, flash
from crowd.memberships.actions import inviting, seats
from crowd.memberships.addresses import parse
from crowd.memberships.forms import ReassignForm
from crowd.memberships.models import Seat
from crowd.memberships.queries.seats import seat_for
from crowd.memberships.views.blueprint import bp
from crowd.memberships.views.group import posted

SEAT = "/groep/<id:membership_id>/plekken/<id:seat_id>"


@bp.post(f"{SEAT}/opnieuw")
@door("account")
@limiter.limit("100 per hour")
def write_again(membership_id: int, seat_id: int) -> ResponseReturnValue:
    def write(membership: Membership, seat: Seat) -> None:
        inviting.write_again(seat, i18n.language())
        flash(_("We stuurden %(email)s nog een mail.", email=seat.email))

    return _with_seat(membership_id, seat_id, write)


@bp.post(f"{SEAT}/vrijmaken")
@door("account")
def release(membership_id: int, seat_id: int) -> ResponseReturnValue:
    def free(membership: Membership, seat: Seat) -> None:
        accepted = seat.accepted_at
        seats.release(seat)
        back = f"/groep/{membership_id}/plekken/{seat_id}/terug"
        who = seat.name or seat.email
        if accepted:
            flash(_("De plek van %(who)s is vrij.", who=who), undo=back)
        else:
            flash(_("De uitnodiging van %(who)s is ingetrokken.", who=who), undo=back)

    return _with_seat(membership_id, seat_id, free)


@bp.post(f"{SEAT}/terug")
@door("account")
def restore(membership_id: int, seat_id: int) -> ResponseReturnValue:
    def back(membership: Membership, seat: Seat) -> None:
        seats.restore(seat, membership)
        flash(_("%(who)s heeft de plek weer.", who=seat.name or seat.email))

    return _with_seat(membership_id, seat_id, back)


@bp.post(f"{SEAT}/doorgeven")
@door("account")
@limiter.limit("100 per hour")
def reassign(membership_id: int, seat_id: int) -> ResponseReturnValue:
    membership, seat = seat_for(viewer.current().id, membership_id, seat_id)
    form = ReassignForm(request.form)

    def pass_on() -> str:
        entries = parse(form.email.data)
        if len(entries) != 1:
            raise Invalid(_("Vul het e-mailadres van één opvolger in."), "email")
        seats.reassign(seat, membership, entries[0], i18n.language())
        return _("De plek is doorgegeven. De uitnodiging is op weg.")

    return posted(membership_id, "reassign_form", form, pass_on, "plekken", reassigning=seat_id)


def _with_seat(
    membership_id: int, seat_id: int, change: Callable[[Membership, Seat], None]
) -> ResponseReturnValue:
    """Change a seat, and say what happened on the page of the group."""
    membership, seat = seat_for(viewer.current().id, membership_id, seat_id)
    try:
        change(membership, seat)
    except Conflict as refused:
        flash(str(refused.message))
    return redirect(f"/groep/{membership_id}#plekken", 303)
