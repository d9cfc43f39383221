"""A small Stripe inside the application, for when no key is set; never in production.

It stands behind Stripe's own library (`http.py`), keeps its state in a file that the web and the
worker share (`store.py`), and lets one pay, decline, and let time pass on pages of its own.
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import Flask

from crowd.billing.fake.store import Store
from crowd.core.i18n import day

if TYPE_CHECKING:
    from stripe import HTTPClient


def store_of(app: Flask) -> Store:
    """Made on first use; in a test nobody is told by itself."""
    store: Store | None = app.extensions.get("stripe_store")
    if store is None:
        store = app.extensions["stripe_store"] = Store(app.config["DATA_DIR"] / "stripe.sqlite")
        if app.config["ENVIRONMENT"] != "test":
            store.on_events = lambda: _tell(app, store)
    return store


def _tell(app: Flask, store: Store) -> None:
    from crowd.billing.fake.deliver import deliver_soon

    deliver_soon(app, store)


def init_app(app: Flask) -> None:
    def http() -> "HTTPClient":
        from crowd.billing.fake.http import EmbeddedClient

        return EmbeddedClient(store_of(app))

    app.extensions["stripe_http"] = http
    app.jinja_env.filters["stripe_time"] = lambda seconds: day(datetime.fromtimestamp(seconds, UTC))
