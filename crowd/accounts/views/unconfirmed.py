"""Who has not confirmed the address comes through no door for members."""

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from crowd.accounts.views.blueprint import bp
from crowd.core import viewer, web


@bp.before_app_request
def confirm_first() -> ResponseReturnValue | None:
    view = current_app.view_functions.get(request.endpoint or "")
    who = viewer.current()
    if getattr(view, "door", "") != "member" or who.confirmed or not who.member:
        return None
    web.on_membership_needed()  # keeps what was typed
    return render_template("accounts/confirm_first.html"), 403
