"""Asking a colleague for their experience: whom, why, and what the one who is asked hears."""

import re
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from crowd.accounts.models import Person
from crowd.core import clock, i18n
from crowd.core.db import db
from crowd.people.models import PersonTheme, Profile
from crowd.questions.actions import closing, joining, offers, relating
from crowd.questions.models import ExperienceRequest, Question
from crowd.questions.queries.experienced import experienced
from crowd.schools.models import School
from crowd.search.actions import rebuild
from tests.factories import people, questions, rows
from tests.factories.questions import BODY, TITLE
from tests.questions.pages import As, now, part, told, told_where

THEME = "klassenmanagement/orde-en-rust"
OTHER = "didactiek/instructie"
ALIKE = "Na de gymles komt mijn klas niet aan het rekenen toe, wat doe ik?"


def knows(person: Person, theme: str = THEME) -> Person:
    rows.save(PersonTheme(person_id=person.id, theme=theme, kind="experience"))
    return person


def told_about(person: Person, **values: object) -> None:
    changed = update(Profile).where(Profile.person_id == person.id).values(**values)
    rows.do(lambda: db.session.execute(changed))


@pytest.fixture
def asked(app: Flask, alice: Person) -> Question:
    return questions.question(alice, themes=[THEME], sector="vo", level="vmbo-kader")


@pytest.fixture
def relate(app: Flask) -> Callable[[Question], None]:
    def done(question: Question) -> None:
        with app.app_context():
            rebuild()
            relating.relate([question.id])

    return done


def who(app: Flask, viewer: Person, question: Question) -> dict[str, str]:
    """Names, and why."""
    with app.test_request_context(), i18n.language_of("nl"):
        found = experienced(questions.viewer(viewer), now_(question))
        return {one.card.name: one.why for one in found}


def now_(question: Question) -> Question:
    return db.session.get_one(Question, question.id)


def ask(as_: As, asker: Person, question: Question, person: Person) -> int:
    return (
        as_(asker)
        .post(f"/vragen/{question.id}/vraag-ervaring", {"person": str(person.id)})
        .status_code
    )


def requests() -> Sequence[tuple[int, int]]:
    return [(r.question_id, r.person_id) for r in rows.found(select(ExperienceRequest))]


def test_the_rule_and_its_reasons(
    app: Flask,
    asked: Question,
    relate: Callable[[Question], None],
    alice: Person,
    bob: Person,
    charlie: Person,
) -> None:
    dora = knows(people.person("Dora Dam", sector="po"))
    told_about(charlie, level="vmbo-kader")
    knows(charlie)
    for title in (ALIKE, "Mijn klas is na gym druk, hoe krijg ik ze aan het rekenen?"):
        questions.experience(questions.question(alice, title, BODY, themes=[OTHER]), bob)
    people.person("Niemand Weet")
    relate(asked)

    found = who(app, alice, asked)
    assert list(found) == ["Bob Bakker", "Charlie de Croon", "Dora Dam"]
    assert found["Bob Bakker"].startswith("Deelde ervaring bij 2 vragen die hierop lijken")
    assert found["Charlie de Croon"].startswith("Ervaring met ")
    assert found["Charlie de Croon"].endswith("Werkt ook in vmbo-kader")
    assert "Werkt ook" not in found["Dora Dam"]
    assert dora.name in found


def test_the_asker_asks_and_the_other_hears_it_once(
    as_: As, asked: Question, alice: Person, charlie: Person
) -> None:
    knows(charlie)
    page = part(as_(alice).get(asked.url).text, "helpen")
    assert "Wie kan helpen?" in page and "Charlie de Croon" in page

    assert ask(as_, alice, asked, charlie) == ask(as_, alice, asked, charlie) == 303
    assert told_where(as_(charlie)) == {
        "Alice Alders vraagt of jij je ervaring wilt delen, als je tijd hebt": "deel"
    }
    after = part(as_(alice).get(asked.url).text, "helpen")
    assert "Al gevraagd: Charlie de Croon." in after
    assert "vraag-ervaring" not in after


def test_only_the_asker_and_a_moderator_see_it(
    as_: As,
    asked: Question,
    bob: Person,
    charlie: Person,
    mo: Person,
    vera: Person,
) -> None:
    knows(charlie)
    assert "Wie kan helpen?" in as_(mo).get(asked.url).text
    for person in (bob, charlie, vera):
        assert "Wie kan helpen?" not in as_(person).get(asked.url).text
        assert ask(as_, person, asked, charlie) in {402, 403}
    assert requests() == []


def test_an_asker_without_name_is_not_named(
    as_: As, app: Flask, alice: Person, charlie: Person
) -> None:
    secret = questions.question(alice, themes=[THEME], anonymous=True)
    knows(charlie)
    assert "Je naam staat er niet bij." in as_(alice).get(secret.url).text
    ask(as_, alice, secret, charlie)
    inbox = as_(charlie).get("/berichten").text
    assert "Vraagsteller vraagt of jij je ervaring wilt delen" in inbox
    assert "Alice" not in inbox


