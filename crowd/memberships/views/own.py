"""What a membership costs and gives, for one person."""

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from crowd.core import viewer
from crowd.core.web import door
from crowd.memberships.queries.standing import standing
from crowd.memberships.views.blueprint import bp


@bp.get("/lid-worden")
@door("public")
def become_member() -> ResponseReturnValue:
    who = viewer.current()
    return render_template(
        "memberships/become_member.html",
        price=current_app.config["MEMBERSHIP_PRICE_CENTS"],
        held=standing(who.id) if who.id else None,
    )
