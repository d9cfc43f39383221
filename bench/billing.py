"""Histories of memberships, against the real handlers: does everything come out right?

    python -m bench.billing --histories 500 --first 0      # seeds 0 to 499; and so on

A history is one teacher or school for two years or so, drawn from a seed: how is paid, what the
bank does, cancelling, seats, refunds, disputes. Webhooks come twice, in any order, late or never;
the worker dies at any line. At the end nothing is in flight any more, the calendar has had its
hour and its night, and what we have is compared with what Stripe has: status and seats, access,
and the mails (none missing, none double).
"""

import argparse
import logging
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import time_machine
from flask import Flask
from sqlalchemy import select, text

import config
from crowd.accounts.models import Person
from crowd.app import create_app
from crowd.billing import gateway, inbox, intents, mirror, rules
from crowd.billing.actions import corrections, ending, purchase, seats, sync
from crowd.billing.fake import checkout, deeds, money, store_of, terms
from crowd.billing.fake.deliver import deliver
from crowd.billing.models import Membership
from crowd.billing.rules import Bill, Mirror
from crowd.core import jobs, mail
from crowd.core.db import Base, db
from crowd.core.errors import CrowdError

START = datetime(2027, 1, 4, 9, tzinfo=UTC)
CRASH, LOST, TWICE = 0.10, 0.03, 0.3
DYING = (
    (mirror, "fetch"),
    (mirror, "lay_over"),
    (sync, "_tell"),
    (inbox, "receive"),
    (inbox, "_done"),
    (inbox, "process"),
    (intents, "_done"),
    (intents, "_release"),
    (mail, "deliver"),
)


class Killed(BaseException):
    """The process dies here."""


@dataclass
class Outcome:
    """What was wrong, of one history or of many."""

    wrong: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)
    seeds: list[int] = field(default_factory=list)
    histories: int = 0

    def add(self, seed: int, other: "Outcome") -> None:
        self.wrong += other.wrong
        self.seen += other.seen
        if other.wrong:
            self.seeds.append(seed)


def application(folder: Path) -> Flask:
    settings = config.load(
        {
            "CROWD_ENV": "test",
            "DATA_DIR": str(folder),
            "SEARCH_INDEX_DIR": str(folder / "index"),
            "DATABASE_URL": f"sqlite:///{folder / 'crowd.sqlite'}",
            "BASE_URL": "http://localhost",
        }
    )
    app = create_app({**settings, "TESTING": True})
    app.extensions["on_invoice"] = app.extensions["on_paid"] = ()  # no papers here
    with app.app_context():
        db.create_all()
    return app