def test_experience_in_ones_own_nameless_question_tells_nothing(
    app: Flask,
    asked: Question,
    relate: Callable[[Question], None],
    alice: Person,
    charlie: Person,
) -> None:
    secret = questions.question(charlie, ALIKE, BODY, anonymous=True)
    questions.experience(secret, charlie)
    relate(asked)
    assert who(app, alice, asked) == {}


def test_experience_in_what_the_asker_may_not_read_tells_nothing(
    app: Flask,
    relate: Callable[[Question], None],
    alice: Person,
    bob: Person,
    charlie: Person,
    our_school: School,
) -> None:
    ours = questions.question(alice, ALIKE, BODY, school_id=our_school.id)
    questions.experience(ours, bob)
    theirs = questions.question(charlie, TITLE, BODY)
    relate(theirs)
    assert who(app, charlie, theirs) == {}


def test_a_schools_own_question_is_for_colleagues_there(
    app: Flask, as_: As, alice: Person, bob: Person, charlie: Person, our_school: School
) -> None:
    ours = questions.question(alice, themes=[THEME], school_id=our_school.id)
    knows(bob), knows(charlie)
    assert list(who(app, alice, ours)) == ["Bob Bakker"]
    assert ask(as_, alice, ours, charlie) == 409
    assert told(as_(charlie)) == []


def test_who_does_not_want_to_be_asked_sets_so_in_the_profile(
    app: Flask, as_: As, asked: Question, alice: Person, charlie: Person
) -> None:
    knows(charlie)
    form = {"name": charlie.name, "experience": [THEME], "not_to_ask": "y"}
    assert as_(charlie).post("/ik/profiel", form).status_code == 303
    box = re.search(r'<input[^>]*name="not_to_ask"[^>]*>', as_(charlie).get("/ik/profiel").text)
    assert box and "checked" in box[0]
    assert who(app, alice, asked) == {}
    assert ask(as_, alice, asked, charlie) == 409


def test_nobody_is_asked_more_than_twice_a_week(
    app: Flask, as_: As, alice: Person, bob: Person, charlie: Person
) -> None:
    knows(charlie)
    made = [questions.question(alice, f"{TITLE} {n}", themes=[THEME]) for n in range(3)]
    assert [ask(as_, alice, q, charlie) for q in made] == [303, 303, 409]
    with time_machine.travel(clock.now() + timedelta(days=8)):
        assert ask(as_, alice, made[2], charlie) == 303


def test_five_a_question(app: Flask, as_: As, asked: Question, alice: Person) -> None:
    others = [knows(people.person(f"Lid{n} Leeuw", f"lid{n}@example.org")) for n in range(6)]
    assert [ask(as_, alice, asked, p) for p in others] == [303] * 5 + [409]
    assert "vraag-ervaring" not in as_(alice).get(asked.url).text


def test_who_takes_part_muted_or_is_no_member_is_left_out(
    app: Flask, asked: Question, alice: Person, bob: Person, charlie: Person, vera: Person
) -> None:
    dora, ed = knows(people.person("Dora Dam")), knows(people.person("Ed Eik"))
    for person in (alice, bob, charlie, vera):
        knows(person)
    questions.joined(asked, bob)
    questions.experience(asked, charlie)
    me = questions.viewer
    rows.do(lambda: joining.follow(me(dora), now_(asked), "mute"))
    offer = offers.Offering(ways=["write"], contact="ed@example.org")
    rows.do(lambda: offers.offer_experience(me(ed), now_(asked), offer))
    assert who(app, alice, asked) == {}


def test_never_a_leader_of_the_askers_own_school(
    app: Flask, asked: Question, alice: Person, bob: Person, charlie: Person
) -> None:
    for person in (bob, charlie):
        knows(person)
        told_about(person, job_role="teamleider")
    assert list(who(app, alice, asked)) == ["Charlie de Croon"]


def test_a_closed_question_asks_nobody(
    as_: As, asked: Question, alice: Person, charlie: Person
) -> None:
    knows(charlie)
    rows.do(lambda: closing.close(questions.viewer(alice), now_(asked), closing.Yield()))
    assert "Wie kan helpen?" not in as_(alice).get(asked.url).text
    assert ask(as_, alice, asked, charlie) == 403


@pytest.mark.parametrize("person", ["", "0", "999999", "x", "-1", "9" * 30])
def test_nobody_of_that_number(as_: As, asked: Question, alice: Person, person: str) -> None:
    answer = as_(alice).post(f"/vragen/{asked.id}/vraag-ervaring", {"person": person})
    assert answer.status_code == 409
    assert "Kies iemand anders" in answer.text
    assert requests() == []
    assert now(asked).title in as_(alice).get(asked.url).text
