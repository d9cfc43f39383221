"""Asking, through the form."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from crowd.accounts.models import Person
from crowd.core.db import db
from crowd.questions.models import Question
from crowd.schools.models import School
from tests.client import Client
from tests.factories import questions
from tests.factories.questions import BODY, TITLE

As = Callable[[Person], Client]


def all_questions(app: Flask) -> list[Question]:
    with app.app_context():
        return list(db.session.scalars(db.select(Question).order_by(Question.id)))


def test_title_and_body_are_enough(app: Flask, as_: As, alice: Person) -> None:
    answer = as_(alice).post("/vragen/nieuw", {"title": TITLE, "body": BODY})

    assert answer.status_code == 303
    [asked] = all_questions(app)
    assert answer.location == (
        f"/vragen/{asked.id}-hoe-krijg-ik-mijn-klas-na-de-gymles-weer-rustig-aan-het"
    )
    assert (asked.sector, asked.audience, asked.anonymous) == ("vo", "members", False)
    assert 1 <= len(asked.themes) <= 3
    assert "klassenmanagement/orde-en-rust" in asked.theme_ids


def test_the_page_shows_it(as_: As, alice: Person, charlie: Person) -> None:
    where = as_(alice).post("/vragen/nieuw", {"title": TITLE, "body": "Dit is **vet**."}).location

    page = as_(charlie).get(where)

    assert page.status_code == 200
    assert TITLE in page.text
    assert "<strong>vet</strong>" in page.text
    assert "Alice Alders" in page.text


def test_the_same_key_posts_once(app: Flask, as_: As, alice: Person) -> None:
    browser = as_(alice)
    form = {"title": TITLE, "body": BODY, "key": "a-random-key"}

    first = browser.post("/vragen/nieuw", form)
    second = browser.post("/vragen/nieuw", form)

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert len(all_questions(app)) == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": "Te kort"}, "tussen 15 en 140 tekens"),
        ({"title": "x" * 141}, "tussen 15 en 140 tekens"),
        ({"title": "  \u0000 "}, "Vul nog in: je vraag"),
        ({"body": ""}, "Vul nog in: wat er speelt"),
        ({"body": "x" * 20_001}, "Er passen 20000 tekens in"),
        ({"body": "[" * 10_000}, "Er staan te veel haken"),
        ({"themes": ["bestaat/niet"]}, "Kies een onderwerp uit de lijst"),
        ({"audience": "iedereen"}, "Kies wie je vraag mag zien"),
        ({"audience": "school-999999999999"}, "Kies wie je vraag mag zien"),
        ({"sector": "maan"}, "Kies een sector uit de lijst"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    app: Flask, as_: As, alice: Person, changed: dict[str, Any], said: str
) -> None:
    typed = "Deze tekst mag niet kwijtraken."

    answer = as_(alice).post("/vragen/nieuw", {"title": TITLE, "body": typed, **changed})

    assert answer.status_code == 422
    assert said in answer.text
    assert "body" in changed or typed in answer.text
    assert "title" in changed or TITLE in answer.text
    assert all_questions(app) == []


def test_more_than_three_themes_are_too_many(as_: As, alice: Person) -> None:
    themes = [f"didactiek/{name}" for name in ("instructie", "voorkennis", "lesopbouw", "huiswerk")]

    answer = as_(alice).post("/vragen/nieuw", {"title": TITLE, "body": BODY, "themes": themes})

    assert answer.status_code == 422
    assert "hooguit drie onderwerpen" in answer.text


def test_only_for_my_school(
    app: Flask, as_: As, alice: Person, bob: Person, charlie: Person, our_school: School
) -> None:
    form = {"title": TITLE, "body": BODY, "audience": f"school-{our_school.id}"}
    where = as_(alice).post("/vragen/nieuw", form).location

    assert as_(bob).get(where).status_code == 200
    assert as_(charlie).get(where).status_code == 404
    assert TITLE not in as_(charlie).get("/vragen").text
    assert TITLE in as_(bob).get("/vragen?tab=nieuw").text


def test_without_a_seat_the_school_is_no_choice(as_: As, charlie: Person) -> None:
    browser = as_(charlie)

    assert "Alleen leden van" not in browser.get("/vragen/nieuw").text
    refused = browser.post("/vragen/nieuw", {"title": TITLE, "body": BODY, "audience": "school"})
    assert refused.status_code == 422


def test_without_my_name(app: Flask, as_: As, alice: Person, bob: Person) -> None:
    form = {"title": TITLE, "body": BODY, "anonymous": "y"}
    where = as_(alice).post("/vragen/nieuw", form).location

    for path in (where, "/vragen?tab=nieuw"):
        page = as_(bob).get(path).text
        assert TITLE in page
        assert "Alice" not in page
    assert "Vraagsteller" in as_(bob).get(where).text
    assert "Jij, zonder je naam" in as_(alice).get(where).text


def test_the_draft_goes_when_the_question_is_there(as_: As, alice: Person) -> None:
    browser = as_(alice)
    saved = browser.browser.post(
        "/concepten",
        json={
            "place": "/vragen/nieuw",
            "fields": {"title": "Half af", "body": "Nog"},
            "version": 0,
        },
        headers={
            "X-CSRFToken": browser.token("/vragen/nieuw"),
            "Accept": "application/json",
        },
    )
    assert saved.status_code == 200
    assert "Half af" in browser.get("/vragen/nieuw").text

    browser.post("/vragen/nieuw", {"title": TITLE, "body": BODY})

    assert "Half af" not in browser.get("/vragen/nieuw").text


def test_an_account_without_membership_keeps_the_text(as_: As, vera: Person, app: Flask) -> None:
    answer = as_(vera).post("/vragen/nieuw", {"title": TITLE, "body": BODY})

    assert answer.status_code == 402
    assert "/lid-worden" in answer.text
    assert TITLE in as_(vera).get("/concepten").text
    assert all_questions(app) == []


def test_old_slugs_redirect(as_: As, alice: Person) -> None:
    asked = questions.question(alice)

    answer = as_(alice).get(f"/vragen/{asked.id}-oude-titel?x=1")

    assert answer.status_code == 301
    assert answer.location == f"{asked.url}?x=1"
    assert as_(alice).get(f"/vragen/{asked.id}").location == asked.url


@pytest.mark.parametrize("path", ["/vragen/999", "/vragen/99999999999999999999", "/vragen/0-x"])
def test_unknown_questions_are_not_found(as_: As, alice: Person, path: str) -> None:
    assert as_(alice).get(path).status_code == 404


def test_a_half_written_question_is_not_lost_to_a_new_title(as_: As, alice: Person) -> None:
    browser = as_(alice)
    browser.browser.post(
        "/concepten",
        json={
            "place": "/vragen/nieuw",
            "fields": {"title": "Mijn eerste vraag", "body": "Halverwege"},
            "version": 0,
        },
        headers={
            "X-CSRFToken": browser.token("/vragen/nieuw"),
            "Accept": "application/json",
        },
    )

    met = browser.get("/vragen/nieuw?title=Iets+heel+anders").text
    assert "Halverwege" in met
    assert "Begin met: Iets heel anders" in met

    anew = browser.get("/vragen/nieuw?opnieuw=1&title=Iets+heel+anders").text
    assert "Iets heel anders" in anew
    assert "Halverwege" not in anew
    assert "Halverwege" in browser.get("/vragen/nieuw").text


def test_a_list_shows_words_not_markup(as_: As, alice: Person) -> None:
    questions.question(alice, body="Dit is **heel** [belangrijk](https://example.org).")

    page = as_(alice).get("/vragen?tab=nieuw").text

    assert "Dit is heel belangrijk." in page
    assert "**heel**" not in page
