"""Some of the histories of `bench/billing.py`, and that it would see a handler that is wrong."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from bench import billing as bench
from crowd.billing import mirror
from crowd.core.db import db


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = bench.application(tmp_path_factory.mktemp("histories"))
    yield app
    with app.app_context():
        db.engine.dispose()


def test_whatever_happens_it_comes_out_right(world: Flask) -> None:
    total = bench.simulate(world, 12, first=5000)
    assert not total.wrong, f"seeds {total.seeds}"
    assert total.seen["told"] > 50 and total.seen["died"] > 10 and total.seen["mails"] > 5


def test_a_handler_that_forgets_is_seen(world: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    real = mirror.lay_over

    def forgetful(membership: object, found: mirror.Found) -> None:
        stale = [{**sub, "status": "active"} for sub in found.subscriptions]
        real(membership, mirror.Found(found.at, stale, found.invoices))  # type: ignore[arg-type]

    monkeypatch.setattr(mirror, "lay_over", forgetful)
    assert bench.simulate(world, 8, first=5000).wrong


def test_a_mail_that_goes_twice_is_seen(
    world: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from crowd.billing.actions import sync

    real = sync.send_later
    monkeypatch.setattr(sync, "send_later", lambda mail, key=None: real(mail))
    assert bench.simulate(world, 4, first=5000).wrong["double mail"]
