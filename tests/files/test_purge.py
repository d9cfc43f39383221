from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from time_machine import travel

from crowd.accounts.models import Person
from crowd.core import jobs
from crowd.core.clock import now
from crowd.core.db import db
from crowd.files.models import Attachment
from crowd.files.storage import storage
from crowd.questions.actions.asking import purge_questions
from tests.client import Client
from tests.factories import questions
from tests.factories.rows import found
from tests.files.samples import sent

As = Callable[[Person], Client]
LATER = timedelta(days=8)


def purge(app: Flask) -> None:
    with app.app_context():
        jobs.enqueue("files.purge")
        db.session.commit()
        jobs.run_due()


def stored(app: Flask) -> set[str]:
    folder = Path(app.config["DATA_DIR"]) / "files"
    return {path.name for path in folder.rglob("*") if path.is_file()}


def key(url: str) -> str:
    return url.split("/")[2]


@pytest.fixture(autouse=True)
def empty(app: Flask) -> None:
    with app.app_context():
        for name in stored(app):
            storage().delete(name)


def test_what_hangs_on_nothing_goes_after_a_week(app: Flask, as_: As, alice: Person) -> None:
    browser = as_(alice)
    posted, loose = sent(browser), sent(browser)
    questions.question(alice, body=f"Kijk: ![zo]({posted})")
    purge(app)
    assert stored(app) == {key(posted), key(loose)}
    with travel(now() + LATER, tick=False):
        purge(app)
        purge(app)
    assert stored(app) == {key(posted)}
    assert [row.key for row in found(select(Attachment))] == [key(posted)]
    assert browser.get(loose).status_code == 404


def test_what_was_taken_out_of_a_text_has_a_week_from_then(
    app: Flask, as_: As, alice: Person
) -> None:
    browser = as_(alice)
    url = sent(browser)
    asked = questions.question(alice, body=f"Kijk: ![zo]({url})")
    with travel(now() + LATER, tick=False):
        form = {"title": asked.title, "body": "Zonder foto.", "version": "1"}
        assert browser.post(f"/vragen/{asked.id}/aanpassen", form).status_code == 303
        purge(app)
        assert stored(app) == {key(url)}
    with travel(now() + 2 * LATER, tick=False):
        purge(app)
    assert stored(app) == set()


def test_the_files_of_a_deleted_question_go_after_it(
    app: Flask, as_: As, alice: Person, bob: Person
) -> None:
    browser = as_(alice)
    url = sent(browser)
    asked = questions.question(alice, body=f"Kijk: ![zo]({url})")
    browser.post(f"/vragen/{asked.id}/verwijderen")
    assert as_(bob).get(url).status_code == browser.get(url).status_code == 404
    browser.post(f"/vragen/{asked.id}/terugzetten")
    with as_(bob).get(url) as answer:
        assert answer.status_code == 200
    browser.post(f"/vragen/{asked.id}/verwijderen")
    for later in (1, 2):
        assert stored(app) == {key(url)}
        with travel(now() + later * LATER, tick=False), app.app_context():
            purge_questions()
            db.session.commit()
            purge(app)
    assert stored(app) == set()


def test_broken_off_halfway_it_is_finished_the_next_time(
    app: Flask, as_: As, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = as_(alice)
    first, second = sent(browser), sent(browser)
    with travel(now() + LATER, tick=False):
        with monkeypatch.context() as patch:
            real = app.extensions["files"]

            class Dying:
                def delete(self, key_: str) -> None:
                    if key_ == key(second):
                        raise OSError("killed")
                    real.delete(key_)

            patch.setitem(app.extensions, "files", Dying())
            purge(app)
        assert stored(app) == {key(second)}
        assert len(found(select(Attachment))) == 2
        questions.question(alice, body=f"Te laat: ![zo]({first}) ![zo]({second})")
        assert browser.get(second).status_code == 404, "what is going cannot be posted any more"
        purge(app)
    assert stored(app) == set()
    assert found(select(Attachment)) == []


def test_a_row_whose_bytes_never_came_goes_too(
    app: Flask, as_: As, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        def put(self, key: str, data: bytes) -> None:
            raise OSError

    browser = as_(alice)
    with monkeypatch.context() as patch:
        patch.setitem(app.extensions, "files", Full())
        with pytest.raises(OSError):
            sent(browser)
    assert len(found(select(Attachment))) == 1
    with travel(now() + LATER, tick=False):
        purge(app)
    assert found(select(Attachment)) == []
