"""Another language, for who has no account too."""

from flask import Response, current_app, make_response, redirect, request
from flask.typing import ResponseReturnValue

from crowd.accounts.views.blueprint import bp
from crowd.core import i18n
from crowd.core.errors import NotFound
from crowd.core.web import door, safe_next

YEAR = 365 * 24 * 3600


@bp.get("/taal/<lang>")
@door("public")
def choose_language(lang: str) -> ResponseReturnValue:
    if lang not in i18n.LANGUAGES:
        raise NotFound
    return remember_language(make_response(redirect(safe_next(request.args.get("next")))), lang)


def remember_language(response: Response, lang: str) -> Response:
    response.set_cookie(
        i18n.COOKIE,
        lang,
        max_age=YEAR,
        samesite="Lax",
        httponly=True,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response
