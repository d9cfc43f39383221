"""`crowd demo`: the content is there, once, as it was written, and it looks lived in."""

import json
from collections import Counter
from datetime import timedelta
from importlib.resources import files
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from crowd.accounts.models import Person
from crowd.core import jobs
from crowd.core.clock import local, now
from crowd.core.db import db
from crowd.demo.accounts import ACCOUNTS
from crowd.demo.moments import moment
from crowd.notifications.models import Notification
from crowd.questions.models import Comment, Experience, Join, Outcome, Question
from tests.client import Client
from tests.factories.rows import do


@pytest.fixture
def demo(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The site with the demo content in it."""
    monkeypatch.setitem(app.config, "DEMO", True)
    result = app.test_cli_runner().invoke(args=["demo"])
    assert (result.exit_code, result.output) == (0, "The demo content is loaded.\n")
    return app


def rows(statement: Any) -> list[Any]:
    return do(lambda: [tuple(row) for row in db.session.execute(statement)])


def texts() -> list[dict[str, Any]]:
    lines = files("crowd.demo").joinpath("data/questions.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_all_texts_are_there_word_for_word(demo: Flask) -> None:
    asked = {
        row[0]: row[1:] for row in rows(select(Question.title, Question.body, Question.sector))
    }
    told = Counter(
        rows(
            select(Question.title, Experience.did).join(
                Experience, Experience.question_id == Question.id
            )
        )
    )

    assert len(asked) == 60
    assert asked == {text["title"]: (text["body"], text["sector"]) for text in texts()}
    assert told.total() == 122
    assert told == Counter(
        (text["title"], answer["body"]) for text in texts() for answer in text["answers"]
    )
    assert rows(select(Experience.happened, Experience.different).distinct()) == [("", "")]


def test_there_is_something_in_the_books(demo: Flask) -> None:
    with demo.app_context():
        jobs.run_due()
    browser = Client(demo).login("beheer@example.org")
    page = browser.get("/beheer/facturen").text.replace("\xa0", " ")
    for words in ("De Wisselaar", "Stichting De Vier Winden", "Anouk Verhoeven"):
        assert words in page
    assert "€ 13.250,00" in page and "€ 3.250,00" in page and "Klopt niet" not in page
    assert "De Wisselaar" in browser.get("/beheer/openstaand").text
    page = browser.get("/beheer/logboek").text
    assert "Besteld" in page and "Betaald" in page


def test_a_second_time_changes_nothing(demo: Flask) -> None:
    tables = (Person, Question, Experience, Join, Comment, Notification)
    before = [rows(select(func.count()).select_from(table)) for table in tables]

    again = demo.test_cli_runner().invoke(args=["demo"])

    assert again.output == "The demo content is already there.\n"
    assert [rows(select(func.count()).select_from(table)) for table in tables] == before


def test_the_accounts_log_in_and_nobody_else(demo: Flask) -> None:
    listed = {email for email, _who in ACCOUNTS}
    for email in listed:
        Client(demo).login(email)
    [(other,)] = rows(select(Person.email).where(Person.email.not_in(listed)).limit(1))
    form = {"email": other, "password": "demo-wachtwoord"}
    assert Client(demo).post("/inloggen", form).status_code == 422


def test_what_reacts_comes_later_and_all_of_it_is_past(demo: Flask) -> None:
    asked = dict(rows(select(Question.id, Question.created_at)))
    reactions = [
        row
        for kind in (Experience, Join, Comment, Outcome)
        for row in rows(select(kind.question_id, kind.created_at))
    ]
    assert all(asked[id_] < at < now() for id_, at in reactions)
    assert all(at < now() for (at,) in rows(select(Notification.created_at)))
    assert min(asked.values()) < now() - timedelta(days=40)


@pytest.mark.parametrize("days_ago", [0.5, 1, 2.5, 3, 6, 6.5, 7, 44.5])
def test_hours_are_those_at_which_teachers_write(days_ago: float) -> None:
    moments = [local(moment(now(), days_ago, str(seed))) for seed in range(50)]

    assert all(7 <= at.hour < 22 for at in moments)
    assert all(at < now() for at in moments)
    assert len({(at.hour, at.minute) for at in moments}) > 20


def test_later_is_later_also_within_a_day() -> None:
    steps = [moment(now(), half / 2, "same") for half in range(1, 40)]

    assert steps == sorted(steps, reverse=True)


def test_inboxes_have_something_new(demo: Flask) -> None:
    for email in ("lid@example.org", "ervaren@example.org"):
        client = Client(demo).login(email)
        assert "inbox-new" in client.get("/berichten").text


def test_search_finds_it_at_once(demo: Flask) -> None:
    page = Client(demo).login("lid@example.org").get("/zoeken?q=gymles+rekenen")

    assert "Hoe krijg ik mijn groep 4 na de gymles" in page.text


def test_two_colleagues_of_one_school_may_ask_within_it(demo: Flask) -> None:
    offered = {
        email: "Alleen leden van" in Client(demo).login(email).get("/vragen/nieuw").text
        for email in ("lid@example.org", "collega@example.org", "ervaren@example.org")
    }

    assert offered == {
        "lid@example.org": True,
        "collega@example.org": True,
        "ervaren@example.org": False,
    }


def test_visitors_have_examples(demo: Flask) -> None:
    page = Client(demo).get("/vragen")

    assert page.text.count('class="question"') >= 3


def test_refused_outside_demo_mode(app: Flask) -> None:
    refused = app.test_cli_runner().invoke(args=["demo"])

    assert refused.exit_code == 1
    assert "CROWD_DEMO=1" in refused.output
    assert rows(select(Person.id)) == []
