from datetime import timedelta

import pytest
from flask import Flask
from time_machine import travel

from crowd.core import jobs
from crowd.core.clock import now
from crowd.core.db import db
from crowd.search.actions import rebuild
from tests.client import Client
from tests.factories.rows import do


@pytest.fixture
def index(app: Flask) -> None:
    with app.app_context():
        rebuild()


def test_it_is_alive_without_asking_the_database(app: Flask, client: Client) -> None:
    before = app.extensions["checks"]
    app.extensions["checks"] = {}
    try:
        answer = client.get("/healthz")
    finally:
        app.extensions["checks"] = before
    assert (answer.status_code, answer.text, answer.mimetype) == (200, "ok\n", "text/plain")


@pytest.mark.usefixtures("index")
def test_it_is_ready(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.json == {"ok": True, "database": "ok", "index": "ok", "queue": "ok"}
    assert answer.status_code == 200


@pytest.mark.usefixtures("index")
def test_it_is_not_ready_when_no_worker_takes_what_waits(client: Client) -> None:
    do(lambda: jobs.enqueue("jobs.purge", run_at=now() - timedelta(seconds=16)))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json
    assert answer.json["ok"] is False
    assert "worker" in answer.json["queue"]
    assert answer.json["database"] == "ok"


@pytest.mark.usefixtures("index")
def test_a_job_that_a_worker_has_in_hands_does_not_wait(client: Client) -> None:
    do(lambda: jobs.enqueue("jobs.purge", run_at=now() - timedelta(minutes=5)))
    do(jobs.claim)
    assert client.get("/readyz").status_code == 200
    with travel(now() + timedelta(minutes=2), tick=False):  # it died
        assert client.get("/readyz").status_code == 503


@pytest.mark.usefixtures("index")
def test_it_is_not_ready_without_its_tables(app: Flask, client: Client) -> None:
    with app.app_context():
        db.session.execute(db.text("ALTER TABLE job RENAME TO away"))
        db.session.commit()
    try:
        answer = client.get("/readyz")
    finally:
        with app.app_context():
            db.session.execute(db.text("ALTER TABLE away RENAME TO job"))
            db.session.commit()
    assert answer.status_code == 503
    assert answer.json
    assert answer.json["queue"] == "the outbox cannot be read", "its details are for who runs it"
    assert answer.json["database"] == "ok"
