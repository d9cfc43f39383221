import logging
import secrets
import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from huey import Huey
from sqlalchemy import select, update

from crowd.core import health, jobs
from crowd.core.clock import now
from crowd.core.db import db
from crowd.core.jobs import Job
from tests.factories.rows import do
from tests.services import redis_url

Effects = Callable[[], list[int]]


def enqueue(name: str, payload: dict[str, Any] | None = None, **options: Any) -> None:
    do(lambda: jobs.enqueue(name, payload, **options))


def the_job(app: Flask) -> Job:
    with app.app_context():
        return db.session.scalars(select(Job)).one()


def change(**values: Any) -> None:
    do(lambda: db.session.execute(update(Job).values(**values)))


def test_a_job_that_was_asked_for_is_done_once(app: Flask, effects: Effects) -> None:
    enqueue("test.write", {"number": 7})
    with app.app_context():
        assert jobs.run_due() == 1
        assert jobs.run_due() == 0
    assert effects() == [7]
    assert the_job(app).done_at


def test_a_change_that_was_rolled_back_asks_for_nothing(app: Flask, effects: Effects) -> None:
    with app.app_context():
        jobs.enqueue("test.write", {"number": 7})
        db.session.rollback()
        assert jobs.run_due() == 0


def test_with_a_key_it_is_asked_for_once_ever(app: Flask, effects: Effects) -> None:
    for _again in range(3):
        enqueue("test.write", {"number": 7}, key="only")
        with app.app_context():
            jobs.run_due()
    assert effects() == [7]


def test_it_waits_for_its_time(app: Flask, effects: Effects) -> None:
    enqueue("test.write", {"number": 7}, run_at=now() + timedelta(hours=1))
    with app.app_context():
        assert jobs.run_due() == 0
    change(run_at=now())
    with app.app_context():
        assert jobs.run_due() == 1


def test_what_it_was_given_is_forgotten_when_it_is_done(app: Flask, effects: Effects) -> None:
    enqueue("test.write", {"number": 7})
    with app.app_context():
        jobs.run_due()
    assert the_job(app).payload == "{}"


def test_a_job_that_fails_changes_nothing_and_is_tried_later(
    app: Flask, effects: Effects, caplog: pytest.LogCaptureFixture
) -> None:
    enqueue("test.fail")
    with app.app_context(), caplog.at_level(logging.CRITICAL, logger="crowd"):
        assert jobs.run_due() == 1
        assert jobs.run_due() == 0
    job = the_job(app)
    assert effects() == []
    assert job.run_at > now() + timedelta(seconds=5)
    assert (job.attempts, job.error, job.done_at, job.failed_at) == (1, "RuntimeError", None, None)


def test_after_a_day_of_trying_it_is_left_to_a_person(
    app: Flask, effects: Effects, caplog: pytest.LogCaptureFixture
) -> None:
    enqueue("test.fail")
    change(attempts=jobs.MAX_ATTEMPTS - 1)
    with app.app_context(), caplog.at_level(logging.CRITICAL, logger="crowd"):
        jobs.run_due()
        assert the_job(app).failed_at
        assert "1 jobs given up" in health.outcome("queue")[1]
        change(run_at=now())
        assert jobs.run_due() == 0


def test_a_job_that_kills_its_worker_each_time_is_given_up(
    app: Flask, effects: Effects, caplog: pytest.LogCaptureFixture
) -> None:
    enqueue("test.write", {"number": 7})
    change(attempts=jobs.MAX_ATTEMPTS)
    with app.app_context(), caplog.at_level(logging.CRITICAL, logger="crowd"):
        jobs.run_due()
    assert the_job(app).error == "GivenUp"
    assert effects() == []


