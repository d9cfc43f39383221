"""Joining in one tap, and leaving as easily."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from crowd.accounts.models import Person
from crowd.questions.models import Closing, Join, Question
from crowd.schools.models import School
from tests.client import Client
from tests.factories import people, questions, rows
from tests.questions.pages import As, now, told, typed

HTMX = {"HX-Request": "true"}


@pytest.fixture
def asked(alice: Person) -> Question:
    return questions.question(alice)


def joins(question: Question) -> list[Join]:
    return rows.found(select(Join).where(Join.question_id == question.id))


@pytest.mark.parametrize("page", ["/vragen", "/vragen?tab=nieuw", "url"])
def test_one_tap_from_list_and_page(as_: As, asked: Question, charlie: Person, page: str) -> None:
    browser = as_(charlie)
    page = asked.url if page == "url" else page
    assert f'action="/vragen/{asked.id}/aanhaken"' in browser.get(page).text

    answer = browser.post(f"/vragen/{asked.id}/aanhaken", {"next": page})

    assert (answer.status_code, answer.location) == (303, page)
    assert [join.person_id for join in joins(asked)] == [charlie.id]
    after = browser.get(page).text
    assert "Je bent aangehaakt" in after
    assert "1 collega haakte aan" in after
    assert f"/vragen/{asked.id}/aanhaken" not in browser.get("/vragen").text


def test_joined_people_see_each_other(
    as_: As, asked: Question, bob: Person, charlie: Person
) -> None:
    as_(bob).post(f"/vragen/{asked.id}/aanhaken", {"note": "Bij ons in <b>groep 7</b> ook."})
    as_(charlie).post(f"/vragen/{asked.id}/aanhaken", {"note": "En in de brugklas."})

    for browser in (as_(bob), as_(charlie)):
        page = browser.get(asked.url).text
        assert "Bij ons in &lt;b&gt;groep 7&lt;/b&gt; ook." in page
        assert "En in de brugklas." in page
        assert ">Bob</a>" in page
        assert ">Charlie</a>" in page


def test_what_was_typed_before_membership_is_there_when_joining(
    as_: As, asked: Question, vera: Person
) -> None:
    browser, at = as_(vera), f"/vragen/{asked.id}/aanhaken"
    assert browser.post(at, {"note": "Bij mij in groep 5."}).status_code == 402
    people.member(vera)

    assert "Bij mij in groep 5." in typed(browser.get(asked.url).text)
    partial = browser.post(at, {"large": "1"}, headers=HTMX).text
    assert "Bij mij in groep 5." in typed(partial)
    browser.post(at, {"note": "Bij mij in groep 5."})
    assert [join.note for join in joins(asked)] == ["Bij mij in groep 5."]
    assert "Bij mij" not in browser.get("/concepten").text


def test_the_asker_hears_once_even_after_leaving_and_joining(
    as_: As, asked: Question, alice: Person, charlie: Person
) -> None:
    browser = as_(charlie)
    browser.post(f"/vragen/{asked.id}/aanhaken")
    browser.post(f"/vragen/{asked.id}/afhaken")
    assert told(as_(alice)) == []

    browser.post(f"/vragen/{asked.id}/aanhaken")
    as_(alice).post("/berichten/gelezen", {"all": "1"})
    browser.post(f"/vragen/{asked.id}/afhaken")
    browser.post(f"/vragen/{asked.id}/aanhaken")

    assert told(as_(alice)) == ["Charlie de Croon haakte aan"]


def test_undo_stands_in_the_message(as_: As, asked: Question, charlie: Person) -> None:
    browser = as_(charlie)
    where = browser.post(f"/vragen/{asked.id}/aanhaken").location

    page = browser.get(where).text
    assert "Ongedaan maken" in page
    assert f'action="/vragen/{asked.id}/afhaken"' in page
    browser.post(f"/vragen/{asked.id}/afhaken")

    assert joins(asked) == []


def test_joining_twice_is_joining_once(as_: As, asked: Question, charlie: Person) -> None:
    browser = as_(charlie)
    for _ in range(2):
        assert browser.post(f"/vragen/{asked.id}/aanhaken", {"note": "Ook hier."}).status_code < 400
    browser.post(f"/vragen/{asked.id}/aanhaken")

    assert [join.note for join in joins(asked)] == ["Ook hier."]


def test_the_note_can_be_changed_and_emptied(as_: As, asked: Question, charlie: Person) -> None:
    browser = as_(charlie)
    for note in ("Eerst dit.", "Nu dat.", ""):
        browser.post(f"/vragen/{asked.id}/aanhaken", {"note": note})
        assert [join.note for join in joins(asked)] == [note]


@pytest.mark.parametrize("key", ["een-sleutel", "k" * 300])
def test_the_same_key_joins_once(as_: As, asked: Question, charlie: Person, key: str) -> None:
    browser = as_(charlie)
    first = browser.post(f"/vragen/{asked.id}/aanhaken", {"key": key, "note": "Een"})
    second = browser.post(f"/vragen/{asked.id}/aanhaken", {"key": key, "note": "Twee"})

    assert (first.status_code, second.status_code) == (303, 303)
    assert [join.note for join in joins(asked)] == ["Een"]


def test_never_the_asker(as_: As, asked: Question, alice: Person) -> None:
    browser = as_(alice)

    assert "/aanhaken" not in browser.get(asked.url).text
    assert "/aanhaken" not in browser.get("/vragen").text
    assert browser.post(f"/vragen/{asked.id}/aanhaken").status_code == 403
    assert joins(asked) == []


def test_a_closed_question_stays_closed(
    as_: As, asked: Question, alice: Person, charlie: Person
) -> None:
    as_(alice).post(f"/vragen/{asked.id}/afronden", {"tried": "Een timer."})
    browser = as_(charlie)
    assert "Speelt bij mij nog" in browser.get(asked.url).text

    where = browser.post(f"/vragen/{asked.id}/aanhaken").location

    assert "De vraag zelf blijft afgerond" in browser.get(where).text
    assert now(asked).status == "geoogst"
    assert len(joins(asked)) == 1
    assert [c.reopened_at for c in rows.found(select(Closing))] == [None]


def test_htmx_gets_the_row_of_faces(as_: As, asked: Question, charlie: Person) -> None:
    browser = as_(charlie)

    answer = browser.post(f"/vragen/{asked.id}/aanhaken", headers=HTMX)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert answer.text.count('class="join"') == 1
    assert "1 collega haakte aan" in answer.text
    assert 'hx-swap-oob="innerHTML:#toasts"' in answer.text
    assert "Ongedaan maken" in answer.text
    assert f'hx-target="#haak-{asked.id}"' in answer.text  # undone in its place
    assert 'name="note"' not in answer.text

    answer = browser.post(f"/vragen/{asked.id}/afhaken", headers=HTMX)
    assert "Je bent afgehaakt" in answer.text
    assert "1 collega" not in answer.text
    assert "Ongedaan maken" not in answer.text

    answer = browser.post(f"/vragen/{asked.id}/aanhaken", {"large": "1"}, headers=HTMX)
    assert 'name="note"' in answer.text  # on the question's page it asks how it is at yours
    assert 'id="rondom" hx-swap-oob="true"' in answer.text


def test_a_note_that_is_too_long_is_not_lost(as_: As, asked: Question, charlie: Person) -> None:
    note = "Hier gaat het zo. " * 20
    browser = as_(charlie)

    for headers in ({}, HTMX):
        answer = browser.post(f"/vragen/{asked.id}/aanhaken", {"note": note}, headers=headers)

        assert answer.status_code == 422
        assert "Er passen 280 tekens in" in answer.text
        assert note.strip() in typed(answer.text)
        assert answer.headers.get("HX-Retarget") == ("body" if headers else None)
    assert joins(asked) == []
    assert browser.post(f"/vragen/{asked.id}/aanhaken", {"note": "n" * 280}).status_code == 303


def test_leaving_is_silent(as_: As, asked: Question, alice: Person, charlie: Person) -> None:
    questions.joined(asked, charlie)
    as_(alice).post("/berichten/gelezen", {"all": "1"})

    as_(charlie).post(f"/vragen/{asked.id}/afhaken")

    assert told(as_(alice)) == ["Charlie de Croon haakte aan"]
    assert "Charlie" not in as_(alice).get(asked.url).text


def test_a_visitor_and_a_guest_cannot_join(
    client: Client, as_: As, asked: Question, vera: Person
) -> None:
    posted = client.post(f"/vragen/{asked.id}/aanhaken", {"note": "Bij mij ook, elke week weer."})
    assert posted.status_code == 401
    assert "Bij mij ook" in posted.text

    posted = as_(vera).post(f"/vragen/{asked.id}/aanhaken", {"note": "Bij mij ook."})
    assert posted.status_code == 402
    assert "/lid-worden" in posted.text
    assert joins(asked) == []


def test_who_has_not_confirmed_is_told_why(as_: As, asked: Question) -> None:
    new = people.person("Noor Nieuw", confirmed=False)
    browser = as_(new)
    text = "Dit wil ik niet kwijt."
    posts: list[tuple[str, dict[str, Any]]] = [
        ("aanhaken", {"note": text}),
        ("ervaringen", {"did": text}),
        ("reacties", {"body": text}),
        ("aanbod", {"ways": "call", "per_month": "1", "contact": "06", "note": text}),
    ]
    for what, form in posts:
        answer = browser.post(f"/vragen/{asked.id}/{what}", form)
        assert answer.status_code == 403
        assert "Bevestig eerst je e-mailadres" in answer.text
    assert (now(asked).joins, now(asked).experiences) == (0, 0)
    assert text in browser.get("/concepten").text
    assert browser.post("/vragen/nieuw", {"title": "x" * 20, "body": text}).status_code == 403


def test_leaving_needs_no_membership(app: Flask, as_: As, asked: Question, bob: Person) -> None:
    questions.joined(asked, bob)
    gone = people.person("Gea Gegaan")
    questions.joined(asked, gone)
    people.end_membership(gone)

    assert as_(gone).post(f"/vragen/{asked.id}/afhaken").status_code == 303

    assert [join.person_id for join in joins(asked)] == [bob.id]


def test_a_school_question_is_joined_by_colleagues_only(
    as_: As, alice: Person, bob: Person, charlie: Person, our_school: School
) -> None:
    ours = questions.question(alice, school_id=our_school.id)

    assert as_(charlie).post(f"/vragen/{ours.id}/aanhaken").status_code == 404
    assert as_(charlie).post(f"/vragen/{ours.id}/afhaken").status_code == 404
    assert as_(bob).post(f"/vragen/{ours.id}/aanhaken").status_code == 303
