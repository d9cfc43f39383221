"""The one place that talks with Stripe: `StripeClient`, imported on first use, answers as dicts.

No transaction may be open while it calls. What goes wrong becomes one of ours: `Declined` (the
bank said no), `Gone` (Stripe has no such thing), `Refused` (it cannot be done), `Down` (slow, away,
or not making sense).
"""

import logging
import threading
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from flask import current_app
from flask_babel import lazy_gettext as _l

from crowd.core.db import between_transactions
from crowd.core.errors import Unavailable

if TYPE_CHECKING:
    from stripe import StripeClient, StripeError

Object = dict[str, Any]

RETRIES = 2
TIMEOUT = (3, 10)  # seconds to connect, and to answer
PAGE = 100
_making = threading.Lock()

log = logging.getLogger(__name__)


class Down(Unavailable):
    """Stripe did not do it, or we do not know; `replays`: the same key gives the same refusal.
    `final`: it was not done, and will not be."""

    final = False
    title = _l("Dit lukt nu even niet")
    body = _l(
        "Stripe, die de betalingen regelt, antwoordt niet. Er is niets verloren. "
        "Probeer het over een paar minuten nog eens."
    )

    def __init__(self, why: str, replays: bool = False) -> None:
        super().__init__()
        self.why = why
        self.replays = replays


class Declined(Down):
    """The bank refused."""

    final = True
    status = 422
    title = _l("De betaling is geweigerd")
    body = _l("Je bank wees de betaling af. Kies een andere manier van betalen.")


class Gone(Down):
    """Stripe knows no such thing (any more)."""

    final = True


class Refused(Down):
    """Stripe says that what was asked cannot be."""

    final = True


class Off(Down):
    """Nothing can be bought here: no key is set."""

    body = _l("Een lidmaatschap kopen kan hier nu niet.")


def call(
    method: str, *ids: str, params: Mapping[str, Any] | None = None, key: str | None = None
) -> Object:
    """`call("subscriptions.update", id, params={…}, key="token:1")`, and Stripe's answer."""
    between_transactions()
    import stripe

    function: Any = client().v1
    for name in method.split("."):
        function = getattr(function, name)
    options = {"idempotency_key": key} if key else {}
    try:
        answer = function(*ids, params=dict(params or {}), options=options)
    except stripe.StripeError as error:
        raise _ours(method, error) from error
    found: Object = answer.to_dict()
    return found


def every(method: str, **params: Any) -> Iterator[Object]:
    """All rows of a list, page after page."""
    after: dict[str, Any] = {}
    while True:
        page = call(method, params={**params, "limit": PAGE, **after})
        yield from page["data"]
        if not page["has_more"] or not page["data"]:
            return
        after = {"starting_after": page["data"][-1]["id"]}


def client() -> "StripeClient":
    """One a process, made on first use."""
    with _making:
        made = current_app.extensions.get("stripe")
        if made is None:
            made = current_app.extensions["stripe"] = _make()
    found: StripeClient = made
    return found


def _make() -> "StripeClient":
    import stripe

    stripe.enable_telemetry = False  # it would write a file in the home folder
    config = current_app.config
    if not config["STRIPE_API_KEY"] and not config["STRIPE_FAKE"]:
        raise Off("no key is set")
    http = current_app.extensions.get("stripe_http")
    base = config["STRIPE_API_BASE"]
    return stripe.StripeClient(
        config["STRIPE_API_KEY"] or "sk_test_embedded",
        http_client=http() if http else stripe.RequestsClient(timeout=TIMEOUT),
        max_network_retries=RETRIES,
        base_addresses={"api": base} if base else {},
    )


def _ours(method: str, error: "StripeError") -> Down:
    """Our error for Stripe's. What was sent stays out of the log: it may name people."""
    import stripe

    status = error.http_status
    why = f"{type(error).__name__} {error.code or ''} {status or ''}".strip()
    if status == 404 or error.code == "resource_missing":
        return Gone(why, replays=True)
    log.warning("stripe %s: %s (%s)", method, why, error.request_id)
    if isinstance(error, stripe.CardError):
        return Declined(why, replays=True)
    if status == 400 and isinstance(error, stripe.InvalidRequestError):
        return Refused(why, replays=True)
    # an answer is kept under its key, a failure too; what was never executed is not
    executed = status is not None and status not in {401, 403, 409, 429}
    return Down(why, replays=executed)
