"""Similar questions while typing: as a piece of a page, as a page, and as JSON."""

from collections.abc import Callable
from email.message import EmailMessage
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from crowd.accounts.models import Person
from crowd.core.db import Base, db
from crowd.questions.models import Question
from crowd.schools.models import School
from crowd.search.actions import rebuild
from tests.client import Client
from tests.factories import questions, rows
from tests.factories.questions import BODY, TITLE
from tests.questions.pages import As, typed

Mails = Callable[[], list[EmailMessage]]
ADDRESS = "/vragen/vergelijkbaar"
JSON = {"Accept": "application/json"}
LIKE = "rustig aan het rekenen na de gymles"


@pytest.fixture
def index(app: Flask) -> Callable[[], None]:
    """`index()`: what is there now can be found, and nothing else."""

    def make() -> None:
        with app.app_context():
            rebuild()

    make()
    return make


@pytest.fixture
def asked(index: Callable[[], None], alice: Person) -> Question:
    made = questions.question(alice)
    index()
    return made


def like(browser: Client, title: str = LIKE, body: str = "") -> Any:
    return browser.get(ADDRESS, query_string={"title": title, "body": body}, headers=JSON).json


def test_the_json_is_a_list_of_these(
    as_: As, asked: Question, bob: Person, charlie: Person
) -> None:
    questions.joined(asked, bob)
    questions.experience(asked, bob)

    [row] = like(as_(charlie))

    assert row.pop("why")
    assert 0 < row.pop("score") <= 1
    assert row == {
        "id": asked.id,
        "title": TITLE,
        "url": asked.url,
        "joins": 1,
        "experiences": 1,
    }


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_partial(as_: As, asked: Question, charlie: Person, method: str) -> None:
    browser, sent = as_(charlie), {"title": LIKE, "body": "Het duurt lang."}
    if method == "get":
        answer = browser.get(ADDRESS, query_string=sent)
    else:
        answer = browser.post(ADDRESS, sent)

    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert TITLE in answer.text
    assert asked.url in answer.text
    assert f'hx-post="/vragen/{asked.id}/aanhaken"' in answer.text
    assert f"{LIKE} Het duurt lang." in typed(answer.text)


def test_what_was_typed_goes_along_as_the_note(as_: As, asked: Question, charlie: Person) -> None:
    browser = as_(charlie)
    for body in ("Lang. " * 200, "x" * 1000, "**vet** <b>niet</b>"):
        page = browser.post(ADDRESS, {"title": LIKE, "body": body}).text
        [note] = [field for field in typed(page) if field.startswith(LIKE)]
        assert len(LIKE) <= len(note) <= 280
        assert browser.post(f"/vragen/{asked.id}/aanhaken", {"note": note}).status_code == 303
        assert note in unescape(browser.get(asked.url).text)
        browser.post(f"/vragen/{asked.id}/afhaken")


def test_without_javascript_it_is_the_form_with_the_panel(
    as_: As, asked: Question, charlie: Person
) -> None:
    form = {"title": TITLE, "body": BODY, "page": "1", "audience": "members"}
    answer = as_(charlie).post(ADDRESS, form)

    assert answer.text.count("<h1") == 1
    assert {TITLE, BODY} <= set(typed(answer.text))
    assert asked.url in answer.text


def test_the_body_in_the_address_is_cut(as_: As, asked: Question, charlie: Person) -> None:
    browser = as_(charlie)
    body = "woord " * 83 + "ab" + " " + BODY  # what tells stands after 500 characters
    assert like(browser, "Iets over van alles", body) == []
    sent = browser.post(ADDRESS, {"title": "Iets over van alles", "body": body}, headers=JSON)
    assert [row["id"] for row in sent.json] == [asked.id]


def test_it_works_from_the_first_question_on(
    as_: As, index: Callable[[], None], charlie: Person, alice: Person, mails: Mails
) -> None:
    assert like(as_(charlie)) == []
    assert "Jij bent de eerste" in as_(charlie).post(ADDRESS, {"title": LIKE}).text

    as_(alice).post("/vragen/nieuw", {"title": TITLE, "body": BODY})
    mails()

    assert [row["title"] for row in like(as_(charlie))] == [TITLE]


def test_never_a_schools_question_to_outsiders(
    as_: As,
    index: Callable[[], None],
    alice: Person,
    bob: Person,
    charlie: Person,
    our_school: School,
) -> None:
    questions.question(alice, school_id=our_school.id)
    index()

    assert len(like(as_(bob), TITLE, BODY)) == 1
    assert like(as_(charlie), TITLE, BODY) == []
    assert TITLE not in as_(charlie).post(ADDRESS, {"title": LIKE, "body": BODY}).text


def test_a_nameless_asker_is_not_named(
    as_: As, index: Callable[[], None], alice: Person, bob: Person
) -> None:
    questions.question(alice, anonymous=True)
    index()
    assert "Alice" not in as_(bob).post(ADDRESS, {"title": LIKE}).text


def test_nothing_is_written(app: Flask, as_: As, asked: Question, charlie: Person) -> None:
    def everything() -> dict[str, list[Any]]:
        def read() -> dict[str, list[Any]]:
            names = [table.name for table in Base.metadata.sorted_tables]
            return {n: list(db.session.execute(text(f'SELECT * FROM "{n}"'))) for n in names}

        return rows.do(read)

    browser = as_(charlie)
    before = everything()
    for headers in ({}, JSON):
        browser.get(ADDRESS, query_string={"title": LIKE, "body": BODY}, headers=headers)
        browser.post(ADDRESS, {"title": LIKE, "body": BODY}, headers=headers)
    browser.post(ADDRESS, {"title": LIKE, "body": BODY, "page": "1"})
    assert everything() == before


def test_ones_own_has_no_button(as_: As, asked: Question, alice: Person) -> None:
    page = as_(alice).post(ADDRESS, {"title": LIKE}).text
    assert TITLE in page.replace("<mark>", "").replace("</mark>", "")
    assert "Jouw vraag" in page
    assert "aanhaken" not in page


def test_the_words_that_are_shared_are_marked(as_: As, asked: Question, charlie: Person) -> None:
    page = as_(charlie).post(ADDRESS, {"title": "Druk na de gymles, wat nu?"}).text
    assert "na de <mark>gymles</mark> weer rustig" in page
    assert "Jouw vraag" not in page


def test_where_one_joined_says_so(as_: As, asked: Question, charlie: Person) -> None:
    questions.joined(asked, charlie)
    page = as_(charlie).post(ADDRESS, {"title": LIKE}).text
    assert "Je bent aangehaakt" in page
    assert "/aanhaken" not in page


def test_members_only(client: Client, as_: As, asked: Question, vera: Person) -> None:
    assert client.get(ADDRESS, query_string={"title": LIKE}).status_code == 302
    assert client.get(ADDRESS, query_string={"title": LIKE}, headers=JSON).status_code == 401
    refused = as_(vera).get(ADDRESS, query_string={"title": LIKE}, headers=JSON)
    assert refused.status_code == 402
    assert TITLE not in refused.text


@pytest.mark.parametrize("body", ["x" * 20_000, "[" * 20_000, "sch" * 10_000, "\x00" * 100])
def test_what_no_one_types_takes_no_time(
    as_: As, asked: Question, charlie: Person, body: str
) -> None:
    answer = as_(charlie).post(ADDRESS, {"title": LIKE, "body": body}, headers=JSON)
    assert [row["id"] for row in answer.json] == [asked.id]
