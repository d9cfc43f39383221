"""The site as an app on the home screen: its name, its worker, its page without internet."""

from typing import Any

from flask import Response, jsonify, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crowd.core.assets import asset, read
from crowd.core.errors import NotFound
from crowd.core.i18n import LANGUAGES, language_of
from crowd.core.web import door
from crowd.pages.blueprint import bp

PAPER = "#fbfaf6"
ICONS = (("icon-192", "192x192", "any"), ("icon-512", "512x512", "any"),
         ("icon-maskable-512", "512x512", "maskable"))  # fmt: skip


@bp.get("/app/<lang>.webmanifest")
@door("public")
def manifest(lang: str) -> ResponseReturnValue:
    """The language stands in the address: a browser asks for this without cookies."""
    _known(lang)
    with language_of(lang):
        response = jsonify(_described(lang))
    response.mimetype = "application/manifest+json"
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _described(lang: str) -> dict[str, Any]:
    return {
        "id": "/",
        "lang": lang,
        "name": _("The Crowd, van en voor leraren"),
        "short_name": "The Crowd",
        "description": _("Stel je vraag. Iemand heeft het al meegemaakt."),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            {"src": asset(f"img/{name}.png"), "type": "image/png", "sizes": sizes, "purpose": use}
            for name, sizes, use in ICONS
        ],
        "shortcuts": [
            {"name": _("Stel je vraag"), "url": "/vragen/nieuw"},
            {"name": _("Berichten"), "url": "/berichten"},
            {"name": _("Zoeken"), "url": "/zoeken"},
        ],
    }


@bp.get("/sw.js")
@door("public")
def worker() -> ResponseReturnValue:
    """At the root, for it may only work below its own address."""
    response = Response(read("js/sw.js") or b"", mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@bp.get("/offline/<lang>")
@door("public")
def offline(lang: str) -> ResponseReturnValue:
    _known(lang)
    with language_of(lang):
        return render_template("pages/offline.html")


@bp.get("/robots.txt")
@door("public")
def robots() -> ResponseReturnValue:
    return Response("User-agent: *\nDisallow: /taal/\n", mimetype="text/plain")


def _known(lang: str) -> None:
    if lang not in LANGUAGES:
        raise NotFound
