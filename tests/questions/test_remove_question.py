"""Taking one's question away."""

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from crowd.accounts.models import Person
from crowd.core import clock
from crowd.core.db import db
from crowd.questions.jobs import purge
from crowd.questions.models import Experience, Question, Revision
from crowd.schools.models import School
from crowd.search.actions import rebuild
from tests.factories import people, questions, rows
from tests.factories.questions import BODY, TITLE
from tests.questions.pages import As, now, part, told, was

Mails = Callable[[], list[EmailMessage]]
GONE = "De vrager heeft deze vraag weggehaald"


@pytest.fixture
def asked(alice: Person) -> Question:
    return questions.question(alice)


def remove(as_: As, asked: Question, person: Person) -> Any:
    return as_(person).post(f"/vragen/{asked.id}/verwijderen")


def similar(as_: As, person: Person, app: Flask) -> list[int]:
    found = as_(person).get(
        "/vragen/vergelijkbaar",
        query_string={"title": TITLE, "body": BODY},
        headers={"Accept": "application/json"},
    )
    return [row["id"] for row in found.json]


def test_without_reactions_it_is_gone(
    app: Flask, mails: Mails, as_: As, asked: Question, alice: Person, charlie: Person, mo: Person
) -> None:
    with app.app_context():
        rebuild()
    assert similar(as_, charlie, app) == [asked.id]

    assert remove(as_, asked, alice).location == "/vragen?tab=van-mij"

    mails()
    for person in (alice, charlie, mo):
        assert as_(person).get(asked.url).status_code == 404
        assert TITLE not in as_(person).get("/vragen?tab=nieuw").text
        assert similar(as_, person, app) == []
    assert TITLE not in as_(alice).get("/vragen?tab=van-mij").text


def test_with_reactions_the_others_words_stay(
    app: Flask, mails: Mails, as_: As, asked: Question, alice: Person, bob: Person, charlie: Person
) -> None:
    questions.experience(asked, bob, "Wat Bob deed.")
    questions.experience(asked, alice, "Wat Alice zelf deed.")
    questions.comment(asked, alice, "Wat Alice zei.")
    questions.joined(asked, charlie, "Bij Charlie ook.")
    as_(alice).post(f"/vragen/{asked.id}/afronden", {"tried": "Wat het Alice opleverde."})
    with app.app_context():
        rebuild()

    where = remove(as_, asked, alice).location

    page = as_(charlie).get(where).text
    for kept in (GONE, "Wat Bob deed.", "Bij Charlie ook.", "Oud-lid"):
        assert kept in page
    for lost in (TITLE, BODY, "Alice"):
        assert lost not in page
    assert (now(asked).author_id, now(asked).status) == (None, "gestopt")
    mails()
    assert similar(as_, charlie, app) == []
    assert TITLE not in as_(charlie).get("/vragen?tab=nieuw").text
    assert TITLE not in as_(charlie).get("/berichten").text
    assert as_(alice).get(where).status_code == 200
    assert as_(alice).post(f"/vragen/{asked.id}/heropenen").status_code == 403


def test_an_open_question_closes(as_: As, asked: Question, alice: Person, charlie: Person) -> None:
    questions.joined(asked, charlie)
    remove(as_, asked, alice)
    assert now(asked).status == "gestopt"


@pytest.mark.parametrize("what", ["trial", "outcome"])
def test_what_others_told_is_a_reaction(
    as_: As, asked: Question, alice: Person, charlie: Person, what: str
) -> None:
    """Also when the experience was the asker's own, and who joined has left."""
    mine, at = questions.experience(asked, alice), f"/vragen/{asked.id}"
    if what == "trial":
        as_(charlie).post(f"{at}/ervaringen/{mine.id}/proberen")
    else:
        questions.joined(asked, charlie)
        as_(alice).post(f"{at}/afronden", {"tried": "Van alles."})
        as_(charlie).post(f"{at}/en-bij-jou", {"tried": "Hetzelfde."})
        as_(charlie).post(f"{at}/afhaken")

    remove(as_, asked, alice)

    assert now(asked).title == GONE


@pytest.mark.parametrize("what", ["joined", "experience", "comment", "offer"])
def test_what_counts_as_a_reaction(
    as_: As, asked: Question, alice: Person, charlie: Person, what: str
) -> None:
    if what == "offer":
        form = {"ways": "call", "per_month": "1", "contact": "06"}
        as_(charlie).post(f"/vragen/{asked.id}/aanbod", form)
    else:
        getattr(questions, what)(asked, charlie)

    remove(as_, asked, alice)

    assert now(asked).deleted_at is None
    assert now(asked).title == GONE


def test_what_the_asker_wrote_is_no_reaction(as_: As, asked: Question, alice: Person) -> None:
    questions.experience(asked, alice)
    questions.comment(asked, alice)
    remove(as_, asked, alice)
    assert now(asked).deleted_at is not None


def test_it_can_be_put_back_for_a_day(
    app: Flask, mails: Mails, as_: As, asked: Question, alice: Person, charlie: Person
) -> None:
    where = remove(as_, asked, alice).location
    mails()
    page = as_(alice).get(where).text
    assert f'action="/vragen/{asked.id}/terugzetten"' not in page  # said once, on the next page
    assert as_(charlie).post(f"/vragen/{asked.id}/terugzetten").status_code == 404

    assert as_(alice).post(f"/vragen/{asked.id}/terugzetten").location == asked.url

    mails()
    assert BODY in as_(charlie).get(asked.url).text
    assert similar(as_, charlie, app) == [asked.id]
    assert as_(alice).post(f"/vragen/{asked.id}/terugzetten").status_code == 404


