import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from crowd.accounts.models import Person
from crowd.core.db import db
from crowd.notifications.actions import notify
from crowd.notifications.events import EVENTS
from crowd.notifications.models import Notification
from crowd.questions.models import Question
from tests.client import Client
from tests.factories import people, questions
from tests.factories.rows import do

As = Callable[[Person], Client]


def tell(question: Question, to: Person, what: str = "joined", **more: Any) -> None:
    do(lambda: notify([to.id], what, ("question", question.id), **more))


def count(app: Flask, person: Person) -> int:
    with app.app_context():
        return db.session.scalar(
            select(func.count()).where(Notification.person_id == person.id)
        ) or 0  # fmt: skip


def new(page: str) -> int:
    return page.count("inbox-new")


def seen(browser: Client) -> None:
    """What the page itself posts after it has loaded."""
    page = browser.get("/berichten").text
    form = re.search(r'<form[^>]*hx-trigger="load".*?</form>', page, re.S)
    assert form
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form[0]):
        fields.setdefault(name, []).append(value)
    answer = browser.browser.post("/berichten/gelezen", data=fields, headers={"HX-Request": "true"})
    assert answer.status_code == 204


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(*arguments: Any) -> None:
        seen.append(arguments[2])

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def test_an_empty_inbox(as_: As, alice: Person) -> None:
    page = as_(alice).get("/berichten").text
    assert "Geen berichten. Rustig aan." in page
    assert "Zet alles op gelezen" not in page


def test_what_happened_stands_with_its_question(as_: As, alice: Person, bob: Person) -> None:
    asked = questions.question(alice)
    tell(asked, alice, actor_id=bob.id)
    page = as_(alice).get("/berichten").text
    assert asked.title in page
    assert "Bob" in page
    assert "haakte aan" in page
    assert new(page) == 1
    assert '<span class="count" aria-hidden="true">1</span>' in page


def test_equal_events_are_told_together(as_: As, alice: Person) -> None:
    asked = questions.question(alice)
    for name in ("Fatima F", "Gijs G", "Hanna H", "Ines I"):
        tell(asked, alice, actor_id=people.person(name).id)
    page = as_(alice).get("/berichten").text
    assert "Ines I en 3 anderen haakten aan" in page
    assert new(page) == 1


def test_two_people_are_both_named(as_: As, alice: Person) -> None:
    asked = questions.question(alice)
    for name in ("Fatima F", "Gijs G"):
        tell(asked, alice, actor_id=people.person(name).id)
    assert "Gijs G en Fatima F haakten aan" in as_(alice).get("/berichten").text


def test_what_was_read_is_told_apart_from_what_is_new(as_: As, alice: Person) -> None:
    asked = questions.question(alice)
    tell(asked, alice, actor_id=people.person("Fatima F").id)
    browser = as_(alice)
    seen(browser)
    tell(asked, alice, actor_id=people.person("Gijs G").id)
    page = browser.get("/berichten").text
    assert new(page) == 1
    assert page.index("Gijs G") < page.index("Fatima F")


def test_a_line_leads_to_its_part(as_: As, alice: Person, bob: Person) -> None:
    asked = questions.question(alice)
    tell(asked, alice, "shared", part="ervaring-3", actor_id=bob.id)
    assert re.search(
        rf'href="/vragen/{asked.id}[^"]*#ervaring-3"', as_(alice).get("/berichten").text
    )


def test_nobody_is_told_twice(app: Flask, alice: Person, bob: Person) -> None:
    asked = questions.question(alice)
    for _again in range(2):
        tell(asked, bob, actor_id=alice.id)
        tell(asked, bob, "closed", key="closed-1")
    assert count(app, bob) == 2


def test_nobody_is_told_of_what_they_did_themselves(app: Flask, alice: Person) -> None:
    tell(questions.question(alice), alice, actor_id=alice.id)
    assert count(app, alice) == 0


def test_what_is_rolled_back_is_not_told(app: Flask, alice: Person, bob: Person) -> None:
    asked = questions.question(alice)
    with app.app_context():
        notify([bob.id], "joined", ("question", asked.id))
        db.session.rollback()
    assert count(app, bob) == 0


def test_an_unknown_event_is_a_mistake_in_the_code(app: Flask, alice: Person) -> None:
    with app.app_context(), pytest.raises(ValueError, match="unknown event"):
        notify([alice.id], "exploded", ("question", 1))


def test_an_asker_without_name_stays_without_name(as_: As, alice: Person, bob: Person) -> None:
    asked = questions.question(alice, anonymous=True)
    tell(asked, bob, "closed", actor_id=alice.id)
    page = as_(bob).get("/berichten").text
    assert "Vraagsteller vertelde wat het opleverde" in page
    assert "Alice" not in page


def test_what_one_may_not_see_is_not_shown(
    as_: As, alice: Person, charlie: Person, our_school: Any
) -> None:
    inside = questions.question(
        alice, "Hoe vertel ik dit binnen onze school?", school_id=our_school.id
    )
    tell(inside, charlie, actor_id=alice.id)
    browser = as_(charlie)
    assert "binnen onze school" not in browser.get("/berichten").text
    seen(browser)  # and does not stay behind as a number
    assert 'class="count"' not in browser.get("/berichten").text


