"""A search that one saves: told of what is new, once, and of nothing one may not see."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from crowd.accounts.models import Person
from crowd.core import jobs
from crowd.core.clock import now
from crowd.core.db import db
from crowd.notifications.models import Notification
from crowd.questions.actions import asking, closing, joining
from crowd.questions.actions.searches import MOST, tell_searchers
from crowd.questions.models import Question, SavedSearch, SearchMatch
from crowd.questions.rules import SILENT_EDIT
from crowd.schools.models import School
from crowd.search.actions import rebuild
from tests.client import Client
from tests.factories import people, questions
from tests.factories.rows import do

As = Callable[[Person], Client]
TOLD = "Er is 1 vraag bij die hierbij past"


@pytest.fixture(autouse=True)
def index(app: Flask) -> None:
    with app.app_context():
        rebuild()


def save(browser: Client, **asked: str) -> None:
    answer = browser.post("/zoeken/bewaren", asked)
    assert answer.status_code == 303, answer.text


def later(app: Flask) -> None:
    """The worker's turn, when what was written in haste could have been mended."""
    with time_machine.travel(now() + SILENT_EDIT + timedelta(seconds=1)), app.app_context():
        jobs.run_due()


def lines(browser: Client) -> list[str]:
    """What the inbox says of saved searches, with the search."""
    page = browser.get("/berichten").text
    groups = re.findall(
        r'<section class="inbox-group" aria-labelledby="search-\d+">.*?</section>', page, re.S
    )
    return [re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", group)).strip() for group in groups]


def count(model: type) -> int:
    return do(lambda: db.session.scalar(select(func.count()).select_from(model)) or 0)


def test_a_new_question_is_told_once(app: Flask, as_: As, alice: Person, charlie: Person) -> None:
    browser = as_(charlie)
    save(browser, q="nakijken")
    assert lines(browser) == []
    asked = questions.question(alice, "Hoe houd ik het nakijken vol?", "Elke avond een stapel.")
    with app.app_context():
        jobs.run_due()
    assert lines(browser) == []  # alice may still be mending it
    later(app)

    [line] = lines(browser)
    assert 'Je zoekopdracht: "nakijken"' in line.replace("&#34;", '"')
    assert TOLD in line
    assert 'href="/zoeken?q=nakijken&amp;orde=nieuwste"' in browser.get("/berichten").text

    do(lambda: tell_searchers(asked.id))  # a worker that was killed does it again
    questions.experience(asked, people.person("Ed Ervaren"), "Nakijken doe ik nu met de klas.")
    later(app)
    assert count(Notification) == 2  # this one, and that alice has an experience
    assert len(lines(browser)) == 1


def test_more_of_them_are_one_line(app: Flask, as_: As, alice: Person, charlie: Person) -> None:
    browser = as_(charlie)
    save(browser, q="nakijken")
    for n in range(3):
        questions.question(alice, f"Nakijken, manier {n}?", "Vertel.")
    later(app)
    [line] = lines(browser)
    assert "Er zijn 3 vragen bij die hierbij passen" in line


def test_what_was_found_already_is_no_news(
    app: Flask, as_: As, alice: Person, bob: Person, charlie: Person
) -> None:
    asked = questions.question(alice, "Hoe houd ik het nakijken vol?", "Elke avond.")
    other = questions.question(alice, "Wat doe ik met telefoons?", "Ze liggen op tafel.")
    with app.app_context():
        rebuild()
    browser = as_(charlie)
    save(browser, q="nakijken")
    questions.experience(asked, bob, "Niet alles nakijken.")
    later(app)
    assert lines(browser) == []

    questions.experience(other, bob, "Na het nakijken leg ik ze terug.")
    later(app)
    assert len(lines(browser)) == 1


def test_a_filter_that_is_met_later(app: Flask, as_: As, alice: Person, charlie: Person) -> None:
    asked = questions.question(alice, "Hoe houd ik het nakijken vol?", "Elke avond.")
    with app.app_context():
        rebuild()
    browser = as_(charlie)
    save(browser, q="nakijken", met="opbrengst")
    save(browser, sector="mbo")
    later(app)
    assert lines(browser) == []
    do(lambda: closing.close(questions.viewer(alice), asked, closing.Yield(tried="Samen.")))
    later(app)
    [line] = lines(browser)
    assert "Met een opbrengst" in line


def test_never_of_ones_own_nor_of_where_one_takes_part(
    app: Flask, as_: As, alice: Person, bob: Person, charlie: Person
) -> None:
    for person in (alice, bob, charlie):
        save(as_(person), q="nakijken")
    asked = questions.question(alice, "Hoe houd ik het nakijken vol?", "Elke avond.")
    questions.joined(asked, bob)
    do(lambda: joining.follow(questions.viewer(charlie), asked, "mute"))
    later(app)
    assert [lines(as_(person)) for person in (alice, bob, charlie)] == [[], [], []]


def test_never_of_what_one_may_not_see(
    app: Flask,
    as_: As,
    alice: Person,
    bob: Person,
    charlie: Person,
    our_school: School,
) -> None:
    lapsed = people.person("Lars Lapsed")
    for person in (bob, charlie, lapsed):
        save(as_(person), q="nakijken")
    people.end_membership(lapsed)
    ours = questions.question(alice, "Nakijken bij ons?", "Vertel.", school_id=our_school.id)
    later(app)
    assert len(lines(as_(bob))) == 1
    assert lines(as_(charlie)) == []

    questions.question(alice, "Nakijken voor allen?", "Vertel.")
    later(app)
    assert len(lines(as_(charlie))) == 1
    assert lines(as_(lapsed)) == []

    people.end_seats(bob)  # the one for all stays
    assert len(lines(as_(bob))) == 1
    assert ours.title not in as_(bob).get("/zoeken?q=nakijken&orde=nieuwste").text


def test_hidden_or_taken_away_before_or_after_it_was_told(
    app: Flask, as_: As, alice: Person, charlie: Person
) -> None:
    browser = as_(charlie)
    save(browser, q="nakijken")
    first, second = (questions.question(alice, f"Nakijken {n}?", "Vertel.") for n in range(2))
    do(
        lambda: asking.remove_question(
            questions.viewer(alice), db.session.get_one(Question, first.id)
        )
    )
    do(lambda: setattr(db.session.get_one(Question, second.id), "hidden_at", now()))
    later(app)
    assert count(Notification) == 0

    third = questions.question(alice, "Nakijken drie?", "Vertel.")
    later(app)
    assert len(lines(browser)) == 1
    do(lambda: setattr(db.session.get_one(Question, third.id), "hidden_at", now()))
    assert lines(browser) == []


def test_on_the_page_of_the_search_what_is_new_says_so(
    app: Flask, as_: As, alice: Person, charlie: Person
) -> None:
    browser = as_(charlie)
    assert "Bewaar deze zoekopdracht" in browser.get("/zoeken?q=nakijken").text
    save(browser, q="nakijken")
    page = browser.get("/zoeken?q=nakijken").text
    assert "Je bewaarde deze zoekopdracht" in page
    assert "/berichten/gelezen" not in page

    asked = questions.question(alice, "Hoe houd ik het nakijken vol?", "Elke avond.")
    later(app)
    page = browser.get("/zoeken?q=nakijken&orde=nieuwste").text
    assert '<span class="new">Nieuw</span>' in page
    assert "/berichten/gelezen" in page  # posted after loading: then it is no news any more
    browser.post(f"/vragen/{asked.id}/gelezen")
    assert '<span class="new">' not in browser.get("/zoeken?q=nakijken&orde=nieuwste").text


def test_ones_own_page_lists_them_and_takes_them_away(
    app: Flask, as_: As, alice: Person, charlie: Person
) -> None:
    browser = as_(charlie)
    save(browser, q="nakijken", sector="vo")
    save(browser, q="nakijken", sector="vo", orde="nieuwste")  # the same
    save(browser, thema="didactiek/huiswerk")
    questions.question(alice, "Nakijken hier?", "Vertel.", sector="vo")
    later(app)
    for path in ("/ik", "/zoeken"):
        page = browser.get(path).text
        [found] = re.findall(r'<ul class="brief saved-searches">.*?</ul>', page, re.S)
        assert found.count("<li>") == 2
        assert "&#34;nakijken&#34;, Voortgezet onderwijs</a>" in found
        assert found.count('<span class="new">Nieuw</span>') == 1
    assert "saved-searches" not in as_(alice).get("/ik").text

    answer = browser.post("/zoeken/1/niet-bewaren", {"next": "/ik"})
    assert (answer.status_code, answer.location) == (303, "/ik")
    assert count(SavedSearch) == 1
    assert count(SearchMatch) == count(Notification) == 0
    assert as_(alice).post("/zoeken/2/niet-bewaren").status_code == 404
    assert count(SavedSearch) == 1


def test_what_cannot_be_saved(as_: As, client: Client, alice: Person, vera: Person) -> None:
    browser = as_(alice)
    for asked in ({}, {"q": "de het"}, {"q": "-toets"}, {"sector": "maan"}):
        assert browser.post("/zoeken/bewaren", asked).status_code == 422
    assert as_(vera).post("/zoeken/bewaren", {"q": "toets"}).status_code == 402
    for n in range(MOST):
        save(browser, q=f"toets {n}")
    save(browser, q="toets 0")
    refused = browser.post("/zoeken/bewaren", {"q": "toets 99"})
    assert refused.status_code == 422
    assert "Haal er eerst een weg" in refused.text
    assert count(SavedSearch) == MOST


def test_they_go_with_the_account(as_: As, alice: Person, charlie: Person, app: Flask) -> None:
    save(as_(charlie), q="nakijken")
    questions.question(alice, "Nakijken hier?", "Vertel.")
    later(app)
    do(lambda: db.session.delete(db.session.get_one(Person, charlie.id)))
    assert count(SavedSearch) == count(SearchMatch) == 0
