"""The door through which Stripe tells that something changed: POST /stripe/webhook."""

import logging

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from crowd.billing import inbox
from crowd.core.web import door, signed

bp = Blueprint("billing", __name__)

MAX_BODY = 512 * 1024

log = logging.getLogger(__name__)


@bp.post("/stripe/webhook")
@door("public")
@signed
def webhook() -> ResponseReturnValue:
    """Verify, keep, answer; the worker does the rest."""
    request.max_content_length = MAX_BODY
    try:
        raw = request.get_data()
        event = inbox.verified(raw, request.headers.get("Stripe-Signature", ""))
    except RequestEntityTooLarge:
        return "too large\n", 413, {"Content-Type": "text/plain"}
    except inbox.BadEvent as bad:
        log.warning("a webhook was refused: %s", bad)
        return f"{bad}\n", 400, {"Content-Type": "text/plain"}
    inbox.receive(event)
    return "ok\n", 200, {"Content-Type": "text/plain"}
