"""A real worker, killed with SIGKILL again and again while work comes in."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

import config
from crowd.core import jobs, mail
from crowd.core.db import db
from crowd.core.mail import Mail
from tests.core import outbox_app
from tests.databases import fresh_database
from tests.services import redis_url

LEASE = 5  # seconds
PATIENCE = 60


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """An application with its own data, that a worker in another process sees too."""
    with fresh_database(tmp_path) as url:
        for name, value in {
            "CROWD_ENV": "test",
            "DATA_DIR": str(tmp_path),
            "SEARCH_INDEX_DIR": str(tmp_path / "index"),
            "DATABASE_URL": url,
            "JOB_LEASE_SECONDS": str(LEASE),
        }.items():
            monkeypatch.setenv(name, value)
        app = outbox_app.create_app()
        with app.app_context():
            db.create_all()
            db.session.execute(text(outbox_app.EFFECTS))
            db.session.commit()
        yield app
        with app.app_context():
            db.engine.dispose()


@contextmanager
def worker() -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "flask", "--app", "tests.core.outbox_app", "worker"]
    process = subprocess.Popen(command, cwd=config.ROOT, env=os.environ)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def ask(numbers: range) -> None:
    for number in numbers:
        jobs.enqueue("test.write", {"number": number})
        jobs.enqueue("test.touch", {"number": number})
        mail.send_later(Mail(f"{number}@example.org", "Hoi", "Hoi"))
        db.session.commit()


OURS = "name IN ('test.write', 'test.touch', 'mail.send')"  # the calendar asks for its own too


def done() -> int:
    count = db.session.scalar(
        text(f"SELECT count(*) FROM job WHERE done_at IS NOT NULL AND {OURS}")
    )
    db.session.rollback()
    return count or 0


def wait_until_done(wanted: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while done() < wanted:
        assert time.monotonic() < deadline, f"{done()} of {wanted} jobs are done"
        time.sleep(0.05)


def test_killed_in_mid_job_nothing_is_lost_and_nothing_happens_twice(
    site: Flask, tmp_path: Path
) -> None:
    kills, each = 3, 10
    chance = random.Random(7)
    with site.app_context():
        for round_ in range(kills):
            ask(range(round_ * each, (round_ + 1) * each))
            before = done()
            with worker():
                wait_until_done(before + 3)  # it is in the midst of it
                time.sleep(chance.random() * 0.2)
        with worker():
            wait_until_done(kills * each * 3)
        written = Counter(db.session.scalars(text("SELECT number FROM effect")))
        # killed in mid-job for real: some began more than once
        tried = db.session.scalar(text(f"SELECT sum(attempts) FROM job WHERE {OURS}")) or 0
    everything = set(range(kills * each))
    assert written == Counter(everything)
    assert tried > kills * each * 3
    assert {int(file.name[8:]) for file in tmp_path.glob("touched-*")} == everything
    mails = mail.read_folder(site.config["MAIL_URL"])
    assert Counter(found["To"] for found in mails) == Counter(
        f"{n}@example.org" for n in everything
    )
    assert len({found["Message-ID"] for found in mails}) == len(mails)


def test_a_worker_that_is_asked_to_stop_finishes_what_it_does(site: Flask) -> None:
    with site.app_context():
        ask(range(10))
        with worker() as process:
            wait_until_done(2)
            process.terminate()
            process.wait(30)
        begun = db.session.scalar(text(f"SELECT count(*) FROM job WHERE attempts > 0 AND {OURS}"))
        assert begun == done()


def test_a_worker_on_redis(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    url = redis_url()
    if url is None:
        pytest.skip("Redis is not here")
    monkeypatch.setenv("QUEUE_URL", url)
    with site.app_context():
        ask(range(3))
        with worker():
            wait_until_done(9)
        assert sorted(db.session.scalars(text("SELECT number FROM effect"))) == [0, 1, 2]
