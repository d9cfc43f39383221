"""Static files: an address for each content, packed once, kept by browsers for good.

`/static/<version>/css/base.css`: the version is that of all of static/, so a file may name
another by a relative address. `css/base+pages.css` is two files in one answer. They stand before
the application, for they know no session, no cookie and nobody.
"""

import hashlib
import mimetypes
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, current_app
from werkzeug import Request, Response
from werkzeug.security import safe_join

from config import ROOT
from crowd.core.compress import WORDS, coding, packed

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

STATIC = ROOT / "static"
FOR_GOOD = "public, max-age=31536000, immutable"
mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("text/javascript", ".js")


def version() -> str:
    return str(current_app.extensions["static_version"])


def asset(name: str) -> str:
    """The address of a static file, which changes when one of them does."""
    return f"/static/{version()}/{name}"


def read(name: str) -> bytes | None:
    """One file of static/, or several of one folder: `css/base+pages.css`."""
    folder, _, names = name.rpartition("/")
    suffix = Path(names).suffix
    found = []
    for one in names.removesuffix(suffix).split("+"):
        path = safe_join(str(STATIC), folder, one + suffix)
        if path is None or not Path(path).is_file():
            return None
        found.append(Path(path).read_bytes())
    return b"\n".join(found)


def answer(request: Request, cache: str, name: str) -> Response:
    body = read(name) if request.method in {"GET", "HEAD"} else None
    if body is None:
        return Response("Not here.\n", 404, mimetype="text/plain")
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    response = Response(body, mimetype=kind)
    if kind in WORDS:
        response.vary.add("Accept-Encoding")
        if how := coding(request):
            response.set_data(packed(body, how))
            response.headers["Content-Encoding"] = how
    response.headers["Cache-Control"] = cache
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.add_etag()
    response.make_conditional(request)
    return response


def init_app(app: Flask) -> None:
    known = app.extensions["static_version"] = _fingerprint(STATIC)
    app.jinja_env.globals.update(asset=asset)
    inner: WSGIApplication = app.wsgi_app

    def outer(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        request = Request(environ)
        if not request.path.startswith("/static/"):
            return inner(environ, start)
        version, _, name = request.path.removeprefix("/static/").partition("/")
        cache = FOR_GOOD if version == known and not app.debug else "no-cache"
        return answer(request, cache, name)(environ, start)

    app.wsgi_app = outer  # type: ignore[assignment,method-assign]


def _fingerprint(folder: Path) -> str:
    found = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        found.update(f"{file.relative_to(folder)}\0".encode() + file.read_bytes())
    return found.hexdigest()[:12]
