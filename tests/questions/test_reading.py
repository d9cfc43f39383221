"""What is new since the last visit, and what comes in while reading."""

import re
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select

from crowd.accounts.models import Person
from crowd.core.db import db
from crowd.questions.models import Experience, Question, Reading
from tests.client import Client
from tests.factories import questions, rows
from tests.questions.pages import As, part

SEEN = re.compile(r'action="(/vragen/\d+/gelezen)".*?name="tot" value="([^"]+)"', re.S)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def asked(alice: Person) -> Question:
    return questions.question(alice)


def visit(browser: Client, asked: Question) -> str:
    """Open the page, as a browser does: the small post after loading follows."""
    page = browser.get(asked.url).text
    if found := SEEN.search(page):
        answer = browser.post(found[1], {"tot": unescape(found[2])}, headers=HTMX)
        assert answer.status_code == 204
    return page


def listed(browser: Client, path: str = "/vragen?tab=nieuw") -> str:
    """The words about news at the question in a list."""
    found = re.search(r'<span class="new">([^<]*)</span>', browser.get(path).text)
    return unescape(found[1]) if found else ""


def test_at_the_first_visit_nothing_stands_out(as_: As, asked: Question, bob: Person) -> None:
    questions.experience(asked, bob)
    browser = as_(bob)
    assert listed(browser) == ""
    assert 'class="new"' not in visit(browser, asked)


def test_what_came_since_is_marked_once(
    as_: As, asked: Question, alice: Person, bob: Person
) -> None:
    before = questions.experience(asked, bob)
    browser = as_(alice)
    visit(browser, asked)
    added = questions.comment(asked, bob)

    assert listed(browser) == "1 nieuwe reactie"
    page = visit(browser, asked)
    assert f'<a href="#reactie-{added.id}">Naar het eerste nieuwe</a>' in page
    assert ">Nieuw</p>" in part(page, f"reactie-{added.id}")
    assert ">Nieuw</p>" not in part(page, f"ervaring-{before.id}")

    assert listed(browser) == ""
    assert 'class="new"' not in visit(browser, asked)
    assert not SEEN.search(browser.get(asked.url).text)  # nothing new: nothing to write


def test_the_first_new_one_is_the_highest_on_the_page(
    as_: As, asked: Question, alice: Person, bob: Person, charlie: Person
) -> None:
    browser = as_(alice)
    visit(browser, asked)
    questions.comment(asked, bob)
    shared = questions.experience(asked, charlie)

    page = visit(browser, asked)
    assert f'href="#ervaring-{shared.id}">Naar het eerste nieuwe' in page
    assert "1 nieuwe ervaring, 1 nieuwe reactie" in page


def test_ones_own_words_are_no_news(as_: As, asked: Question, alice: Person) -> None:
    browser = as_(alice)
    visit(browser, asked)
    questions.experience(asked, alice)
    assert listed(browser) == ""
    assert 'class="new"' not in visit(browser, asked)


@pytest.mark.parametrize("gone", ["deleted_at", "hidden_at"])
def test_what_is_gone_is_no_news(
    as_: As, asked: Question, alice: Person, bob: Person, charlie: Person, gone: str
) -> None:
    browser = as_(alice)
    visit(browser, asked)
    shared = questions.experience(asked, bob)
    as_(charlie).post(
        f"/vragen/{asked.id}/reacties", {"body": "Hoe dan?", "experience_id": str(shared.id)}
    )
    assert listed(browser) == "1 nieuwe ervaring, 1 nieuwe reactie"
    there = rows.found(select(Experience))[0]
    rows.do(lambda: setattr(db.session.get_one(Experience, there.id), gone, there.created_at))
    assert listed(browser) == ""


def test_the_yield_is_news(as_: As, asked: Question, alice: Person, bob: Person) -> None:
    browser = as_(bob)
    visit(browser, asked)
    as_(alice).post(f"/vragen/{asked.id}/afronden", {"tried": "Een vaste plek."})
    assert listed(browser) == "nieuwe opbrengst"
    page = visit(browser, asked)
    assert 'href="#opbrengst">Naar het eerste nieuwe' in page
    assert ">Nieuw</p>" in part(page, "opbrengst")


def test_what_came_after_loading_stays_new(
    as_: As, asked: Question, alice: Person, bob: Person
) -> None:
    browser = as_(alice)
    found = SEEN.search(browser.get(asked.url).text)
    assert found
    questions.comment(asked, bob)
    browser.post(found[1], {"tot": unescape(found[2])})
    assert listed(browser) == "1 nieuwe reactie"


@pytest.mark.parametrize("until", ["", "gisteren", "2026-01-01", "0001-01-01T00:00+14:00", "\0"])
def test_a_moment_that_is_none_is_now(
    as_: As, asked: Question, alice: Person, bob: Person, until: str
) -> None:
    browser = as_(alice)
    questions.comment(asked, bob)
    assert browser.post(f"/vragen/{asked.id}/gelezen", {"tot": until}).status_code == 303
    assert listed(browser) == ""
    assert browser.get(f"/vragen/{asked.id}/nieuws?na={until}").json == {"text": ""}


