"""Case 4: an event that never came; down for more than three days; more than 100 events to page
through; two workers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import time_machine
from flask import Flask

from crowd.accounts.models import Person
from crowd.billing import reconcile
from crowd.billing.actions import purchase, sync
from crowd.core import jobs
from crowd.core.clock import now
from tests.billing.helpers import access_of, act, events, join, mine, run_all
from tests.fakes import guards
from tests.fakes.stripe import Stripe


def test_the_hourly_look_finds_what_never_came(app: Flask, stripe: Stripe, vera: Person) -> None:
    stripe.pay(act(app, lambda: purchase.begin_teacher(vera.id)))
    stripe.forget()
    stripe.settle()
    assert not access_of(mine(vera).id).allowed
    run_all(app, "billing.hourly")
    assert access_of(mine(vera).id).allowed
    assert len(events()) == len(stripe.events())


def test_after_a_week_the_night_finds_it(app: Flask, stripe: Stripe, vera: Person) -> None:
    stripe.pay(act(app, lambda: purchase.begin_teacher(vera.id)))
    stripe.forget()
    with time_machine.travel(now() + timedelta(days=7), tick=False):
        run_all(app, "billing.hourly")
        assert not access_of(mine(vera).id).allowed, "older than the events that are asked for"
        run_all(app, "billing.nightly")
        assert access_of(mine(vera).id).allowed


def test_more_than_a_page_of_events(app: Flask, stripe: Stripe, vera: Person) -> None:
    stripe.pay(act(app, lambda: purchase.begin_teacher(vera.id)))
    with stripe.store.open() as account:
        (customer,) = account.every("customer")
        for _number in range(230):
            account.emit("customer.updated", customer)
    stripe.forget()
    before = guards.calls["GET /v1/events"]
    assert act(app, reconcile.missing) == len(stripe.events()) > 230
    assert guards.calls["GET /v1/events"] - before == 3
    assert act(app, reconcile.missing) == 0
    stripe.work()
    assert access_of(mine(vera).id).allowed


def test_two_workers(app: Flask, stripe: Stripe, vera: Person) -> None:
    stripe.pay(act(app, lambda: purchase.begin_teacher(vera.id)))
    stripe.tell()
    waiting = len(events())

    def work(_number: int) -> int:
        with app.app_context():
            return jobs.run_due()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(work, range(2)))
    stripe.settle()
    assert access_of(mine(vera).id).allowed
    assert len([each for each in events() if each.done_at]) == waiting


def test_one_at_a_time_and_the_other_hears_so(app: Flask, stripe: Stripe, vera: Person) -> None:
    from crowd.billing import intents

    id_ = join(app, stripe, vera)

    def while_held() -> bool:
        with intents.turn(id_):
            return sync.now(id_, wait=0)

    assert act(app, while_held) is False
    assert act(app, lambda: sync.now(id_, wait=0)) is True


def test_bringing_up_to_date_by_hand(app: Flask, stripe: Stripe, vera: Person) -> None:
    stripe.pay(act(app, lambda: purchase.begin_teacher(vera.id)))
    stripe.forget()
    runner = app.test_cli_runner()
    one = runner.invoke(args=["billing", "sync", str(mine(vera).id)])
    assert one.exit_code == 0 and "is up to date" in one.output
    assert access_of(mine(vera).id).allowed
    everything = runner.invoke(args=["billing", "sync"])
    assert everything.exit_code == 0 and "1 memberships compared with Stripe" in everything.output
    assert runner.invoke(args=["billing", "sync", "999"]).exit_code == 1
