"""One's own membership: why and until when, receipts, card, stopping."""

from flask import redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crowd.billing.actions import ending, portal
from crowd.core import viewer
from crowd.core.errors import NotFound
from crowd.core.i18n import day, euros
from crowd.core.limits import limiter
from crowd.core.web import door, flash
from crowd.memberships import words
from crowd.memberships.queries.mine import Own, mine, running_id
from crowd.memberships.views.blueprint import bp

HERE = "/ik/lidmaatschap"


@bp.get("/ik/lidmaatschap")
@door("account")
def my_membership() -> ResponseReturnValue:
    return render_template("memberships/mine.html", mine=mine(me()), told=words)


@bp.get("/ik/lidmaatschap/opzeggen")
@door("account")
def stop() -> ResponseReturnValue:
    return render_template("memberships/stop.html", own=_running(), stops=ending.stops(_id()))


@bp.post("/ik/lidmaatschap/opzeggen")
@door("account")
@limiter.limit("30 per hour")
def cancel() -> ResponseReturnValue:
    until = ending.cancel(_id(), actor=me())
    flash(_("Opgezegd. Je kunt meedoen tot en met %(date)s. Je krijgt een mail.", date=day(until)))
    return redirect(HERE, 303)


@bp.post("/ik/lidmaatschap/toch-blijven")
@door("account")
@limiter.limit("30 per hour")
def stay() -> ResponseReturnValue:
    ending.undo(_id(), actor=me())
    flash(_("Fijn. Je lidmaatschap loopt gewoon door."))
    return redirect(HERE, 303)


@bp.get("/ik/lidmaatschap/herroepen")
@door("account")
def withdrawing() -> ResponseReturnValue:
    """The second step: what is withdrawn from, by whom, and what comes back."""
    own = _running()
    if own.withdraw_until is None:
        raise NotFound
    return render_template("memberships/withdraw.html", own=own)


@bp.post("/ik/lidmaatschap/herroepen")
@door("account")
@limiter.limit("30 per hour")
def withdraw() -> ResponseReturnValue:
    cents = ending.withdraw(_id(), actor=me())
    if cents:
        flash(_("Herroepen. Je krijgt %(amount)s terug. Je krijgt een mail.", amount=euros(cents)))
    else:
        flash(_("Herroepen. Je betaalt niets. Je krijgt een mail."))
    return redirect(HERE, 303)


@bp.post("/ik/lidmaatschap/betaalgegevens")
@door("account")
@limiter.limit("30 per hour")
def card() -> ResponseReturnValue:
    """To Stripe's page for card and address."""
    paid = mine(me()).paid
    if paid is None or not paid.has_customer:
        raise NotFound
    return redirect(portal.url(paid.id, HERE), 303)


def _running() -> Own:
    found = mine(me()).running
    if found is None:
        raise NotFound
    return found


def _id() -> int:
    return running_id(me())


def me() -> int:
    person = viewer.current().id
    assert person is not None  # the door is "account"
    return person