def test_nobody_reads_ahead(as_: As, asked: Question, alice: Person, bob: Person) -> None:
    browser = as_(alice)
    browser.post(f"/vragen/{asked.id}/gelezen", {"tot": "2999-01-01T00:00:00+00:00"})
    questions.comment(asked, bob)
    assert listed(browser) == "1 nieuwe reactie"


def test_an_older_tab_does_not_make_it_new_again(
    as_: As, asked: Question, alice: Person, bob: Person
) -> None:
    browser = as_(alice)
    found = SEEN.search(browser.get(asked.url).text)
    assert found
    questions.comment(asked, bob)
    visit(browser, asked)
    browser.post(found[1], {"tot": unescape(found[2])})
    assert listed(browser) == ""


def test_opening_the_question_marks_its_notices_as_read(
    as_: As, asked: Question, alice: Person, bob: Person
) -> None:
    questions.experience(asked, bob)
    browser = as_(alice)
    assert "ongelezen" in browser.get("/vragen").text
    visit(browser, asked)
    assert "ongelezen" not in browser.get("/vragen").text


def test_each_reads_for_themselves(
    as_: As, asked: Question, alice: Person, bob: Person, charlie: Person
) -> None:
    visit(as_(alice), asked)
    questions.comment(asked, bob)
    visit(as_(charlie), asked)
    assert listed(as_(alice)) == "1 nieuwe reactie"
    assert {r.person_id for r in rows.found(select(Reading))} == {alice.id, charlie.id}


def poll_address(page: str) -> str:
    found = re.search(r'hx-get="(/vragen/\d+/nieuws[^"]+)"', page)
    assert found
    return unescape(found[1])


def test_news_while_reading_is_told_in_words(
    as_: As, asked: Question, alice: Person, bob: Person, charlie: Person
) -> None:
    browser = as_(alice)
    address = poll_address(visit(browser, asked))
    assert browser.get(address).json == {"text": ""}
    questions.experience(asked, bob)
    questions.experience(asked, charlie)
    assert browser.get(address).json == {"text": "2 nieuwe ervaringen"}


def test_news_comes_into_the_page_where_it_belongs(
    as_: As, asked: Question, alice: Person, bob: Person, charlie: Person
) -> None:
    old = questions.experience(asked, bob)
    browser = as_(alice)
    address = poll_address(visit(browser, asked))
    shared = questions.experience(asked, charlie, "In mijn klas hielp een zandloper.")
    as_(charlie).post(
        f"/vragen/{asked.id}/reacties", {"body": "Hoe lang?", "experience_id": str(old.id)}
    )

    piece = browser.get(address, headers=HTMX).text
    assert "een zandloper" in piece.partition('hx-swap-oob="beforeend:#ervaringen-lijst"')[2]
    assert f'hx-swap-oob="beforeend:#reacties-bij-{old.id}"' in piece
    assert f'id="ervaring-{old.id}"' not in piece
    assert f'id="ervaring-{shared.id}"' in piece
    assert ">2 ervaringen</h2>" in piece
    # it has been on the screen now, and the next look begins after it
    found = SEEN.search(piece)
    assert found
    browser.post(found[1], {"tot": unescape(found[2])})
    assert listed(browser) == ""
    assert browser.get(poll_address(piece)).json == {"text": ""}


def test_a_yield_that_comes_in_shows_the_whole_page(
    as_: As, asked: Question, alice: Person, bob: Person
) -> None:
    browser = as_(bob)
    address = poll_address(visit(browser, asked))
    as_(alice).post(f"/vragen/{asked.id}/afronden", {"tried": "Een vaste plek."})
    assert browser.get(address).json == {"text": "nieuwe opbrengst"}
    answer = browser.get(address, headers=HTMX)
    assert answer.headers["HX-Redirect"] == f"{asked.url}#opbrengst"


@pytest.mark.parametrize("what", ["gelezen", "nieuws"])
def test_what_one_may_not_read_has_no_news(
    as_: As, client: Client, alice: Person, charlie: Person, vera: Person, our_school: Any,
    what: str,
) -> None:  # fmt: skip
    asked = questions.question(alice, school_id=our_school.id)
    address = f"/vragen/{asked.id}/{what}"
    for browser, refused in ((as_(charlie), {404}), (as_(vera), {402, 404}), (client, {302, 401})):
        answer = browser.post(address) if what == "gelezen" else browser.get(address)
        assert answer.status_code in refused
    assert rows.found(select(Reading)) == []


def test_the_example_shows_a_visitor_no_marks(
    as_: As, client: Client, asked: Question, bob: Person, mo: Person
) -> None:
    questions.experience(asked, bob)
    as_(mo).post(f"/vragen/{asked.id}/voorbeeld", {"show": "1"})
    page = client.get(asked.url).text
    assert "nieuws" not in page
    assert 'class="new"' not in page
