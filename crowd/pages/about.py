"""What we say about the site itself."""

from datetime import date
from email.utils import parseaddr

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from crowd.core.web import door
from crowd.pages.blueprint import bp

LOOKED_AT = date(2026, 11, 21)  # when the statement was last held against the site


@bp.get("/toetsen")
@door("public")
def keys() -> ResponseReturnValue:
    return render_template("pages/keys.html")


@bp.get("/toegankelijkheid")
@door("public")
def accessibility() -> ResponseReturnValue:
    return render_template(
        "pages/accessibility.html",
        address=parseaddr(current_app.config["MAIL_FROM"])[1],
        looked_at=LOOKED_AT,
    )