def test_nothing_of_somebody_else_is_shown_or_marked(
    app: Flask, as_: As, alice: Person, bob: Person
) -> None:
    asked = questions.question(alice)
    tell(asked, alice, actor_id=bob.id)
    browser = as_(bob)
    assert asked.title not in browser.get("/berichten").text
    browser.post("/berichten/gelezen", {"all": "1"})
    browser.post("/berichten/gelezen", {"subject_kind": "question", "subject_id": str(asked.id)})
    assert new(as_(alice).get("/berichten").text) == 1


def test_the_page_marks_what_it_showed(as_: As, alice: Person, bob: Person) -> None:
    tell(questions.question(alice), alice, actor_id=bob.id)
    browser = as_(alice)
    seen(browser)
    page = browser.get("/berichten").text
    assert new(page) == 0
    assert "Bob" in page
    assert 'hx-trigger="load"' not in page


def test_what_came_meanwhile_stays_unread(as_: As, alice: Person, bob: Person) -> None:
    asked = questions.question(alice)
    tell(asked, alice, actor_id=bob.id)
    browser = as_(alice)
    until = re.search(r'name="until" value="(\d+)"', browser.get("/berichten").text)
    assert until
    tell(asked, alice, "commented", actor_id=bob.id)
    fields = {"subject_kind": "question", "subject_id": str(asked.id), "until": until[1]}
    browser.post("/berichten/gelezen", fields)
    assert new(browser.get("/berichten").text) == 1


def test_all_at_once_without_javascript(as_: As, alice: Person, bob: Person) -> None:
    for n in range(3):
        tell(
            questions.question(alice, f"Hoe doe ik dit voor de {n}e keer?"), alice, actor_id=bob.id
        )
    browser = as_(alice)
    assert "Zet alles op gelezen" in browser.get("/berichten").text
    answer = browser.post("/berichten/gelezen", {"all": "1"})
    assert (answer.status_code, answer.location) == (302, "/berichten")
    assert new(browser.get("/berichten").text) == 0


def test_older_subjects_are_on_the_next_page(as_: As, alice: Person, bob: Person) -> None:
    asked = [questions.question(alice, f"Hoe doe ik dit voor de {n}e keer?") for n in range(23)]
    for question in asked:
        tell(question, alice, actor_id=bob.id)
    browser = as_(alice)
    first = browser.get("/berichten").text
    assert "voor de 22e keer" in first
    assert "voor de 2e keer" not in first
    following = re.search(r'href="(/berichten\?na=\d+)"', first)
    assert following
    second = browser.get(following[1]).text
    assert [n for n in range(23) if f"voor de {n}e keer" in second] == [0, 1, 2]
    assert "?na=" not in second


@pytest.mark.parametrize("after", ["x", "-1", "9" * 40, ""])
def test_a_strange_address_is_the_first_page(as_: As, alice: Person, after: str) -> None:
    assert as_(alice).get(f"/berichten?na={after}").status_code == 200


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"subject_kind": "question"},
        {"subject_kind": "question", "subject_id": "x"},
        {"subject_kind": "question", "subject_id": "9" * 40, "until": "9" * 40},
        {"subject_kind": "\0", "subject_id": "1"},
    ],
)
def test_nonsense_marks_nothing(
    as_: As, alice: Person, bob: Person, fields: dict[str, str]
) -> None:
    tell(questions.question(alice), alice, actor_id=bob.id)
    browser = as_(alice)
    assert browser.post("/berichten/gelezen", fields).status_code == 302
    assert new(browser.get("/berichten").text) == 1


def test_it_costs_the_same_for_few_and_for_many(app: Flask, as_: As, alice: Person) -> None:
    def costs() -> int:
        with statements(app) as made:
            assert browser.get("/berichten").status_code == 200
        return len(made)

    browser = as_(alice)
    for n in range(3):
        told = questions.question(alice, f"Hoe doe ik dit voor de {n}e keer?")
        tell(told, alice, actor_id=people.person(f"Een{n} Persoon").id)
    few = costs()
    for n in range(3, 18):
        told = questions.question(alice, f"Hoe doe ik dit voor de {n}e keer?")
        for event_ in ("joined", "shared"):
            tell(told, alice, event_, actor_id=people.person(f"Een{n}{event_} Persoon").id)
    assert costs() == few


def test_every_event_has_a_sentence(app: Flask, as_: As, alice: Person, bob: Person) -> None:
    asked = questions.question(alice)
    for name in EVENTS:
        tell(asked, alice, name, actor_id=bob.id)
    page = as_(alice).get("/berichten").text
    assert new(page) == len(EVENTS)
    assert "En bij jou?" in page


def test_one_that_left_is_a_colleague(app: Flask, as_: As, alice: Person) -> None:
    tell(questions.question(alice), alice, actor_id=None, key="somebody")
    assert "Een collega haakte aan" in as_(alice).get("/berichten").text
