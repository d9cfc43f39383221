"""The seven ways in which a request can be refused, and the page, partial or JSON they give."""

import secrets
from typing import Any

from flask import Flask, current_app, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import HTTPException, SecurityError

from crowd.core.db import db


class CrowdError(Exception):
    """Refused, with words for the reader."""

    status = 500
    title: Any = ""
    body: Any = ""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or str(type(self).__name__))
        self.message = message


class NotFound(CrowdError):
    status = 404
    title = _l("Deze pagina is er niet (meer)")
    body = _l("Misschien is de vraag weggehaald. Zoek op een woord uit de titel.")


class Forbidden(CrowdError):
    status = 403
    title = _l("Deze pagina is niet voor jou open")
    body = _l("Je mag dit niet doen of bekijken. Je tekst is niet weg: ga terug en kijk verder.")


class MembershipNeeded(CrowdError):
    status = 402
    title = _l("Hiervoor heb je een lidmaatschap nodig")

    @property
    def text_kept(self) -> bool:
        return bool(g.get("text_kept"))

    @property
    def body(self) -> str:
        if self.text_kept:
            return str(_("Je tekst is bewaard. Word je lid, dan ga je verder waar je was."))
        return str(
            _("Met een lidmaatschap stel je vragen, haak je aan en lees je alle ervaringen.")
        )


class Invalid(CrowdError):
    """A value that will not do; `field` says which one of the form."""

    status = 422
    title = _l("Kijk nog even naar je tekst")

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class Conflict(CrowdError):
    status = 409
    title = _l("Iemand was je net voor")


class Limited(CrowdError):
    status = 429
    title = _l("Even rustig aan")

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds

    @property
    def body(self) -> str:
        minutes = max(1, -(-self.seconds // 60))
        return str(
            _("Je deed dit te vaak achter elkaar. Probeer het over %(n)s minuten weer.", n=minutes)
        )


class Unavailable(CrowdError):
    status = 503
    title = _l("We zijn even bezig")
    body = _l("Probeer het zo nog eens.")


def wants_json() -> bool:
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"


def wants_partial() -> bool:
    """True when htmx asks for a piece of a page."""
    return request.headers.get("HX-Request") == "true"


def render_error(
    status: int, title: Any, body: Any, code: str | None = None, **extra: Any
) -> ResponseReturnValue:
    """The same refusal as a page, as a partial for htmx, or as JSON."""
    if wants_json():
        return jsonify(error=str(title), message=str(body or title)), status
    template = "errors/_error.html" if wants_partial() else "errors/error.html"
    return (
        render_template(template, status=status, title=title, body=body, code=code, **extra),
        status,
    )


def init_app(app: Flask) -> None:
    @app.errorhandler(CrowdError)
    def refused(error: CrowdError) -> ResponseReturnValue:
        whole_page = not (wants_json() or wants_partial())
        if isinstance(error, MembershipNeeded) and whole_page:
            return app.extensions["explain_membership"](error), error.status
        response = current_app.make_response(
            render_error(error.status, error.title, error.message or error.body)
        )
        if isinstance(error, Limited):
            response.headers["Retry-After"] = str(error.seconds)
        return response

    @app.errorhandler(SecurityError)
    def another_host(_error: SecurityError) -> ResponseReturnValue:
        # no page: its links would be built with a name that is not ours
        return "This site has another address.\n", 400, {"Content-Type": "text/plain"}

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> ResponseReturnValue:
        code = error.code or 500
        if code < 400:
            return error
        if code == 404:
            return render_error(404, NotFound.title, NotFound.body)
        if code == 413:
            return render_error(
                413,
                _("Dit is te groot"),
                _("Je stuurde meer dan we aankunnen. Maak je tekst of bestand kleiner."),
            )
        if code == 429:
            retry = getattr(error, "retry_after", None)
            return refused(Limited(int(retry or 60)))
        if code == 405:
            return render_error(405, _("Dat kan hier niet"), _("Ga terug en probeer het opnieuw."))
        return render_error(
            code, _("Dit verzoek klopt niet"), _("Ga terug en probeer het opnieuw.")
        )

    @app.errorhandler(Exception)
    def broken(error: Exception) -> ResponseReturnValue:
        code = secrets.token_hex(4)
        app.logger.exception("unexpected error %s on %s", code, request.endpoint)
        if app.testing or app.debug:
            raise error
        db.session.rollback()  # the page asks the database too
        return render_error(
            500,
            _("Er ging iets mis bij ons"),
            _("Het ligt niet aan jou. Probeer het zo nog eens."),
            code=code,
        )
