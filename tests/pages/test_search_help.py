"""Help with a search: proposals while typing, other spellings, words to leave out."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crowd.accounts.models import Person
from crowd.core.db import db
from crowd.questions.models import Question
from crowd.schools.models import School
from crowd.search.actions import rebuild
from tests.client import Client
from tests.factories import questions
from tests.factories.rows import do
from tests.pages.test_search import titles

As = Callable[[Person], Client]


@pytest.fixture
def asked(app: Flask, alice: Person) -> dict[str, Question]:
    made = {
        name: questions.question(alice, title, body)
        for name, title, body in (
            ("gym", "Hoe krijg ik ze na de gymles rustig?", "Ze zijn warm en druk."),
            ("class", "Wat werkt bij klassenmanagement in de brugklas?", "Ik zoek houvast."),
            ("phones", "Wat doe ik met telefoons in de gang?", "Na de gymles pakken ze hem."),
        )
    }
    index(app)
    return made


def index(app: Flask) -> None:
    with app.app_context():
        rebuild()


def proposed(browser: Client, q: str) -> list[tuple[str, str]]:
    answer = browser.get("/zoeken/suggesties", query_string={"q": q})
    assert answer.status_code == 200
    assert "<html" not in answer.text
    rows = re.findall(r'data-href="([^"]*)".*?</span> <span[^>]*>(.*?)</span></li>', answer.text)
    return [(url, re.sub("<.*?>", "", text)) for url, text in rows]


def pages(browser: Client, q: str) -> list[str]:
    return [url for url, _text in proposed(browser, q) if not url.startswith("/vragen?")]


def test_questions_while_the_last_word_is_not_whole(
    as_: As, alice: Person, asked: dict[str, Question]
) -> None:
    browser = as_(alice)
    assert pages(browser, "klassenm") == [asked["class"].url]
    assert pages(browser, "brugklas klassenmana") == [asked["class"].url]
    assert pages(browser, "gymle") == [asked["gym"].url]  # a title that says so
    assert "na de <mark>gymles</mark> rustig" in browser.get("/zoeken/suggesties?q=gymle").text
    assert pages(browser, "gymles tele") == [asked["phones"].url]
    assert pages(browser, "k") == pages(browser, "") == pages(browser, "xyzzy") == []
    page = browser.get("/zoeken/suggesties?q=gymles").text
    assert page.count('role="option"') == len(proposed(browser, "gymles"))
    assert "<mark>gymles</mark>" in page


def test_themes_by_their_beginning(as_: As, alice: Person, asked: dict[str, Question]) -> None:
    found = [text for url, text in proposed(as_(alice), "nakij") if "?thema=" in url]
    assert found == ["Nakijken en correctiedruk"]


def test_nobody_is_proposed_what_they_may_not_read(
    app: Flask,
    as_: As,
    client: Client,
    alice: Person,
    bob: Person,
    charlie: Person,
    vera: Person,
    our_school: School,
) -> None:
    ours = questions.question(alice, "Pauzedienst bij ons op school", school_id=our_school.id)
    index(app)
    assert pages(as_(bob), "pauzed") == [ours.url]
    for browser in (as_(charlie), as_(vera), client):
        assert pages(browser, "pauzed") == []
        page = browser.get("/zoeken?q=pauzedeinst").text
        assert "Bedoelde je" not in page  # the word would tell that it is there
        assert titles(page) == []
    do(lambda: setattr(db.session.get_one(Question, ours.id), "hidden_at", ours.created_at))
    assert pages(as_(bob), "pauzed") == []


def test_what_one_may_not_read_changes_nothing(
    app: Flask, as_: As, alice: Person, charlie: Person, our_school: School,
    asked: dict[str, Question],
) -> None:  # fmt: skip
    before = titles(as_(charlie).get("/zoeken?q=gymles brugklas").text)
    assert len(before) == 3
    questions.question(alice, "Gymles in de brugklas", school_id=our_school.id)
    index(app)
    page = as_(charlie).get("/zoeken?q=gymles brugklas").text
    assert sorted(titles(page)) == sorted(before)
    assert "Geen vraag heeft al deze woorden samen" in page
    assert titles(as_(alice).get("/zoeken?q=gymles brugklas").text) == ["Gymles in de brugklas"]


def meant(page: str) -> str:
    found = re.search(r'Bedoelde je <a href="[^"]*">([^<]*)</a>', page)
    return found[1] if found else ""


@pytest.mark.parametrize(
    ("typed", "better"),
    [
        ("gymels", "gymles"),
        ("klasenmanagement brugklas", "klassenmanagement brugklas"),
        ("rustig gymels", "rustig gymles"),
        ("gymles", ""),
        ("xyzzy", ""),
        ("🙂", ""),
    ],
)
def test_did_you_mean(
    as_: As, alice: Person, asked: dict[str, Question], typed: str, better: str
) -> None:
    page = as_(alice).get("/zoeken", query_string={"q": typed, "orde": "nieuwste"}).text
    assert meant(page) == better
    if better:
        assert f'href="/zoeken?q={better.replace(" ", "+")}&amp;orde=nieuwste"' in page


def test_what_to_leave_out(as_: As, alice: Person, asked: dict[str, Question]) -> None:
    browser = as_(alice)
    page = browser.get("/zoeken?q=klassenmanagement brugklas telefoons").text
    assert "Geen vraag heeft al deze woorden samen" in page
    without = re.findall(r'<a href="([^"]*)">Zoek zonder ([^<]*)</a>', page)
    assert without == [("/zoeken?q=klassenmanagement+brugklas", "telefoons")]
    assert "Zoek zonder" not in browser.get("/zoeken?q=klassenmanagement brugklas").text


def test_what_is_only_nearly_so_says_so(as_: As, alice: Person, asked: dict[str, Question]) -> None:
    page = as_(alice).get("/zoeken?q=telefoonhoes").text
    assert titles(page) == [asked["phones"].title]
    assert "Geen vraag heeft dit woord. Deze vragen lijken erop." in page


def test_other_words_for_the_same_are_found_and_said_to_be_so(
    as_: As, client: Client, alice: Person, asked: dict[str, Question]
) -> None:
    told = "Deze woorden staan in geen enkele vraag. Deze vragen gaan er misschien over."
    page = as_(alice).get("/zoeken?q=mobieltjes").text
    assert titles(page) == [asked["phones"].title]
    assert told in page
    for exactly in ('"leuke mobieltjes"', "mobieltjes -gang"):
        assert titles(as_(alice).get("/zoeken", query_string={"q": exactly}).text) == []
    assert titles(client.get("/zoeken?q=mobieltjes").text) == []  # not for who is no member


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(q=st.text(max_size=60))
def test_anything_may_be_typed(client: Client, asked: dict[str, Question], q: str) -> None:
    for address in ("/zoeken/suggesties", "/zoeken"):
        assert client.get(address, query_string={"q": q}).status_code == 200


def test_a_lost_index_proposes_nothing(
    app: Flask, as_: As, alice: Person, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setitem(app.config, "SEARCH_INDEX_DIR", tmp_path / "none")
    monkeypatch.delitem(app.extensions, "search_engine", raising=False)
    browser = as_(alice)
    assert pages(browser, "gymles rustig") == []
    page = browser.get("/zoeken?q=gymles rustig")
    assert page.status_code == 200
    assert "Zoeken lukt nu even niet" in page.text
