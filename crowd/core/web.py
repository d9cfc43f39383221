"""The way of a request: who is looking, may they come in, one transaction, one answer.

Every view names its door. A request commits once, when its answer is below 400, and rolls back
otherwise; what must outlive a refusal goes through `keep`.
"""

import json
from collections.abc import Callable
from typing import Any, Literal, TypeVar
from urllib.parse import urlsplit

from flask import (
    Flask,
    Response,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import flash as flask_flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter
from wtforms import ValidationError

from config import ROOT
from crowd.core import csrf, errors, i18n
from crowd.core import viewer as viewers
from crowd.core.db import db, set_reading
from crowd.core.errors import Forbidden, MembershipNeeded, wants_json, wants_partial
from crowd.core.forms import new_key
from crowd.core.viewer import Viewer

Door = Literal["public", "account", "member", "moderator", "admin"]
View = TypeVar("View", bound=Callable[..., Any])
SAFE = {"GET", "HEAD", "OPTIONS"}
CHOICES = {"key", "level", "undo", "show", "large", "next"}  # no text to keep
SECRET_FIELDS = {"csrf_token", "password", "current_password", "carried"}

CSP = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}


def door(name: Door) -> Callable[[View], View]:
    """Who may enter this view. A test walks the URL map and fails on a view without one."""

    def mark(view: View) -> View:
        view.door = name  # type: ignore[attr-defined]
        return view

    return mark


def flash(text: str, undo: str | None = None) -> None:
    """Say something on the next page, perhaps with the address that takes it back."""
    flask_flash(text, f"undo:{undo}" if undo else "info")


def reads(form_at: str = "") -> Callable[[View], View]:
    """A post that writes nothing (its text is too long for an address): no write lock for it.
    The whole form that may be sent to it is the one of `form_at`."""

    def mark(view: View) -> View:
        view.reads = True  # type: ignore[attr-defined]
        view.form_at = form_at  # type: ignore[attr-defined]
        return view

    return mark


def signed(view: View) -> View:
    """A post from another machine that proves itself by its signature: no form, no token."""
    view.signed = True  # type: ignore[attr-defined]
    return view


def keep(write: Callable[[], None]) -> None:
    """Run `write` in a short transaction of its own, after this request's has ended."""
    g.setdefault("kept", []).append(write)


def safe_next(url: str | None, fallback: str = "/") -> str:
    """A path on this site, or the fallback."""
    if not url or not url.startswith("/") or url.startswith(("//", "/\\")):
        return fallback
    if any(ord(c) < 33 or c == "\\" for c in url) or urlsplit(url).netloc:
        return fallback
    return url


def carried() -> str:
    """What was posted, as JSON, so that a page in between does not lose it."""
    fields = {k: v for k, v in request.form.lists() if k not in SECRET_FIELDS}
    return json.dumps(fields, ensure_ascii=False)


def resume_page(path: str, carried_json: str, why: str, status: int = 200) -> ResponseReturnValue:
    """Offer typed text once more: a form to the same address, with a fresh token."""
    try:
        raw = json.loads(carried_json)
        fields = [(str(k), str(v)) for k, values in raw.items() for v in values]
    except (ValueError, TypeError, AttributeError):
        fields = []
    response = make_response(
        render_template("errors/resume.html", path=path, fields=fields, why=why), status
    )
    if wants_partial():
        response.headers["HX-Retarget"] = "body"
        response.headers["HX-Reswap"] = "innerHTML"
    return response


def login_page() -> ResponseReturnValue:
    if wants_json():
        return errors.render_error(401, _("Log eerst in"), "")
    if request.method in SAFE:
        return redirect(url_for("accounts.login", next=request.full_path.rstrip("?")))
    page = render_template("accounts/login_first.html", next=request.path, carried=carried())
    response = make_response(page, 401)
    if wants_partial():
        response.headers["HX-Retarget"] = "body"
        response.headers["HX-Reswap"] = "innerHTML"
    return response


