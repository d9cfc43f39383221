"""Changing the yield, by the asker and by who answered "en bij jou?"."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from crowd.accounts.models import Person
from crowd.core import clock
from crowd.questions.models import Outcome, Question, Revision
from tests.client import Client
from tests.factories import questions, rows
from tests.questions.pages import As, now, part, typed, was

YIELD = {"tried": "Een tiemer.", "result": "Rust.", "cycles": ["applied"]}


@pytest.fixture
def closed(as_: As, alice: Person, charlie: Person) -> Question:
    """A question of alice's that charlie joined, closed with a yield."""
    asked = questions.question(alice)
    questions.joined(asked, charlie)
    as_(alice).post(f"/vragen/{asked.id}/afronden", YIELD)
    return now(asked)


def edit_address(browser: Client, question: Question) -> str:
    """Where the page says that the own yield can be changed."""
    found = re.search(
        r'href="(/vragen/\d+/opbrengst/\d+/aanpassen)"', browser.get(question.url).text
    )
    return found[1] if found else ""


def test_the_asker_puts_it_right(as_: As, closed: Question, alice: Person) -> None:
    browser = as_(alice)
    at = edit_address(browser, closed)
    page = browser.get(at).text
    assert "Een tiemer." in typed(page)
    assert 'value="applied" checked' in page
    assert 'name="version" value="1"' in page

    form = {"tried": "Een timer.", "different": "Altijd.", "cycles": "realised", "version": "1"}
    assert browser.post(at, form).location == f"{closed.url}#opbrengst"

    shown = part(browser.get(closed.url).text, "opbrengst")
    for there in ("Een timer.", "Altijd.", "Het werkt beter in mijn les of school"):
        assert there in shown
    for gone in ("tiemer", "Rust.", "Ik heb het uitgeprobeerd", "aangepast"):
        assert gone not in shown, "within five minutes nothing is said of it"
    assert now(closed).status == "geoogst"


def test_later_everybody_can_see_what_it_said(
    as_: As, closed: Question, alice: Person, charlie: Person
) -> None:
    browser = as_(alice)
    at = edit_address(browser, closed)
    with time_machine.travel(clock.now() + timedelta(minutes=6)):
        browser.post(at, {**YIELD, "tried": "Een timer.", "version": "1"})

    page = as_(charlie).get(closed.url).text
    [outcome] = rows.found(select(Outcome))
    assert f'href="/vragen/{closed.id}/geschiedenis#opbrengst-{outcome.id}"' in page
    history = as_(charlie).get(f"/vragen/{closed.id}/geschiedenis").text
    assert f'id="opbrengst-{outcome.id}"' in history
    assert "Een tiemer." in was(history)
    as_(alice).post(f"/vragen/{closed.id}/verwijderen")
    assert rows.found(select(Revision)) == []


def test_who_joined_changes_the_own_one_only(
    as_: As, closed: Question, alice: Person, charlie: Person
) -> None:
    theirs, hers = as_(charlie), edit_address(as_(alice), closed)
    assert edit_address(theirs, closed) == ""
    theirs.post(f"/vragen/{closed.id}/en-bij-jou", {"tried": "Hetzelfde."})
    at = edit_address(theirs, closed)
    assert at not in {"", hers}

    assert theirs.post(at, {"tried": "Bijna hetzelfde.", "version": "1"}).status_code == 303

    assert "Bijna hetzelfde." in theirs.get(closed.url).text
    assert theirs.get(hers).status_code == 403
    assert theirs.post(hers, {"tried": "Van mij.", "version": "1"}).status_code == 403
    assert theirs.get(at.replace(f"/{closed.id}/", "/999/", 1)).status_code == 404


def test_another_tab_is_told(as_: As, closed: Question, alice: Person) -> None:
    browser = as_(alice)
    at = edit_address(browser, closed)
    browser.post(at, {"tried": "Uit de ene tab.", "version": "1"})

    late = browser.post(at, {"tried": "Uit de andere tab.", "version": "1"})

    assert late.status_code == 409
    assert "Uit de andere tab." in typed(late.text)
    assert "Uit de ene tab." in late.text
    assert 'name="version" value="2"' in late.text
    assert browser.post(at, {"tried": "Allebei.", "version": "2"}).status_code == 303


def test_telling_twice_is_changing(as_: As, closed: Question, charlie: Person) -> None:
    """From a second tab or device: what was told first is not erased unseen."""
    browser, at = as_(charlie), f"/vragen/{closed.id}/en-bij-jou"
    browser.post(at, {"tried": "Het eerste.", "key": "a"})

    again = browser.post(at, {"tried": "Het tweede.", "key": "b"})

    assert again.status_code == 409
    assert "Het tweede." in typed(again.text)
    assert "Het eerste." in again.text
    assert f'action="{edit_address(browser, closed)}"' in again.text
    assert browser.post(at, {"tried": "Het eerste.", "key": "a"}).status_code == 303


def test_nothing_at_all_is_refused(as_: As, closed: Question, alice: Person) -> None:
    browser = as_(alice)
    answer = browser.post(edit_address(browser, closed), {"tried": " ", "version": "1"})
    assert answer.status_code == 422
    assert "Vertel in één zin" in answer.text
    assert now(closed).status == "geoogst"
