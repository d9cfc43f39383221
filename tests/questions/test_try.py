""" "Hier heb ik iets aan", "ga ik proberen", and how it went."""

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from crowd.accounts.models import Person
from crowd.core import jobs
from crowd.questions.models import Experience, Question, Trial
from tests.factories import people, questions, rows
from tests.questions.pages import As, now, part, told, told_where, typed

Mails = Callable[[], list[EmailMessage]]
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
REMINDED = "Je ging iets uitproberen. Hoe ging het?"


@pytest.fixture
def asked(alice: Person) -> Question:
    return questions.question(alice)


@pytest.fixture
def shared(asked: Question, bob: Person) -> Experience:
    return questions.experience(asked, bob)


def at(shared: Experience) -> str:
    return f"/vragen/{shared.question_id}/ervaringen/{shared.id}"


def trials() -> list[Trial]:
    return rows.found(select(Trial))


def test_helpful_is_told_once_and_can_be_undone(
    as_: As, asked: Question, shared: Experience, alice: Person, bob: Person
) -> None:
    browser = as_(alice)
    answer = browser.post(f"{at(shared)}/iets-aan")
    assert answer.location == f"{asked.url}#ervaring-{shared.id}"
    assert "De vrager heeft hier iets aan" in as_(bob).get(asked.url).text
    assert told_where(as_(bob)) == {
        "Alice Alders heeft iets aan je ervaring": f"ervaring-{shared.id}"
    }

    browser.post(f"{at(shared)}/iets-aan", {"undo": "1"})
    assert "De vrager heeft hier iets aan" not in as_(bob).get(asked.url).text
    assert told(as_(bob)) == []

    for _ in range(2):
        browser.post(f"{at(shared)}/iets-aan")
    as_(bob).post("/berichten/gelezen", {"all": "1"})
    browser.post(f"{at(shared)}/iets-aan", {"undo": "1"})
    browser.post(f"{at(shared)}/iets-aan")
    assert len(told(as_(bob))) == 1


def test_not_on_ones_own(as_: As, asked: Question, shared: Experience, bob: Person) -> None:
    browser = as_(bob)
    assert "iets-aan" not in browser.get(asked.url).text
    assert browser.post(f"{at(shared)}/iets-aan").status_code == 403
    assert browser.post(f"{at(shared)}/proberen").status_code == 403


def test_trying_is_seen_in_the_status(
    as_: As, asked: Question, shared: Experience, charlie: Person
) -> None:
    browser = as_(charlie)
    for _ in range(2):
        browser.post(f"{at(shared)}/proberen")

    assert len(trials()) == 1
    assert now(asked).status == "uitproberen"
    assert "na tien schooldagen" in browser.get(asked.url).text

    browser.post(f"{at(shared)}/proberen", {"undo": "1"})
    assert trials() == []
    assert now(asked).status == "in-gesprek"


def amsterdam(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("started", "reminded"),
    [
        ("2026-09-07T21:00", "2026-09-21T07:30"),  # a Monday evening
        ("2026-09-08T00:30", "2026-09-22T07:30"),  # in Amsterdam it is Tuesday already
        (
            "2026-10-16T16:00",
            "2026-11-06T07:30",
        ),  # over the autumn holiday and the change of clocks
    ],
)
def test_reminded_after_ten_school_days(
    app: Flask, as_: As, alice: Person, bob: Person, charlie: Person, started: str, reminded: str
) -> None:
    with time_machine.travel(amsterdam(started)) as clock:
        for person in (alice, bob, charlie):
            people.member(person)
        asked = questions.question(alice)
        shared = questions.experience(asked, bob)
        as_(charlie).post(f"{at(shared)}/proberen")
        at_half_past_seven = amsterdam(reminded)

        clock.move_to(at_half_past_seven.timestamp() - 60)
        work(app)
        assert told(as_(charlie)) == []

        clock.move_to(at_half_past_seven.timestamp() + 1)
        work(app)
        work(app)
        assert told_where(as_(charlie)) == {REMINDED: f"ervaring-{shared.id}"}


def work(app: Flask) -> None:
    with app.app_context():
        jobs.run_due()