def _check_door() -> ResponseReturnValue | None:
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None:
        return None
    name: Door = getattr(view, "door")  # noqa: B009
    viewer = viewers.current()
    if name == "public":
        return None
    if viewer.is_visitor:
        return login_page()
    if name == "member" and not viewer.member:
        on_membership_needed()
        raise MembershipNeeded
    if (name == "moderator" and not viewer.moderator) or (name == "admin" and not viewer.admin):
        raise Forbidden
    return None


def on_membership_needed() -> None:
    """Keep what someone without membership typed (set by app.py: drafts are a room)."""
    view = current_app.view_functions[request.endpoint or ""]
    asked_beside = getattr(view, "reads", False) and (wants_partial() or wants_json())
    if request.method in SAFE or asked_beside:  # what asks beside a form posts only a part of it
        return
    if keep_text := current_app.extensions.get("keep_text"):
        typed = {k: v for k, v in request.form.lists() if k not in SECRET_FIELDS | CHOICES}
        fields = {k: v if len(v) > 1 else v[0] for k, v in typed.items()}
        path, person = getattr(view, "form_at", "") or request.path, viewers.current().id
        keep(lambda: keep_text(person, path, fields))
        g.text_kept = True


def _check_csrf() -> ResponseReturnValue | None:
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method in SAFE or not request.endpoint or getattr(view, "signed", False):
        return None
    token = request.form.get("csrf_token") or request.headers.get("X-CSRFToken")
    try:
        csrf.check(token)
    except ValidationError:
        why = _("Deze pagina stond lang open. Je tekst staat er nog: kijk hem na en plaats hem.")
        if wants_json() or request.is_json:
            return errors.render_error(400, why, "")
        if viewers.current().is_visitor and getattr(view, "door", "public") != "public":
            return login_page()
        return resume_page(request.path, carried(), why, 400)
    return None


def _finish(response: Response) -> Response:
    """The one place where a request's transaction ends."""
    if response.status_code < 400 and request.method not in SAFE:
        db.session.commit()
    else:
        db.session.rollback()
    set_reading(False)
    for write in g.pop("kept", []):
        write()
        db.session.commit()
    return response


def _headers(response: Response) -> Response:
    targets = " ".join(["'self'", *current_app.config["FORM_TARGETS"]])
    policy = {**CSP, "form-action": targets}  # a form may lead on to where one pays
    response.headers.setdefault(
        "Content-Security-Policy", "; ".join(f"{k} {v}" for k, v in policy.items())
    )
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    response.headers.setdefault("Cache-Control", "private, no-store")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


class IdConverter(IntegerConverter):
    """Ids in addresses: what does not fit the database's integers is no page."""

    regex = r"[0-9]+"  # not the digits of every script

    def __init__(self, map: Any) -> None:
        super().__init__(map, min=1, max=2**31 - 1)


def init_app(app: Flask, load_viewer: Callable[[], Viewer]) -> None:
    """`load_viewer` answers who is looking; accounts and memberships know that."""
    app.url_map.converters["id"] = IdConverter
    if app.config["TRUSTED_PROXIES"]:
        hops = app.config["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )

    @app.before_request
    def enter() -> ResponseReturnValue | None:
        view = app.view_functions.get(request.endpoint or "")
        set_reading(request.method in SAFE or getattr(view, "reads", False))
        try:
            if not getattr(view, "signed", False):  # whose body counts as it came
                bool(
                    request.form
                )  # comes in before a transaction begins: a slow phone delays nobody
        finally:
            g.viewer = load_viewer()
        return _check_csrf() or _check_door()

    app.after_request(_headers)
    app.after_request(_finish)  # runs first: Flask calls these in reverse order

    app.jinja_env.globals.update(csrf_token=csrf.csrf_token, new_key=new_key)

    @app.context_processor
    def shared() -> dict[str, Any]:
        return {
            "viewer": viewers.current(),
            "lang": i18n.language(),
            "languages": i18n.LANGUAGES,
        }


TEMPLATES = ROOT / "templates"
