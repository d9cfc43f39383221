"""What happened is told to the application, signed as Stripe signs it, through its own door."""

import json
import logging
import random
import threading

from flask import Flask
from stripe import WebhookSignature
from werkzeug.test import Client

from crowd.billing.fake.store import Object, Store
from crowd.core.clock import now

SECRET = "whsec_embedded"  # noqa: S105
PATH = "/stripe/webhook"
_one_at_a_time = threading.Lock()

log = logging.getLogger(__name__)


def deliver(app: Flask, store: Store, event: Object, secret: str = SECRET) -> int:
    """Post one event; the status that came back."""
    body = json.dumps(event)
    moment = int(now().timestamp())
    signed = WebhookSignature.generate_signature_header(body, secret, timestamp=moment)
    answer = Client(app).post(
        PATH,
        data=body,
        headers={"Stripe-Signature": signed, "Content-Type": "application/json"},
        base_url=app.config["BASE_URL"],
    )
    answer.close()
    if answer.status_code == 200:
        with store.open() as account:
            account.mark_sent(event["id"])
    return answer.status_code


def deliver_waiting(app: Flask, store: Store, shuffle: bool = False) -> int:
    """Everything that was not told yet; how many."""
    with _one_at_a_time:
        with store.reading() as account:
            waiting = account.unsent()
        if shuffle:
            random.shuffle(waiting)
        for event in waiting:
            deliver(app, store, event)
    return len(waiting)


def deliver_soon(app: Flask, store: Store) -> None:
    """In a thread of its own: as with Stripe, nobody waits for it."""

    def work() -> None:
        try:
            deliver_waiting(app, store)
        except Exception:  # told again with the next one
            log.exception("the embedded Stripe could not deliver")

    threading.Thread(target=work, name="embedded stripe").start()


def deliver_again(app: Flask, store: Store, how: str, id_: str) -> int:
    """One event, all of them, or all of them twice in another order; how many were told."""
    if how == "waiting":
        return deliver_waiting(app, store)
    with store.reading() as account:
        events = account.events()
    if how == "one":
        events = [event for event in events if event["id"] == id_]
    if how == "shuffle":
        events = events * 2
        random.shuffle(events)
    for event in events:
        deliver(app, store, event)
    return len(events)
