"""More or fewer seats, and stopping: for who pays."""

from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import ValidationError

from crowd.billing import offers
from crowd.billing.actions import ending
from crowd.billing.actions import seats as seat_changes
from crowd.core import viewer
from crowd.core.errors import CrowdError
from crowd.core.limits import limiter
from crowd.core.once import answer, claim
from crowd.core.web import door, flash
from crowd.memberships.actions import ordering
from crowd.memberships.order_forms import SeatsForm, whole_number
from crowd.memberships.queries import groups
from crowd.memberships.queries.seats import totals
from crowd.memberships.views.blueprint import bp

GROUP = "/groep/<id:membership_id>"


@bp.get(f"{GROUP}/meer")
@door("account")
def ask_more(membership_id: int) -> ResponseReturnValue:
    """More seats: what they cost until the end of the year stands there before one orders."""
    membership = groups.paid_by(viewer.current().id, membership_id)
    form = SeatsForm(seats=request.args.get("plekken"))
    if form.seats.data is None:
        return _seats_page(membership_id, form=form)
    return _cost_page(membership_id, membership.seats_paid, form)


def _cost_page(
    membership_id: int, held: int, form: SeatsForm, status: int = 200
) -> ResponseReturnValue:
    try:
        wanted = whole_number(form.seats.data, offers.MAX_SEATS, least=held + 1)
        cost = seat_changes.preview(membership_id, wanted)
        return _seats_page(membership_id, form=form, cost=cost), status
    except ValidationError as error:
        form.seats.errors = [str(error)]
    except CrowdError as refused:
        form.refuse(refused)
    return _seats_page(membership_id, form=form), 422


@bp.post(f"{GROUP}/meer")
@door("account")
@limiter.limit("30 per hour")
def order_more(membership_id: int) -> ResponseReturnValue:
    who = viewer.current().id or 0
    held = groups.paid_by(who, membership_id).seats_paid
    form, at = SeatsForm(request.form), _number("at")
    if not form.submitted():
        return _seats_page(membership_id, form=form), 422
    if not seat_changes.still_holds(at):  # a tab that stood open, or a moment made up
        form.form_errors.append(_("Het bedrag is opnieuw berekend. Kijk het na en bestel dan."))
        return _cost_page(membership_id, held, form, 422)
    here = f"/groep/{membership_id}"
    if known := claim(form.key.data, here):
        return redirect(known, 303)
    try:
        seat_changes.more(
            membership_id,
            form.number(),
            seen=_number("seen"),
            at=at,
            actor=who,
        )
    except CrowdError as refused:
        answer(form.key.data, None)
        form.refuse(refused)
        return _seats_page(membership_id, form=form), refused.status
    flash(_("De plekken zijn er. Nodig je collega's uit."))
    return redirect(here, 303)


@bp.post(f"{GROUP}/minder")
@door("account")
@limiter.limit("30 per hour")
def order_fewer(membership_id: int) -> ResponseReturnValue:
    who = viewer.current().id or 0
    groups.paid_by(who, membership_id)
    form = SeatsForm(request.form, prefix="minder")
    if not form.submitted():
        return _seats_page(membership_id, fewer_form=form), 422
    try:
        ordering.fewer(membership_id, form.number(), actor=who)
    except CrowdError as refused:
        form.refuse(refused)
        return _seats_page(membership_id, fewer_form=form), refused.status
    flash(_("Geregeld. Vanaf de verlenging zijn het er %(n)s.", n=form.number()))
    return redirect(f"/groep/{membership_id}", 303)


@bp.post(f"{GROUP}/stoppen")
@door("account")
@limiter.limit("30 per hour")
def stop_group(membership_id: int) -> ResponseReturnValue:
    """At the end of the year, for everybody at once."""
    return _end(membership_id, ending.cancel, _("Opgezegd. Alle plekken werken tot het einde."))


@bp.post(f"{GROUP}/doorgaan")
@door("account")
@limiter.limit("30 per hour")
def keep_group(membership_id: int) -> ResponseReturnValue:
    return _end(membership_id, ending.undo, _("Fijn. De plekken lopen gewoon door."))


def _end(membership_id: int, change: Callable[..., object], words: str) -> ResponseReturnValue:
    who = viewer.current().id or 0
    groups.paid_by(who, membership_id)
    try:
        change(membership_id, actor=who)
        flash(words)
    except CrowdError as refused:
        flash(str(refused.message or refused.title))
    return redirect(f"/groep/{membership_id}", 303)


def _number(name: str) -> int:
    raw = request.form.get(name, "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 12 else 0


def _seats_page(membership_id: int, **shown: Any) -> str:
    membership = groups.paid_by(viewer.current().id, membership_id)
    return render_template(
        "memberships/order_seats.html",
        **{
            "form": SeatsForm(),
            "fewer_form": SeatsForm(
                prefix="minder", seats=str(membership.seats_next or membership.seats_paid)
            ),
            "cost": None,
            **shown,
        },
        membership=membership,
        totals=totals(membership),
        name=groups.name_of(membership),
    )
