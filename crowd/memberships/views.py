"""What a membership costs and gives, for one person and for a school."""

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from crowd.core import viewer
from crowd.core.web import door
from crowd.memberships import queries

bp = Blueprint("memberships", __name__)

TEAMS = (5, 10, 25, 40)


@bp.get("/lid-worden")
@door("public")
def become_member() -> ResponseReturnValue:
    who = viewer.current()
    return render_template(
        "memberships/become_member.html",
        price=current_app.config["MEMBERSHIP_PRICE_CENTS"],
        held=queries.standing(who.id) if who.id else None,
    )


@bp.get("/scholen")
@door("public")
def schools() -> ResponseReturnValue:
    price = current_app.config["MEMBERSHIP_PRICE_CENTS"]
    return render_template(
        "memberships/schools.html",
        price=price,
        teams=[(seats, seats * price) for seats in TEAMS],
    )