class History:
    """One membership, its troubles, and what should be the end of them."""

    def __init__(self, app: Flask, seed: int) -> None:
        self.app = app
        self.chance = random.Random(seed)
        self.seen: Counter[str] = Counter()
        self.cancels = 0
        _empty(app)
        self.store = store_of(app)

    def run(self) -> Outcome:
        with time_machine.travel(START, tick=False) as self.clock, dying(self.chance) as self.peril:
            self._begin()
            for _step in range(self.chance.randint(2, 4)):
                self._pass(self.chance.choice((1, 3, 6, 15, 40, 120, 330)))
                self._perhaps(self.chance.choice(self.deeds()))
                self._told_and_worked()
                if self.chance.random() < 0.5:
                    self._calendar("billing.hourly")
            self._calm_down()
            return self._compare()

    # what people, banks and schools do

    def deeds(self) -> list[Callable[[], None]]:
        return [self._cancel, self._undo, self._other_method, self._refund, self._dispute,
                self._transfer, self._more, self._fewer, self._nothing, self._nothing]  # fmt: skip

    def _begin(self) -> None:
        with self.app.app_context():
            person = Person(name="Vera Vos", email="vera@example.org", password_hash="x")
            db.session.add(person)
            db.session.commit()
            self.person = person.id
        self.school = self.chance.random() < 0.3
        if self.school:
            self._perhaps(self._order)
        else:
            self._perhaps(self._join)
        self._told_and_worked()
        self._calendar("billing.hourly")  # whatever was lost: it is looked at before it goes on

    def _join(self) -> None:
        for _again in range(5):
            with suppress(Killed, CrowdError):
                url = self._act(lambda: purchase.begin_teacher(self.person))
                break
            self._pass_minutes(5)
        else:
            return
        method = self.chance.choice(
            ("card", "card", "ideal", "sepa", "sepa_fails", "card_fails_later", "card_declined")
        )
        with self.store.open() as account:
            session = account.get(url.rpartition("/")[2])
            if session:
                checkout.pay(account, session, method)

    def _order(self) -> None:
        order = purchase.SchoolOrder(
            owner_id=self.person, seats=10, organisation="De Plataan", street="Lindelaan 1",
            postcode="1234 AB", city="Utrecht", contact_name="Ans", contact_email="a@example.org",
            invoice_email="f@example.org", po_number="PO-1",
        )  # fmt: skip
        self._act(lambda: purchase.order_school(order))

    def _cancel(self) -> None:
        self.cancels += 1
        self._on_membership(ending.cancel)

    def _undo(self) -> None:
        self._on_membership(ending.undo)

    def _more(self) -> None:
        if self.school:
            held = self._membership()
            self._act(lambda: seats.more(held.id, held.seats_paid + 2, seen=held.seats_paid))

    def _fewer(self) -> None:
        if self.school:
            self._on_membership(lambda id_: seats.at_renewal(id_, 5))

    def _refund(self) -> None:
        held = self._membership()
        with self.app.app_context():
            paid = [
                row.id
                for row in db.session.get_one(Membership, held.id).invoices
                if row.status == "paid" and row.payment_intent_id
            ]
        if paid:
            cents = self.chance.choice((100, 5_000, 25_000))
            self._act(lambda: corrections.refund(paid[-1], cents))

    def _other_method(self) -> None:
        method = self.chance.choice(("card", "sepa", "card_declined"))
        with self.store.open() as account:
            for customer in account.every("customer"):
                deeds.change_method(account, customer["id"], method)

    def _dispute(self) -> None:
        with self.store.open() as account:
            for done in account.every("charge")[:1]:
                if done["status"] == "succeeded" and not done["disputed"]:
                    made = money.dispute(account, done)
                    money.close_dispute(account, made, self.chance.choice(("won", "lost")))

    def _transfer(self) -> None:
        with self.store.open() as account:
            for each in account.every("invoice"):
                if each["status"] == "open" and each["collection_method"] == "send_invoice":
                    part = self.chance.choice((1, 2))
                    money.transfer(account, each, each["amount_remaining"] // part or 1)

    def _nothing(self) -> None:
        pass

    # how it goes with webhooks, the worker and the calendar

    def _told_and_worked(self) -> None:
        with self.store.open() as account:
            waiting = account.unsent()
            told = [event for event in waiting if self.chance.random() >= LOST]
            for event in waiting:
                if event not in told:
                    account.mark_sent(event["id"])
                    self.seen["lost"] += 1
        told += [event for event in told if self.chance.random() < TWICE]
        self.chance.shuffle(told)
        for event in told:
            self.seen["told"] += 1
            with suppress(Killed):
                deliver(self.app, self.store, event)  # one that died comes again, or by the hour
            if self.chance.random() < 0.3:
                self._work()
        self._work()

    def _work(self) -> None:
        with suppress(Killed), self.app.app_context():
            try:
                jobs.run_due()
            finally:
                db.session.remove()

    def _calendar(self, name: str) -> None:
        with self.app.app_context():
            jobs.enqueue(name)
            db.session.commit()
        self._work()

    def _pass(self, days: float) -> None:
        for _day in range(max(1, int(days // 30))):
            self.clock.shift(timedelta(days=days / max(1, days // 30)))
            with self.store.open() as account:
                terms.tick(account)

    def _pass_minutes(self, minutes: int) -> None:
        self.clock.shift(timedelta(minutes=minutes))

    def _perhaps(self, deed: Callable[[], None]) -> None:
        """What is refused, or dies halfway, is left as it is."""
        with suppress(Killed, CrowdError, LookupError):
            deed()
            self.seen[deed.__name__.strip("_")] += 1
        self._pass_minutes(2)  # a lease of who died runs out

    def _act(self, work: Callable[[], Any]) -> Any:
        with self.app.app_context():
            try:
                return work()
            finally:
                db.session.remove()

    def _on_membership(self, work: Callable[[int], Any]) -> None:
        held = self._membership()
        self._act(lambda: work(held.id))

    def _membership(self) -> Membership:
        with self.app.app_context():
            found = db.session.scalar(select(Membership))
            if found is None:
                raise LookupError
            db.session.expunge(found)
            return found

    def _calm_down(self) -> None:
        """Nobody dies any more; what waits is done, with its hour and its night."""
        self.peril.chance = None
        self.seen["died"] = self.peril.died
        for hours in (1, 2, 5):
            self._pass_minutes(60 * hours)
            self._told_and_worked()
            self._calendar("billing.hourly")
        self._calendar("billing.nightly")
        self._pass_minutes(60)
        self._work()

    # what should have come of it

    def _compare(self) -> Outcome:
        outcome = Outcome(seen=self.seen)
        with self.app.app_context():
            held = db.session.scalar(select(Membership))
            if held is None or not held.customer_id:
                return outcome
            truth = _truth(self.store, held)
            if truth is None:
                return outcome
            theirs, bills = truth
            ours = (held.status, held.period_end, held.cancel_at_period_end, held.collection)
            if ours != (
                theirs.status,
                theirs.period_end,
                theirs.cancel_at_period_end,
                theirs.collection,
            ):
                outcome.wrong["state"] += 1
            moment = datetime.now(UTC)
            grace = mirror.grace()
            wanted = rules.access(theirs, bills, moment, grace=grace).allowed
            if wanted is not (held.access_until > moment):
                outcome.wrong["access"] += 1
            outcome.seen["allowed" if wanted else "closed"] += 1
            self._compare_mails(outcome, held, bills, wanted)
        return outcome

    def _compare_mails(
        self, outcome: Outcome, held: Membership, bills: list[Bill], allowed: bool
    ) -> None:
        sent = Counter(
            str(message["Subject"]).partition(" op ")[0]
            for message in mail.read_folder(self.app.config["MAIL_URL"])
        )
        late = sum(b.payment == "failed" and b.is_open for b in bills) * (held.collection == "auto")
        most = {"De betaling is niet gelukt": len(bills), "Je lidmaatschap stopt": self.cancels}
        least = {"De betaling is niet gelukt": late}
        if not self.school:
            least["Welkom bij The Crowd"] = int(allowed)
            least["Je lidmaatschap is gestopt"] = int(held.status == "canceled")
            least["Je lidmaatschap stopt"] = int(
                held.cancel_at_period_end and held.status != "canceled"
            )
        for subject in set(sent) | set(least):
            if sent[subject] > most.get(subject, 1):
                outcome.wrong["double mail"] += 1
            if sent[subject] < least.get(subject, 0):
                outcome.wrong["missing mail"] += 1
        outcome.seen["mails"] += sent.total()


def _truth(store: Any, held: Membership) -> tuple[Mirror, list[Bill]] | None:
    """From what Stripe has, by another way than `mirror.py`."""
    with store.reading() as account:
        subs = account.every("subscription", held.customer_id)
        invoices = account.every("invoice", held.customer_id)
        charges = account.every("charge", held.customer_id)
        disputes = {each["charge"]: each["status"] for each in account.every("dispute")}
        notes = account.every("credit_note", held.customer_id)
    if not subs:
        return None
    (sub,) = subs
    item = sub["items"]["data"][0]
    ends = min(filter(None, (item["current_period_end"], sub["cancel_at"])))
    bills = []
    for each in invoices:
        paying = {row["payment"]["payment_intent"] for row in each["payments"]["data"]}
        mine = [charge for charge in charges if charge["payment_intent"] in paying]
        state = {"pending": "processing"}.get(mine[0]["status"], mine[0]["status"]) if mine else ""
        lost = any(disputes.get(charge["id"]) == "lost" for charge in mine)
        before = sum(n["pre_payment_amount"] for n in notes if n["invoice"] == each["id"])
        bills.append(
            Bill(
                status=each["status"],
                at=_at(each["created"]),
                due_at=_at(each["due_date"]) if each["due_date"] else None,
                total=each["total"],
                given_back=before + sum(charge["amount_refunded"] for charge in mine),
                payment="succeeded" if each["status"] == "paid" else state,
                dispute="lost" if lost else "",
                first=each["billing_reason"] == "subscription_create",
                credited=before,
            )
        )
    automatic = sub["collection_method"] == "charge_automatically"
    theirs = Mirror(
        collection="auto" if automatic else "invoice",
        status=sub["status"],
        ordered_at=held.ordered_at,
        period_start=_at(item["current_period_start"]),
        period_end=_at(ends),
        cancel_at_period_end=bool(sub["cancel_at"]),
    )
    return theirs, bills


def _at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@dataclass
class Peril:
    chance: random.Random | None
    died: int = 0


@contextmanager
def dying(chance: random.Random) -> Iterator[Peril]:
    """Any of these lines may be the last one, before or after what it does."""
    peril = Peril(chance)

    def mortal(real: Callable[..., Any]) -> Callable[..., Any]:
        def once(*arguments: Any, **named: Any) -> Any:
            before = peril.chance is not None and peril.chance.random() < CRASH / 2
            after = peril.chance is not None and peril.chance.random() < CRASH / 2
            peril.died += before or after
            if before:
                raise Killed
            done = real(*arguments, **named)
            if after:
                raise Killed
            return done

        return once

    kept = [(module, name, getattr(module, name)) for module, name in DYING]
    for module, name, real in kept:
        setattr(module, name, mortal(real))
    try:
        yield peril
    finally:
        for module, name, real in kept:
            setattr(module, name, real)


def _empty(app: Flask) -> None:
    with app.app_context():
        for table in reversed(Base.metadata.sorted_tables):
            db.session.execute(text(f'DELETE FROM "{table.name}"'))
        db.session.commit()
        db.session.remove()
    folder = Path(app.config["DATA_DIR"])
    for old in [*(folder / "mail").glob("*.eml"), *folder.glob("stripe.sqlite*")]:
        old.unlink()
    for name in ("stripe", "stripe_store", "stripe_catalogue"):
        app.extensions.pop(name, None)


def simulate(app: Flask, histories: int, first: int = 0, told: bool = False) -> Outcome:
    """Ctrl+C ends it with what is known by then."""
    total = Outcome()
    waiting, intents.WAIT = intents.WAIT, 0.0
    try:
        for seed in range(first, first + histories):
            total.add(seed, History(app, seed).run())
            total.histories += 1
            if told and (seed - first) % 20 == 19:
                print(f"{seed + 1 - first} histories: {dict(total.wrong)}", file=sys.stderr)
    except KeyboardInterrupt:
        pass
    finally:
        intents.WAIT = waiting
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0)
    args = parser.parse_args()
    logging.disable(logging.CRITICAL)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl+C: tell what is known
    began = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        total = simulate(application(Path(folder)), args.histories, args.first, True)
    last = args.first + total.histories - 1
    print(
        f"# Histories of memberships\n\n{total.histories} histories, seeds {args.first} to {last};"
    )
    print(f"{time.process_time() - began:.0f} seconds of one processor.\n")
    print("| wrong states | wrong accesses | double mails | missing mails |\n|---|---|---|---|")
    names = ("state", "access", "double mail", "missing mail")
    print(f"| {' | '.join(str(total.wrong[name]) for name in names)} |\n")
    print(
        "What happened in them:", ", ".join(f"{n} {name}" for name, n in sorted(total.seen.items()))
    )
    if total.seeds:
        print(f"\nWrong in seeds {total.seeds[:20]}.")


if __name__ == "__main__":
    with suppress(gateway.Down):
        main()
