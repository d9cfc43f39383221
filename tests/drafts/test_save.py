from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from crowd.accounts.models import Person
from crowd.core.db import db
from crowd.drafts import actions, queries
from tests.client import Client
from tests.factories import questions

As = Callable[[Person], Client]
ASK = "/vragen/nieuw"
TEXT = {"title": "Mijn klas na gym", "themes": ["orde", "rekenen"]}


def save(
    browser: Client,
    fields: Any,
    version: Any = 0,
    place: Any = ASK,
    **more: Any,
) -> TestResponse:
    """As the page does while somebody types."""
    return browser.browser.post(
        "/concepten",
        json={"place": place, "fields": fields, "version": version, **more},
        headers={"X-CSRFToken": browser.token("/concepten"), "Accept": "application/json"},
    )


def stored(app: Flask, person: Person, place: str = ASK) -> Any:
    with app.app_context():
        draft = queries.draft_for(person.id, place)
        db.session.rollback()
        return draft and draft.fields


def test_what_is_typed_is_kept(app: Flask, as_: As, alice: Person) -> None:
    answer = save(as_(alice), TEXT)
    assert answer.status_code == 200
    assert answer.json and answer.json["version"] == 1
    assert len(answer.json["saved_at"]) == 5
    assert stored(app, alice) == TEXT


def test_the_newest_version_is_kept(app: Flask, as_: As, alice: Person) -> None:
    browser = as_(alice)
    save(browser, TEXT)
    assert save(browser, {"title": "Anders"}, 1).json["version"] == 2  # type: ignore[index]
    assert stored(app, alice) == {"title": "Anders"}


def test_another_tab_with_an_older_version_is_told(app: Flask, as_: As, alice: Person) -> None:
    browser = as_(alice)
    save(browser, TEXT)
    save(browser, {"title": "Nieuwer"}, 1)
    answer = save(browser, {"title": "Ouder"}, 1)
    assert answer.status_code == 409
    assert answer.json == {
        "message": "In een ander venster staat een nieuwere versie van deze tekst.",
        "fields": {"title": "Nieuwer"},
        "version": 2,
    }
    assert stored(app, alice) == {"title": "Nieuwer"}


def test_the_same_text_sent_again_is_no_conflict(app: Flask, as_: As, alice: Person) -> None:
    browser = as_(alice)
    save(browser, TEXT)
    answer = save(browser, TEXT)  # the first answer was lost on the way
    assert (answer.status_code, answer.json and answer.json["version"]) == (200, 1)


def test_a_tab_that_stayed_open_does_not_bring_a_posted_draft_back(
    app: Flask, as_: As, alice: Person
) -> None:
    browser = as_(alice)
    save(browser, TEXT)
    browser.post("/concepten/weggooien", {"place": ASK})
    answer = save(browser, TEXT, 1)
    assert answer.status_code == 409
    assert answer.json and answer.json["fields"] == {}
    assert stored(app, alice) is None


def test_a_save_that_is_overtaken_by_the_posting_keeps_nothing(
    app: Flask, as_: As, alice: Person
) -> None:
    browser = as_(alice)
    asked = {"title": questions.TITLE, "body": questions.BODY, "key": "this-form"}
    assert browser.post(ASK, asked).status_code == 303
    assert save(browser, TEXT, key="this-form").status_code == 409
    assert stored(app, alice) is None


def test_posting_clears_the_draft(app: Flask, as_: As, alice: Person) -> None:
    browser = as_(alice)
    save(browser, TEXT)
    browser.post(ASK, {"title": questions.TITLE, "body": ""})
    assert stored(app, alice), "a refused form keeps its draft"
    browser.post(ASK, {"title": questions.TITLE, "body": questions.BODY})
    assert stored(app, alice) is None


@pytest.mark.parametrize("fields", [{}, {"title": "  "}, {"title": "", "themes": []}])
def test_an_empty_form_is_no_draft(app: Flask, as_: As, alice: Person, fields: Any) -> None:
    browser = as_(alice)
    save(browser, TEXT)
    assert save(browser, fields, 1).json["version"] == 0  # type: ignore[index]
    assert stored(app, alice) is None


