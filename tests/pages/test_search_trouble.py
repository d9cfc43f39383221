"""Whatever is typed and whatever is broken, through the search page and the JSON of similar
questions: an answer, never one that is not filtered, never a 500."""

import subprocess
import sys
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask

import config
from crowd.accounts.models import Person
from crowd.questions.models import Question
from crowd.schools.models import School
from crowd.search.actions import rebuild, repair
from tests.client import Client
from tests.factories import questions
from tests.factories.questions import BODY, TITLE
from tests.questions.pages import As
from tests.search.test_trouble import ODD, Down

JSON = {"Accept": "application/json"}
SENT = {name: text.encode("utf-8", "replace").decode() for name, text in ODD.items()}
Mails = Callable[[], list[EmailMessage]]


@pytest.fixture
def asked(app: Flask, alice: Person, our_school: School) -> Question:
    """One for everybody, and one like it for a school that the reader is not of."""
    questions.question(alice, f"{TITLE} Toets!", BODY, school_id=our_school.id)
    made = questions.question(alice)
    with app.app_context():
        rebuild()
    return made


def both(browser: Client, text: str) -> tuple[str, list[int]]:
    """What the page says, and the ids that the JSON names."""
    page = browser.get("/zoeken", query_string={"q": text[:5_000]})
    found = browser.post("/vragen/vergelijkbaar", {"title": text, "body": text}, headers=JSON)
    assert page.status_code == found.status_code == 200
    assert "Toets!" not in page.text
    return page.text, [row["id"] for row in found.json or ()]


def finds(browser: Client, question: Question) -> bool:
    page, ids = both(browser, TITLE)
    assert (question.url in page) == (ids == [question.id])
    return question.url in page


def other_process(app: Flask, does: str) -> subprocess.Popen[str]:
    """Somebody else at the index of this application."""
    place = str(Path(app.config["SEARCH_INDEX_DIR"]).parent)
    command = [sys.executable, "-m", "tests.search.other_process", "whoosh", place, does]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=config.ROOT)


@pytest.mark.parametrize("text", SENT.values(), ids=SENT)
def test_odd_texts(as_: As, asked: Question, charlie: Person, text: str) -> None:
    _page, ids = both(as_(charlie), text)
    assert set(ids) <= {asked.id}


def test_an_engine_that_is_down_is_said(
    app: Flask, as_: As, asked: Question, charlie: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "search_engine", Down())
    page, ids = both(as_(charlie), TITLE)
    assert "Zoeken lukt nu even niet." in page and ids == []
    panel = as_(charlie).post("/vragen/vergelijkbaar", {"title": TITLE}).text
    assert "lukt nu even niet. Schrijf gerust verder." in panel
    assert as_(charlie).get("/vragen/nieuw").status_code == 200


def test_an_index_of_another_version_is_made_anew(
    app: Flask, as_: As, asked: Question, charlie: Person
) -> None:
    (Path(app.config["SEARCH_INDEX_DIR"]) / "CURRENT").write_text("v1-20200101T000000")
    page, ids = both(as_(charlie), TITLE)
    assert "Zoeken lukt nu even niet." in page and ids == []
    with app.app_context():
        repair()
    assert finds(as_(charlie), asked)


def test_a_full_disk_keeps_what_was_found(
    app: Flask, as_: As, asked: Question, charlie: Person, mails: Mails
) -> None:
    with other_process(app, "fills") as other:
        assert other.communicate(timeout=60)[0] == "full\n"
    assert finds(as_(charlie), asked)
    later = questions.question(charlie, "Wat doe ik met smartphones in de les?", "Ze piepen.")
    mails()
    assert later.url in as_(charlie).get("/zoeken?q=smartphones").text


def test_a_killed_writer_is_in_nobodys_way(
    app: Flask, as_: As, asked: Question, charlie: Person, mails: Mails
) -> None:
    with other_process(app, "dies") as other:
        assert other.stdout and other.stdout.readline() == "writing\n"
        other.kill()
    assert finds(as_(charlie), asked)
    later = questions.question(charlie, "Wat doe ik met smartphones in de les?", "Ze piepen.")
    mails()
    assert later.url in as_(charlie).get("/zoeken?q=smartphones").text
