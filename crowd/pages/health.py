"""Is it alive, and is it ready? For who keeps it running."""

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue

from crowd.core.health import outcome
from crowd.core.web import door

bp = Blueprint("health", __name__)

READY = ("database", "index", "queue")


@bp.get("/healthz")
@door("public")
def alive() -> ResponseReturnValue:
    return Response("ok\n", mimetype="text/plain")


@bp.get("/readyz")
@door("public")
def ready() -> ResponseReturnValue:
    found = {name: outcome(name) for name in READY}
    ok = all(right for right, _words in found.values())
    # everyone may see this page: the details are for `crowd doctor`
    answer = {
        name: "ok" if right else words.partition(":")[0] for name, (right, words) in found.items()
    }
    return jsonify(ok=ok, **answer), 200 if ok else 503
