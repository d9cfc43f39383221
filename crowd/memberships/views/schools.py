"""What seats cost and give, for a school."""

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from crowd.core.web import door
from crowd.memberships.views.blueprint import bp

TEAMS = (5, 10, 25, 40)


@bp.get("/scholen")
@door("public")
def schools() -> ResponseReturnValue:
    price = current_app.config["MEMBERSHIP_PRICE_CENTS"]
    return render_template(
        "memberships/schools.html",
        price=price,
        teams=[(seats, seats * price) for seats in TEAMS],
    )
