"""The embedded Stripe in a test: what people do on its pages, and what it tells, in our hands."""

import random
from typing import Any

from flask import Flask

from crowd.billing.fake import checkout, deeds, money, store_of, terms
from crowd.billing.fake.deliver import deliver
from crowd.billing.fake.store import Object
from crowd.core import jobs
from crowd.core.clock import now
from tests.fakes.guards import GuardedClient

DAY = 24 * 3600


class Stripe:
    def __init__(self, app: Flask) -> None:
        self.app = app
        for name in ("stripe", "stripe_store", "stripe_catalogue"):
            app.extensions.pop(name, None)
        for file in app.config["DATA_DIR"].glob("stripe.sqlite*"):
            file.unlink()
        self.store = store_of(app)
        app.extensions["stripe_http"] = lambda: GuardedClient(self.store)

    def pay(self, url: str, method: str = "card") -> Object:
        """Somebody pays on the page where this address leads."""
        with self.store.open() as account:
            session = account.get(url.rpartition("/")[2])
            assert session is not None
            return checkout.pay(account, session, method)

    def get(self, id_: str) -> Object:
        with self.store.reading() as account:
            found = account.get(id_)
        assert found is not None
        return found

    def every(self, kind: str, customer: str | None = None) -> list[Object]:
        with self.store.reading() as account:
            return account.every(kind, customer)

    def events(self) -> list[Object]:
        """All that happened, the oldest first."""
        with self.store.reading() as account:
            return account.events()[::-1]

    @property
    def year(self) -> int:
        """The days of a year that begins now: 366 with a 29 February in it."""
        moment = int(now().timestamp())
        return (terms.year_after(moment, moment) - moment) // DAY

    def let_pass(self, days: float) -> None:
        """Time passes for everybody."""
        with self.store.open() as account:
            for customer in account.every("customer"):
                terms.let_pass(account, customer["id"], int(days * DAY))

    def act(self, name: str, *arguments: Any) -> Any:
        """Something of `fake.money`, with ids for the objects it is about."""
        with self.store.open() as account:
            return getattr(money, name)(
                account, *((account.get(a) or a) if isinstance(a, str) else a for a in arguments)
            )

    def change_method(self, customer: str, method: str) -> None:
        with self.store.open() as account:
            deeds.change_method(account, customer, method)

    def tell(self, *events: Object, shuffle: random.Random | None = None) -> list[int]:
        """Deliver these events, else all that were not told yet; the statuses that came back."""
        if not events:
            with self.store.reading() as account:
                events = tuple(account.unsent())
        told = list(events)
        if shuffle:
            shuffle.shuffle(told)
        return [deliver(self.app, self.store, event) for event in told]

    def forget(self) -> None:
        """What was not told yet never will be."""
        with self.store.open() as account:
            for event in account.unsent():
                account.mark_sent(event["id"])

    def settle(self) -> None:
        """Everything is told, and the worker does what it can do now."""
        while self.tell() or self.work():
            pass

    def work(self) -> int:
        with self.app.app_context():
            return jobs.run_due()
