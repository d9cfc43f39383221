"""What we are about to ask Stripe, committed before we ask; and one membership's turn to change.

`asked` is the three steps of every call that changes something: commit the intent, call with its
key and no transaction open, note the answer. An answer that was lost is asked for again under the
same key; one that would be refused again gets the next attempt.
"""

import json
import logging
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select, update

from crowd.billing import gateway
from crowd.billing.models import Intent, Membership
from crowd.core.clock import now
from crowd.core.db import apart, db
from crowd.core.errors import Conflict

LEASE = timedelta(seconds=60)
WAIT = 5.0  # seconds that a person waits for their turn
LOOK_EVERY = 0.1
# asked again by reconcile; what only a person waits for is not, and money goes back when the
# treasurer says so
REPEATED = (
    "customers.create",
    "customers.update",
    "subscriptions.create",
    "subscriptions.update",
    "subscriptions.cancel",
    "invoices.finalize_invoice",
    "invoices.void_invoice",
)

log = logging.getLogger(__name__)


def asked(membership_id: int, method: str, *ids: str, params: Mapping[str, Any]) -> gateway.Object:
    """Ask Stripe to do something, once."""
    kept = json.dumps({"ids": ids, "params": params}, sort_keys=True)
    id_, token, attempt = apart(lambda: _open(membership_id, method, kept))
    return _send(id_, f"{token}:{attempt}", method, ids, params)


def repeat(intent: Intent) -> gateway.Object:
    """Ask once more what stayed open."""
    kept = json.loads(intent.params)
    key = f"{intent.token}:{intent.attempt}"
    return _send(intent.id, key, intent.call, kept["ids"], kept["params"])


def _send(
    id_: int, key: str, method: str, ids: Sequence[str], params: Mapping[str, Any]
) -> gateway.Object:
    try:
        answer = gateway.call(method, *ids, params=params, key=key)
    except gateway.Down as down:
        why, replays, final = down.why, down.replays, down.final
        apart(lambda: _failed(id_, why, replays, final))
        raise
    apart(lambda: _done(id_, str(answer.get("id", ""))))
    return answer


def _open(membership_id: int, method: str, params: str) -> tuple[int, str, int]:
    """The intent that is still open for exactly this, else a new one; of what would be asked again,
    what was wanted of the same thing before is not wanted any more."""
    open_ = (
        Intent.membership_id == membership_id,
        Intent.call == method,
        Intent.state == "open",
    )
    if method in REPEATED:
        ids = json.dumps({"ids": json.loads(params)["ids"]})[:-1]
        alike = Intent.params.startswith(ids, autoescape=True)
        past = {"state": "refused", "done_at": now()}
        before = update(Intent).where(*open_, alike, Intent.params != params)
        db.session.execute(before.values(past))
    found = db.session.scalar(select(Intent).where(*open_, Intent.params == params))
    if found is None:
        found = Intent(
            token=secrets.token_hex(12), membership_id=membership_id, call=method, params=params
        )
        db.session.add(found)
        db.session.flush()
    return found.id, found.token, found.attempt


def _done(id_: int, result: str) -> None:
    values = {"state": "done", "result_id": result, "error": "", "done_at": now()}
    db.session.execute(update(Intent).where(Intent.id == id_).values(values))


def _failed(id_: int, why: str, replays: bool, final: bool) -> None:
    intent = db.session.get_one(Intent, id_)
    intent.error = why[:200]
    if replays:
        intent.attempt += 1
    if final:
        intent.state, intent.done_at = "refused", now()


class Busy(Conflict):
    """Somebody else is changing this membership now."""

    def __init__(self) -> None:
        super().__init__(_("Er gebeurt net iets met dit lidmaatschap. Probeer het zo nog eens."))


@contextmanager
def turn(membership_id: int, wait: float | None = None) -> Iterator[str]:
    """Take the lease on a membership, for its next change and for applying what Stripe has."""
    lease = take(membership_id, wait)
    try:
        yield lease
    finally:
        db.session.rollback()
        apart(lambda: _release(membership_id, lease))


def take(membership_id: int, wait: float | None = None) -> str:
    lease = secrets.token_hex(16)
    until = time.monotonic() + (WAIT if wait is None else wait)
    while not apart(lambda: _take(membership_id, lease)):
        if time.monotonic() >= until:
            raise Busy
        time.sleep(LOOK_EVERY)
    return lease


def _take(membership_id: int, lease: str) -> bool:
    moment = now()
    free = (Membership.leased_until.is_(None)) | (Membership.leased_until < moment)
    taken = db.session.scalar(
        update(Membership)
        .where(Membership.id == membership_id, free)
        .values(lease=lease, leased_until=moment + LEASE)
        .returning(Membership.id)
    )
    return taken is not None


def held(membership_id: int, lease: str) -> tuple[ColumnElement[bool], ...]:
    return (Membership.id == membership_id, Membership.lease == lease)


def _release(membership_id: int, lease: str) -> None:
    db.session.execute(
        update(Membership).where(*held(membership_id, lease)).values(lease=None, leased_until=None)
    )
