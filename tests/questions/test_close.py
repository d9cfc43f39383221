"""Closing with the yield, reopening, "en bij jou?", and where a question stands."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from crowd.accounts.models import Person
from crowd.core import jobs
from crowd.core.db import db
from crowd.questions.models import Closing, Outcome, Question
from tests.factories import questions, rows
from tests.questions.pages import As, now, part, told, told_where, typed

YIELD = {
    "tried": "Een timer.",
    "result": "Ze zitten na **vijf** minuten.",
    "different": "Ik begin met rekenen op het plein.",
    "cycles": ["applied", "realised"],
}
ASKED = "Het is een tijdje stil. Wat heeft het opgeleverd?"
AND_YOU = "Deze vraag is afgerond. En bij jou?"


@pytest.fixture
def asked(alice: Person) -> Question:
    return questions.question(alice)


def test_the_harvest_stands_above_the_experiences(
    as_: As, asked: Question, alice: Person, charlie: Person
) -> None:
    questions.experience(asked, charlie)

    where = as_(alice).post(f"/vragen/{asked.id}/afronden", YIELD).location

    assert where == f"{asked.url}#opbrengst"
    page = as_(charlie).get(where).text
    harvest = part(page, "opbrengst")
    for said in (
        "Een timer.",
        "<strong>vijf</strong>",
        "op het plein.",
        "uitgeprobeerd",
    ):
        assert said in harvest
    assert page.index('id="opbrengst"') < page.index('id="ervaringen"')
    assert now(asked).status == "geoogst"


def test_thanks_count_who_joined(
    as_: As, asked: Question, alice: Person, bob: Person, charlie: Person
) -> None:
    for person in (bob, charlie):
        questions.joined(asked, person)
    browser = as_(alice)
    page = browser.get(browser.post(f"/vragen/{asked.id}/afronden", YIELD).location).text
    assert "Hier hebben 2 aanhakers ook wat aan" in page


@pytest.mark.parametrize("form", [{}, {"tried": "  \n", "result": "\x00"}])
def test_with_nothing_told_it_just_stops(
    as_: As, asked: Question, alice: Person, form: dict[str, str]
) -> None:
    browser = as_(alice)
    for _ in range(2):  # a double tap is no error
        assert browser.post(f"/vragen/{asked.id}/afronden", form).status_code == 303

    assert now(asked).status == "gestopt"
    assert "Gestopt zonder opbrengst" in browser.get(asked.url).text
    assert len(rows.found(select(Closing))) == 1


def test_a_choice_alone_is_an_outcome(as_: As, asked: Question, alice: Person) -> None:
    as_(alice).post(f"/vragen/{asked.id}/afronden", {"cycles": "reframing"})
    assert now(asked).status == "geoogst"


def test_the_yield_can_still_be_told(as_: As, asked: Question, alice: Person) -> None:
    browser = as_(alice)
    browser.post(f"/vragen/{asked.id}/afronden")
    assert f'action="/vragen/{asked.id}/en-bij-jou"' in browser.get(asked.url).text

    browser.post(f"/vragen/{asked.id}/en-bij-jou", {"tried": "Toch nog iets."})

    assert now(asked).status == "geoogst"
    assert "Toch nog iets." in part(browser.get(asked.url).text, "opbrengst")


def test_closing_twice_keeps_both_texts(as_: As, asked: Question, alice: Person) -> None:
    browser = as_(alice)
    browser.post(f"/vragen/{asked.id}/afronden", {"tried": "Van het ene scherm."})

    answer = browser.post(f"/vragen/{asked.id}/afronden", {"tried": "Van het andere scherm."})

    assert answer.status_code == 409
    assert "Je hebt deze vraag al afgerond" in answer.text
    assert "Van het ene scherm." in part(answer.text, "opbrengst")
    assert "Van het andere scherm." in typed(answer.text)
    assert [o.tried for o in rows.found(select(Outcome))] == ["Van het ene scherm."]


@pytest.mark.parametrize("name", ["tried", "result", "different"])
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    as_: As, asked: Question, alice: Person, name: str
) -> None:
    form = {"tried": "Een.", "result": "Twee.", "different": "Drie.", name: "[" * 10_000}

    answer = as_(alice).post(f"/vragen/{asked.id}/afronden", form)

    assert answer.status_code == 422
    assert "te veel haken" in answer.text
    assert set(form.values()) <= set(typed(answer.text))
    assert answer.text.count('id="yield-different"') == 1
    assert now(asked).status == "open"


def test_an_unknown_choice_is_refused(as_: As, asked: Question, alice: Person) -> None:
    answer = as_(alice).post(f"/vragen/{asked.id}/afronden", {"cycles": "rijkdom"})
    assert answer.status_code == 422
    assert "Kies uit de lijst" in answer.text


def test_only_the_asker(as_: As, asked: Question, bob: Person, mo: Person, alice: Person) -> None:
    questions.joined(asked, bob)
    for person in (bob, mo):
        assert as_(person).post(f"/vragen/{asked.id}/afronden", YIELD).status_code == 403
    as_(alice).post(f"/vragen/{asked.id}/afronden", YIELD)
    for person in (bob, mo):
        assert as_(person).post(f"/vragen/{asked.id}/heropenen").status_code == 403
    assert now(asked).status == "geoogst"


def test_reopening_keeps_the_history(
    as_: As, asked: Question, alice: Person, charlie: Person
) -> None:
    questions.joined(asked, charlie)
    browser = as_(alice)
    browser.post(f"/vragen/{asked.id}/afronden", {"tried": "De eerste keer."})
    for _ in range(2):
        assert browser.post(f"/vragen/{asked.id}/heropenen").status_code == 303

    assert now(asked).status == "open"
    browser.post(f"/vragen/{asked.id}/afronden", {"tried": "De tweede keer."})

    harvest = part(as_(charlie).get(asked.url).text, "opbrengst")
    assert harvest.index("De tweede keer.") < harvest.index("Eerder afgerond op")
    assert harvest.index("Eerder afgerond op") < harvest.index("De eerste keer.")
    assert sorted(told(as_(charlie))) == [
        "Alice Alders opende de vraag weer",
        "Alice Alders vertelde wat het opleverde",
        AND_YOU,  # once, however often it closes
    ]


def test_what_came_before_is_seen_while_open(as_: As, asked: Question, alice: Person) -> None:
    browser = as_(alice)
    browser.post(f"/vragen/{asked.id}/afronden", {"tried": "De eerste keer."})
    browser.post(f"/vragen/{asked.id}/heropenen")
    assert "De eerste keer." in browser.get(asked.url).text


def test_and_you(as_: As, asked: Question, alice: Person, bob: Person, charlie: Person) -> None:
    questions.joined(asked, charlie)
    browser, where = as_(charlie), f"/vragen/{asked.id}/en-bij-jou"
    assert browser.post(where, {"tried": "Te vroeg."}).status_code == 409
    as_(alice).post(f"/vragen/{asked.id}/afronden", YIELD)
    assert told_where(browser)[AND_YOU] == "en-bij-jou"
    assert 'id="en-bij-jou"' in browser.get(asked.url).text

    empty = browser.post(where, {"tried": " "})
    assert empty.status_code == 422
    assert "Vertel in één zin hoe het bij jou ging" in empty.text
    assert browser.post(where, {"different": "Ik doe het ook."}).status_code == 303

    page = browser.get(asked.url).text
    assert "En bij Charlie" in page
    assert "Ik doe het ook." in part(page, "opbrengst")
    assert 'id="en-bij-jou"' not in page
    assert "Een timer." in part(page, "opbrengst")
    assert as_(bob).post(where, {"tried": "Niet aangehaakt."}).status_code == 403


def test_and_you_too_early_keeps_the_text(
    as_: As, asked: Question, alice: Person, charlie: Person
) -> None:
    questions.joined(asked, charlie)
    as_(alice).post(f"/vragen/{asked.id}/afronden", YIELD)
    as_(alice).post(f"/vragen/{asked.id}/heropenen")

    answer = as_(charlie).post(f"/vragen/{asked.id}/en-bij-jou", {"tried": "Mijn verhaal."})

    assert answer.status_code == 409
    assert "Deze vraag staat weer open" in answer.text
    assert "Mijn verhaal." in typed(answer.text)


def test_the_drafts_go_when_it_is_told(
    as_: As, asked: Question, alice: Person, charlie: Person
) -> None:
    questions.joined(asked, charlie)
    for person, what in ((alice, "afronden"), (charlie, "en-bij-jou")):
        browser, place = as_(person), f"/vragen/{asked.id}/{what}"
        browser.post("/concepten", {"place": place, "tried": "Half af"})
        assert "Half af" in typed(browser.get(asked.url).text)
        browser.post(place, {"tried": "Af"})
        assert "Half af" not in browser.get("/concepten").text


STATUSES = {"open", "in-gesprek", "uitproberen", "geoogst", "gestopt"}


def test_where_a_question_stands(
    as_: As, alice: Person, bob: Person, charlie: Person, asked: Question
) -> None:
    def stands() -> str:
        """By the question itself, and by the one filter that finds it."""
        lists = {name: f"/vragen?tab=nieuw&status={name}" for name in STATUSES}
        found = [n for n, url in lists.items() if asked.title in as_(charlie).get(url).text]
        assert found == [now(asked).status]
        return found[0]

    at = f"/vragen/{asked.id}"
    assert stands() == "open"
    experience = questions.experience(asked, bob)
    assert stands() == "in-gesprek"
    as_(charlie).post(f"{at}/ervaringen/{experience.id}/proberen")
    assert stands() == "uitproberen"
    as_(alice).post(f"{at}/afronden")
    assert stands() == "gestopt"
    as_(alice).post(f"{at}/en-bij-jou", YIELD)
    assert stands() == "geoogst"
    as_(alice).post(f"{at}/heropenen")
    assert stands() == "uitproberen"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-09-01T08:00:00Z") as traveller:
        yield traveller


def ask_outcomes(app: Flask) -> None:
    with app.app_context():
        jobs.enqueue("questions.ask_outcomes")
        db.session.commit()
        jobs.run_due()


def test_asked_once_after_three_quiet_weeks(
    clock: time_machine.Traveller, app: Flask, as_: As, alice: Person, charlie: Person
) -> None:
    asked = questions.question(alice)
    clock.shift(timedelta(days=10))
    questions.joined(asked, charlie)
    as_(alice).post("/berichten/gelezen", {"all": "1"})
    clock.shift(timedelta(days=20))
    ask_outcomes(app)
    assert ASKED not in told(as_(alice))

    clock.shift(timedelta(days=2))
    for _ in range(3):
        ask_outcomes(app)
        clock.shift(timedelta(days=1))

    assert told(as_(alice)).count(ASKED) == 1
    assert told_where(as_(alice))[ASKED] == "afronden"
    assert ASKED not in told(as_(charlie))


@pytest.mark.parametrize("what", ["closed", "muted", "removed", "reopened"])
def test_not_asked(
    clock: time_machine.Traveller, app: Flask, as_: As, alice: Person, what: str
) -> None:
    asked = questions.question(alice)
    browser, at = as_(alice), f"/vragen/{asked.id}"
    clock.shift(timedelta(days=20))
    if what == "closed":
        browser.post(f"{at}/afronden")
    elif what == "muted":
        browser.post(f"{at}/volgen", {"level": "mute"})
    elif what == "removed":
        browser.post(f"{at}/verwijderen")
    else:
        browser.post(f"{at}/afronden")
        browser.post(f"{at}/heropenen")
    clock.shift(timedelta(days=15))
    ask_outcomes(app)
    assert told(browser) == []


def test_stopping_is_told_as_stopping(
    as_: As, asked: Question, alice: Person, charlie: Person
) -> None:
    questions.joined(asked, charlie)

    as_(alice).post(f"/vragen/{asked.id}/afronden")

    heard = " ".join(told(as_(charlie)))
    assert "Alice Alders stopt met deze vraag" in heard
    assert "opleverde" not in heard
