"""Case 3: a crash before the insert, after it, in mid-transaction, after the commit, and between
commit and mail."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from crowd.accounts.models import Person
from crowd.billing import inbox, intents, mirror
from crowd.billing.actions import purchase, sync
from crowd.core import jobs, mail
from crowd.core.clock import now
from tests.billing.helpers import access_of, act, events, membership, mine, told
from tests.fakes.stripe import Stripe


class Killed(BaseException):
    """The process dies here: nobody catches it."""


def dies(where: Any, name: str, patch: pytest.MonkeyPatch, after: bool = False) -> None:
    real: Callable[..., Any] = getattr(where, name)

    def die(*arguments: Any, **named: Any) -> Any:
        if after:
            real(*arguments, **named)
        raise Killed

    patch.setattr(where, name, die)


@pytest.fixture
def paid(app: Flask, stripe: Stripe, vera: Person) -> int:
    stripe.pay(act(app, lambda: purchase.begin_teacher(vera.id)))
    return mine(vera).id


def recovers(app: Flask, stripe: Stripe, id_: int) -> None:
    """Leases run out, everything is done once more, and nothing was done twice."""
    with time_machine.travel(now() + timedelta(minutes=5), tick=False):
        stripe.settle()
        assert access_of(id_).allowed
        assert membership(id_).lease is None
        assert told(app) == ["Welkom bij The Crowd"]
        assert all(each.done_at for each in events())


def test_before_the_insert(
    app: Flask, stripe: Stripe, paid: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        dies(inbox, "receive", patch)
        with pytest.raises(Killed):
            stripe.tell()
    assert events() == []
    recovers(app, stripe, paid)


def test_after_the_insert(app: Flask, stripe: Stripe, paid: int) -> None:
    stripe.tell()
    with app.app_context():
        assert jobs.claim(), "claimed, and never run"
    assert not access_of(paid).allowed
    recovers(app, stripe, paid)


@pytest.mark.parametrize(
    ("where", "name", "after"),
    [
        (mirror, "fetch", False),
        (mirror, "fetch", True),
        (mirror, "lay_over", True),
        (sync, "_tell", True),
        (inbox, "_done", True),
        (intents, "_release", False),
    ],
)
def test_in_the_middle(
    app: Flask, stripe: Stripe, paid: int, monkeypatch: pytest.MonkeyPatch,
    where: Any, name: str, after: bool,
) -> None:  # fmt: skip
    stripe.tell()
    with monkeypatch.context() as patch:
        dies(where, name, patch, after)
        with pytest.raises(Killed):
            stripe.work()
    recovers(app, stripe, paid)


def test_after_the_commit_and_before_the_job_is_done(
    app: Flask, stripe: Stripe, paid: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    stripe.tell()
    with monkeypatch.context() as patch:
        dies(inbox, "process", patch, after=True)
        with pytest.raises(Killed):
            stripe.work()
    assert access_of(paid).allowed
    recovers(app, stripe, paid)


def test_between_commit_and_mail(
    app: Flask, stripe: Stripe, paid: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    stripe.tell()
    with monkeypatch.context() as patch:
        dies(mail, "deliver", patch)
        with pytest.raises(Killed):
            stripe.work()
    recovers(app, stripe, paid)


def test_between_asking_stripe_and_hearing_the_answer(
    app: Flask, stripe: Stripe, vera: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The customer is made, and we die: the same key gives the same customer."""
    with monkeypatch.context() as patch:
        dies(intents, "_done", patch)
        with pytest.raises(Killed):
            act(app, lambda: purchase.begin_teacher(vera.id))
    with time_machine.travel(now() + timedelta(minutes=5), tick=False):
        url = act(app, lambda: purchase.begin_teacher(vera.id))
        stripe.pay(url)
        stripe.settle()
    assert len(stripe.every("customer")) == 1
    assert access_of(mine(vera).id).allowed