def test_the_next_page_offers_to_put_it_back(as_: As, asked: Question, alice: Person) -> None:
    browser = as_(alice)
    where = browser.post(f"/vragen/{asked.id}/verwijderen").location
    assert f'action="/vragen/{asked.id}/terugzetten"' in browser.get(where).text


def test_after_a_day_it_is_gone_for_good(
    app: Flask, as_: As, asked: Question, alice: Person, bob: Person
) -> None:
    questions.experience(asked, alice)
    other = questions.question(bob)
    remove(as_, asked, alice)
    with app.app_context():
        purge()
        db.session.commit()
    assert now(asked).body == BODY

    with time_machine.travel(clock.now() + timedelta(days=1, minutes=1)):
        assert as_(alice).post(f"/vragen/{asked.id}/terugzetten").status_code == 403
        with app.app_context():
            purge()
            db.session.commit()

    assert [question.id for question in rows.found(select(Question))] == [other.id]
    assert rows.found(select(Experience)) == []


@pytest.mark.parametrize("tab", ["nieuw", "voor-jou"])
def test_an_emptied_question_is_listed_for_who_joined_only(
    as_: As, asked: Question, alice: Person, bob: Person, charlie: Person, tab: str
) -> None:
    questions.joined(asked, charlie)
    remove(as_, asked, alice)
    for person in (bob, charlie):
        assert GONE not in as_(person).get(f"/vragen?tab={tab}").text
    assert GONE in as_(charlie).get("/vragen?tab=aangehaakt").text
    assert GONE not in as_(charlie).get("/").text.partition("<main")[2]


def test_nothing_is_like_an_emptied_question(
    app: Flask, as_: As, asked: Question, alice: Person, charlie: Person
) -> None:
    questions.question(alice, "Waarom heeft de vrager deze vraag weggehaald?")
    with app.app_context():
        rebuild()
    questions.joined(asked, charlie)
    where = remove(as_, asked, alice).location
    assert "Vergelijkbare vragen" not in as_(charlie).get(where).text


def test_the_history_goes_with_it(as_: As, asked: Question, alice: Person, charlie: Person) -> None:
    theirs = questions.comment(asked, charlie, "Eerst van Charlie.")
    mine = questions.comment(asked, alice, "Eerst van Alice.")
    with time_machine.travel(clock.now() + timedelta(minutes=6)):
        for person, one in ((charlie, theirs), (alice, mine)):
            form = {"body": "Nu anders.", "version": "1"}
            as_(person).post(f"/vragen/{asked.id}/reacties/{one.id}/aanpassen", form)
        form = {"title": TITLE, "body": "Een andere tekst.", "version": "1"}
        as_(alice).post(f"/vragen/{asked.id}/aanpassen", form)

    remove(as_, asked, alice)

    kept = rows.found(select(Revision))
    assert [revision.fields for revision in kept] == [{"body": "Eerst van Charlie."}]
    history = as_(charlie).get(f"/vragen/{asked.id}/geschiedenis").text
    assert "Eerst van Charlie." in was(history)
    assert BODY not in history


def test_a_nameless_asker_stays_nameless_after_leaving(
    as_: As, alice: Person, bob: Person, charlie: Person, mo: Person
) -> None:
    """Everything that the asker did here loses its name, not only the question."""
    asked = questions.question(alice, anonymous=True)
    theirs = questions.experience(asked, bob)
    questions.joined(asked, charlie)
    browser, at = as_(alice), f"/vragen/{asked.id}"
    browser.post(f"{at}/ervaringen", {"did": "Ik zelf."})
    browser.post(f"{at}/reacties", {"body": "Dank je."})
    browser.post(f"{at}/ervaringen/{theirs.id}/iets-aan")
    browser.post(f"{at}/ervaringen/{theirs.id}/proberen")
    browser.post(f"{at}/ervaringen/{theirs.id}/uitgeprobeerd", {"went": "Het lukte."})
    browser.post(f"{at}/afronden", {"tried": "Van alles."})
    before = told(as_(bob))
    assert before
    assert all("Alice" not in line for line in before)

    remove(as_, asked, alice)

    for person in (bob, charlie, mo):
        for path in (now(asked).url, "/berichten", f"{at}/geschiedenis", "/vragen?tab=nieuw"):
            assert "Alice" not in as_(person).get(path).text
    assert "Het lukte." not in part(as_(bob).get(now(asked).url).text, "ervaringen")


def test_after_leaving_a_school(as_: As, alice: Person, bob: Person, our_school: School) -> None:
    asked = questions.question(alice, school_id=our_school.id)
    questions.experience(asked, bob)
    people.end_seats(alice)

    answer = remove(as_, asked, alice)

    assert answer.status_code == 303
    assert as_(alice).get(answer.location).status_code == 200
    assert TITLE not in as_(bob).get("/vragen?tab=nieuw").text


def test_only_the_asker(as_: As, asked: Question, bob: Person, mo: Person, vera: Person) -> None:
    for person in (bob, mo, vera):
        assert remove(as_, asked, person).status_code == 403
    assert now(asked).title == TITLE


def test_without_membership_too(as_: As) -> None:
    gone = people.person("Gea Gegaan")
    asked = questions.question(gone)
    people.end_membership(gone)
    assert remove(as_, asked, gone).status_code == 303
    assert now(asked).deleted_at is not None


def test_the_inbox_of_others_forgets_who_it_was(as_: As, alice: Person, charlie: Person) -> None:
    asked = questions.question(alice)
    questions.joined(asked, charlie)
    browser, at = as_(alice), f"/vragen/{asked.id}"
    browser.post(f"{at}/afronden", {"tried": "Van alles."})
    assert "Alice" in " ".join(told(as_(charlie)))

    browser.post(f"{at}/verwijderen")

    assert "Alice" not in as_(charlie).get("/berichten").text