def test_a_job_of_a_newer_version_waits_until_its_handler_is_here(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    enqueue("tomorrow.job")
    with app.app_context(), caplog.at_level(logging.CRITICAL, logger="crowd"):
        jobs.run_due()
    job = the_job(app)
    assert job.done_at is None
    assert job.failed_at is None


def test_of_two_workers_one_gets_the_job(app: Flask, effects: Effects) -> None:
    for number in range(10):
        enqueue("test.write", {"number": number})
    claimed: list[tuple[int, str]] = []
    together = threading.Barrier(2)

    def claim() -> None:
        with app.app_context():
            together.wait()
            for _ in range(5):
                claimed.extend(jobs.claim(3))

    workers = [threading.Thread(target=claim) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(claimed) == 10
    assert len({id_ for id_, _lease in claimed}) == 10


def test_a_worker_that_was_away_too_long_leaves_it_to_who_took_over(
    app: Flask, effects: Effects
) -> None:
    enqueue("test.write", {"number": 7})
    with app.app_context():
        [(id_, slow)] = jobs.claim()
        change(leased_until=now() - timedelta(seconds=1))
        [(_same, quick)] = jobs.claim()
        jobs.run(id_, slow)
        assert effects() == []
        jobs.run(id_, quick)
        jobs.run(id_, quick)
    assert effects() == [7]


def test_a_lease_lost_in_mid_job_takes_its_changes_along(
    app: Flask, effects: Effects, caplog: pytest.LogCaptureFixture
) -> None:
    def taken_over(number: int) -> None:
        write(number)
        db.session.execute(update(Job).values(lease="another worker's"))

    write = app.extensions["jobs"]["test.write"]
    app.extensions["jobs"]["test.write"] = taken_over
    try:
        enqueue("test.write", {"number": 7})
        with app.app_context(), caplog.at_level(logging.CRITICAL, logger="crowd"):
            [(id_, lease)] = jobs.claim()
            jobs.run(id_, lease)
    finally:
        app.extensions["jobs"]["test.write"] = write
    assert effects() == []


def test_what_comes_after_the_transaction_runs_with_none_open(app: Flask, effects: Effects) -> None:
    seen: list[bool] = []
    app.extensions["jobs"]["test.after"] = lambda: (
        lambda: seen.append(db.session().in_transaction())
    )
    enqueue("test.after")
    with app.app_context():
        jobs.run_due()
    assert seen == [False]
    assert the_job(app).done_at


def test_old_work_is_forgotten_but_not_what_is_asked_for_once(app: Flask, effects: Effects) -> None:
    for key in (None, "calendar:test.write:2020-01-01T00:00", "mail:welcome-7"):
        enqueue("test.write", {"number": 1}, key=key)
    with app.app_context():
        jobs.run_due()
        change(done_at=now() - timedelta(days=31))
        enqueue("jobs.purge")
        jobs.run_due()
        kept = set(db.session.scalars(select(Job.key).where(Job.name == "test.write")))
    assert kept == {"mail:welcome-7"}


def test_two_workers_make_one_job_of_a_tick(app: Flask, effects: Effects) -> None:
    night = datetime(2026, 11, 2, 2, 10)  # noqa: DTZ001 (Huey's clock)
    for _worker in range(2):
        huey = jobs.queue(app)
        for tick in huey.read_periodic(night):
            huey.execute(tick)
    with app.app_context():
        asked = Counter(db.session.scalars(select(Job.name)))
    assert asked["drafts.purge"] == 1
    assert "jobs.purge" not in asked


def test_each_job_of_the_calendar_has_a_handler(app: Flask) -> None:
    assert set(app.extensions["calendar"]) <= set(app.extensions["jobs"])


def _executes(huey: Huey) -> None:
    """What is put in comes out, once."""
    done: list[int] = []
    huey.task(name=secrets.token_hex(4))(done.append)(7)
    assert huey.pending_count() == 1
    huey.execute(huey.dequeue())
    assert done == [7]
    assert huey.dequeue() is None


def test_huey_executes_from_sqlite(app: Flask) -> None:
    _executes(jobs.queue(app))


def test_huey_executes_from_redis(app: Flask) -> None:
    url = redis_url()
    if url is None:
        pytest.skip("Redis is not here")
    before = app.config["QUEUE_URL"]
    app.config["QUEUE_URL"] = url
    try:
        huey = jobs.queue(app)
        huey.flush()
        _executes(huey)
        huey.storage.conn.close()
    finally:
        app.config["QUEUE_URL"] = before


def test_the_queue_is_late_when_no_worker_takes_what_waits(app: Flask, effects: Effects) -> None:
    with app.app_context():
        assert health.outcome("queue") == (True, "nothing waits too long")
        enqueue("test.write", {"number": 7})
        assert health.outcome("queue")[0]
        change(run_at=now() - timedelta(seconds=61))
        late, words = health.outcome("queue")
    assert not late
    assert "crowd worker" in words