@pytest.mark.parametrize("what", ["stopped", "told", "deleted", "removed", "muted"])
def test_not_reminded_when_it_is_over(
    app: Flask, as_: As, alice: Person, bob: Person, charlie: Person, what: str
) -> None:
    with time_machine.travel(amsterdam("2026-09-07T15:00")) as clock:
        for person in (alice, bob, charlie):
            people.member(person)
        asked = questions.question(alice)
        shared = questions.experience(asked, bob)
        as_(charlie).post(f"{at(shared)}/proberen")
        if what == "stopped":
            as_(charlie).post(f"{at(shared)}/proberen", {"undo": "1"})
        elif what == "told":
            as_(charlie).post(f"{at(shared)}/uitgeprobeerd", {"went": "Goed."})
        elif what == "deleted":
            as_(bob).post(f"{at(shared)}/verwijderen")
        elif what == "removed":
            as_(bob).post(f"{at(shared)}/verwijderen")
            as_(alice).post(f"/vragen/{asked.id}/verwijderen")
        else:
            as_(charlie).post(f"/vragen/{asked.id}/volgen", {"level": "mute"})
        clock.move_to(amsterdam("2026-10-10T12:00"))
        work(app)
        assert told(as_(charlie)) == []


def test_stopped_and_begun_again_reminds_once(
    app: Flask, as_: As, alice: Person, bob: Person, charlie: Person
) -> None:
    with time_machine.travel(amsterdam("2026-09-07T15:00")) as clock:
        for person in (alice, bob, charlie):
            people.member(person)
        shared = questions.experience(questions.question(alice), bob)
        browser = as_(charlie)
        browser.post(f"{at(shared)}/proberen")
        browser.post(f"{at(shared)}/proberen", {"undo": "1"})
        clock.move_to(amsterdam("2026-09-09T15:00"))
        browser.post(f"{at(shared)}/proberen")
        clock.move_to(amsterdam("2026-09-22T12:00"))
        work(app)
        assert told(browser) == []
        clock.move_to(amsterdam("2026-09-23T12:00"))
        work(app)
        assert told(browser) == [REMINDED]


def test_telling_how_it_went(
    as_: As, asked: Question, shared: Experience, alice: Person, bob: Person, charlie: Person
) -> None:
    browser = as_(charlie)
    browser.post(f"{at(shared)}/proberen")

    answer = browser.post(f"{at(shared)}/uitgeprobeerd", {"went": "Rustig, na <b>een week</b>."})

    assert answer.location == f"{asked.url}#ervaring-{shared.id}"
    page = as_(alice).get(asked.url).text
    assert "Rustig, na &lt;b&gt;een week&lt;/b&gt;." in page
    assert "probeerde dit uit" in page
    assert told(as_(bob)) == ["Charlie de Croon probeerde je ervaring uit"]


def test_telling_takes_words_and_keeps_them(
    as_: As, asked: Question, shared: Experience, alice: Person, charlie: Person
) -> None:
    other = questions.experience(asked, alice, "Ik deed het anders.")
    browser = as_(charlie)
    for one in (shared, other):
        browser.post(f"{at(one)}/proberen")
    long = "Zo ging het. " * 100

    answer = browser.post(f"{at(shared)}/uitgeprobeerd", {"went": long})

    assert answer.status_code == 422
    assert f'href="#went-{shared.id}"' in answer.text
    assert typed(part(answer.text, "ervaringen")).count(long.strip()) == 1
    assert browser.post(f"{at(shared)}/uitgeprobeerd", {"went": ""}).status_code == 422
    assert [trial.tried_at for trial in trials()] == [None, None]


def test_only_who_tries_can_tell(as_: As, shared: Experience, charlie: Person) -> None:
    answer = as_(charlie).post(f"{at(shared)}/uitgeprobeerd", {"went": "Goed."})
    assert answer.status_code == 404
    assert trials() == []


def test_helpful_is_for_who_faces_it(
    as_: As, asked: Question, shared: Experience, charlie: Person
) -> None:
    browser = as_(charlie)
    assert "iets-aan" not in browser.get(asked.url).text
    assert browser.post(f"{at(shared)}/iets-aan").status_code == 403

    browser.post(f"/vragen/{asked.id}/aanhaken")

    assert "iets-aan" in browser.get(asked.url).text
    assert browser.post(f"{at(shared)}/iets-aan").status_code == 303