def test_somebody_else_has_another_draft_there(
    app: Flask, as_: As, alice: Person, bob: Person
) -> None:
    save(as_(alice), TEXT)
    browser = as_(bob)
    save(browser, {"title": "Van Bob"})
    browser.post("/concepten/weggooien", {"place": ASK})
    assert "Mijn klas na gym" not in browser.get("/concepten").text
    assert stored(app, alice) == TEXT
    assert stored(app, bob) is None


@pytest.mark.parametrize(
    ("fields", "version", "place"),
    [
        (TEXT, 0, "https://elders.example/"),
        (TEXT, 0, "//elders.example/"),
        (TEXT, 0, "/" + "a" * 120),
        (TEXT, 0, "/vragen\0"),
        (TEXT, 0, "/\ud800"),
        (TEXT, 0, None),
        (TEXT, "1", ASK),
        (TEXT, True, ASK),
        (TEXT, -1, ASK),
        (TEXT, 10**30, ASK),
        ({"title": 7}, 0, ASK),
        ({"title": {"a": "b"}}, 0, ASK),
        ({"title": [7]}, 0, ASK),
        ({"body": "é" * 33_000}, 0, ASK),
        ([], 0, ASK),
        (None, 0, ASK),
    ],
)
def test_what_cannot_be_a_draft_is_refused(
    app: Flask, as_: As, alice: Person, fields: Any, version: Any, place: Any
) -> None:
    answer = save(as_(alice), fields, version, place)
    assert answer.status_code == 422
    assert answer.json and answer.json["message"]


def test_what_the_database_cannot_hold_is_left_out(app: Flask, as_: As, alice: Person) -> None:
    save(as_(alice), {"body": "een\0 \ud800tekst"})
    assert stored(app, alice) == {"body": "een tekst"}


def test_secrets_are_not_kept(app: Flask, as_: As, alice: Person) -> None:
    save(as_(alice), {"body": "tekst", "password": "geheim", "csrf_token": "x", "key": "y"})
    assert stored(app, alice) == {"body": "tekst"}


def test_without_javascript_the_form_itself_is_kept(app: Flask, as_: As, alice: Person) -> None:
    browser = as_(alice)
    answer = browser.post(
        "/concepten", {"place": ASK, "title": "Mijn klas", "themes": ["orde", "toetsen"]}
    )
    assert (answer.status_code, answer.location) == (302, "/concepten")
    assert stored(app, alice) == {"title": "Mijn klas", "themes": ["orde", "toetsen"]}


def test_a_visitor_keeps_nothing(app: Flask, client: Client) -> None:
    answer = client.browser.post(
        "/concepten",
        json={"place": ASK, "fields": TEXT, "version": 0},
        headers={"X-CSRFToken": client.token("/inloggen"), "Accept": "application/json"},
    )
    assert answer.status_code == 401


def test_no_one_fills_the_disk(app: Flask, as_: As, alice: Person) -> None:
    browser = as_(alice)
    with app.app_context():
        for number in range(100):
            actions.save(alice.id, f"/vragen/{number}/reacties", {"body": "tekst"}, 0)
        db.session.commit()
    save(browser, TEXT)
    assert stored(app, alice, "/vragen/0/reacties") is None
    assert stored(app, alice, "/vragen/1/reacties")
    assert stored(app, alice) == TEXT


def test_who_is_there_by_now(as_: As, alice: Person, client: Client) -> None:
    """What waited for internet asks this before it is posted."""
    browser = as_(alice)
    found = browser.get("/concepten/wie", headers={"Accept": "application/json"}).json
    assert found and found["person"] == alice.id
    answer = browser.browser.post(
        "/concepten",
        json={"place": ASK, "fields": TEXT, "version": 0},
        headers={"X-CSRFToken": found["token"], "Accept": "application/json"},
    )
    assert answer.status_code == 200
    lapsed = client.get("/concepten/wie", headers={"Accept": "application/json"})
    assert lapsed.status_code == 401
