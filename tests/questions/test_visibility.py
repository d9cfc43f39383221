"""Who sees which question, at every door."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from crowd.accounts.models import Person
from crowd.core.clock import now as moment
from crowd.core.db import Base, db
from crowd.people.models import Profile
from crowd.questions.models import Experience, Question
from crowd.schools.models import School
from crowd.search.actions import rebuild
from tests.client import Client
from tests.factories import people, questions, rows
from tests.factories.questions import BODY, TITLE
from tests.questions.pages import As

TABS = ("voor-jou", "help", "nieuw", "wacht", "aangehaakt", "van-mij")
SECRET = "Wat in deze vraag gedeeld werd."
POSTS = (
    *("aanhaken", "afhaken", "volgen", "ervaringen", "aanbod", "reacties", "aanpassen"),
    *("afronden", "heropenen", "en-bij-jou", "verwijderen"),
    *(
        f"ervaringen/{{e}}/{what}"
        for what in [
            "aanpassen",
            "verwijderen",
            "terugzetten",
            "iets-aan",
            "proberen",
            "uitgeprobeerd",
        ]
    ),
    *(f"reacties/{{c}}/{what}" for what in ("aanpassen", "verwijderen", "terugzetten")),
    *(f"aanbod/1/{what}" for what in ("aannemen", "afslaan", "intrekken")),
)
FORM = {
    "did": "d", "body": "b", "went": "w", "tried": "t", "contact": "c", "ways": "call",
    "per_month": "1", "title": "Een titel die lang genoeg is", "version": "1",
}  # fmt: skip


@pytest.fixture
def ours(app: Flask, alice: Person, bob: Person, our_school: School) -> Question:
    """A question for alice's school, in which bob shared something."""
    made = questions.question(alice, school_id=our_school.id)
    questions.joined(made, bob)
    questions.experience(made, bob, SECRET)
    questions.comment(made, bob, SECRET)
    index(app)
    return made


def index(app: Flask) -> None:
    with app.app_context():
        rebuild()


WORDS = "gymles rustig rekenen klas"
EVERYWHERE = (
    "{url}",
    "/vragen?tab=nieuw",
    f"/vragen/vergelijkbaar?title={WORDS}",
    f"/vragen/vergelijkbaar?title={WORDS}#json",
    f"/zoeken?q={WORDS}",
)
ELSEWHERE = (
    *(f"/vragen?tab={tab}" for tab in TABS),
    *("/vragen/{id}/geschiedenis", "/vragen/{id}/aanpassen"),
    *("/berichten", "/", "/ik", "/leden/{author_id}"),
)


def sees(browser: Client, asked: Question) -> bool:
    """Whether the question shows: everywhere that it belongs, or nowhere at all."""
    shown = {path: _shows(browser, asked, path) for path in (*EVERYWHERE, *ELSEWHERE)}
    sees = shown[EVERYWHERE[0]]
    wrong = {p for p, there in shown.items() if there != sees and not (sees and p in ELSEWHERE)}
    assert not wrong
    return sees


def _shows(browser: Client, asked: Question, path: str) -> bool:
    path = path.format(url=asked.url, id=asked.id, author_id=asked.author_id)
    headers = {"Accept": "application/json"} if path.endswith("#json") else {}
    text = browser.get(path.removesuffix("#json"), headers=headers).text
    text = text.replace("<mark>", "").replace("</mark>", "")
    return TITLE in text or SECRET in text


def test_a_schools_question(
    as_: As, client: Client, ours: Question, bob: Person, charlie: Person, vera: Person, mo: Person
) -> None:
    assert sees(as_(bob), ours)
    assert sees(as_(mo), ours)
    assert not sees(as_(charlie), ours)
    assert not sees(as_(vera), ours)
    assert not sees(client, ours)
    assert as_(charlie).get(ours.url).status_code == 404
    assert as_(vera).get(ours.url).status_code == 404
    assert client.get(ours.url).status_code == 302  # as for what does not exist
    assert client.get("/vragen/999-iets").status_code == 302


def count_everything() -> int:
    def count() -> int:
        tables = [t for t in Base.metadata.sorted_tables if t.name not in {"login_session"}]
        return sum(db.session.scalar(select(func.count()).select_from(t)) or 0 for t in tables)

    return rows.do(count)


@pytest.mark.parametrize("what", POSTS)
def test_no_post_to_what_one_may_not_see(
    as_: As, ours: Question, charlie: Person, bob: Person, what: str
) -> None:
    as_(bob).post(f"/vragen/{ours.id}/aanbod", FORM)
    browser, before = as_(charlie), count_everything()

    path = f"/vragen/{ours.id}/{what.format(e=1, c=1)}"
    answer = browser.post(path, FORM)

    assert answer.status_code == 404
    assert TITLE not in answer.text
    assert browser.post(path.replace(f"/{ours.id}/", "/999/", 1), FORM).status_code == 404
    assert count_everything() == before


def test_who_lost_the_seat_loses_sight(as_: As, ours: Question, bob: Person) -> None:
    people.end_seats(bob)
    assert not sees(as_(bob), ours)


def test_when_the_asker_lost_the_seat(as_: As, ours: Question, alice: Person, bob: Person) -> None:
    people.end_seats(alice)
    assert not sees(as_(bob), ours)
    assert as_(alice).get(ours.url).status_code == 200
    assert TITLE in as_(alice).get("/vragen?tab=van-mij").text


def test_a_seat_at_another_school_shows_nothing(as_: As, ours: Question, charlie: Person) -> None:
    people.seat(people.school("Een andere school"), charlie)
    assert not sees(as_(charlie), ours)


def change(kind: type[Any], id: int, **values: Any) -> None:
    def write() -> None:
        row = db.session.get_one(kind, id)
        for name, value in values.items():
            setattr(row, name, value)

    rows.do(write)


def test_a_hidden_question(
    app: Flask, as_: As, client: Client, alice: Person, bob: Person, mo: Person, vera: Person
) -> None:
    asked = questions.question(alice)
    questions.joined(asked, bob)
    change(Question, asked.id, hidden_at=moment(), example_at=moment())
    index(app)

    for browser in (as_(bob), as_(vera), client):
        assert not sees(browser, asked)
    for person in (alice, mo):
        assert as_(person).get(asked.url).status_code == 200


def test_a_hidden_experience(as_: As, alice: Person, bob: Person, mo: Person) -> None:
    asked = questions.question(alice)
    one = questions.experience(asked, bob, SECRET)
    change(Experience, one.id, hidden_at=moment())

    assert SECRET not in as_(alice).get(asked.url).text
    assert SECRET in as_(mo).get(asked.url).text
    at = f"/vragen/{asked.id}/ervaringen/{one.id}"
    assert as_(alice).post(f"{at}/iets-aan").status_code == 404


def test_an_example_shows_no_names_and_no_faces(
    as_: As, client: Client, alice: Person, bob: Person, charlie: Person, mo: Person
) -> None:
    for person in (alice, bob, charlie):
        change(Profile, person.id, picture_hash="abc123")
    asked = questions.question(alice)
    one = questions.experience(asked, bob, "Wat er gebeurde.")
    questions.comment(asked, charlie, "Wat ik denk.")
    questions.joined(asked, charlie, "Bij mij ook.")
    as_(charlie).post(f"/vragen/{asked.id}/ervaringen/{one.id}/proberen")
    at = f"/vragen/{asked.id}/ervaringen/{one.id}"
    as_(charlie).post(f"{at}/uitgeprobeerd", {"went": "Het ging."})
    as_(alice).post(f"/vragen/{asked.id}/afronden", {"tried": "Een timer."})
    as_(charlie).post(f"/vragen/{asked.id}/en-bij-jou", {"tried": "Ook."})
    as_(mo).post(f"/vragen/{asked.id}/voorbeeld", {"show": "1"})

    for path in (asked.url, "/vragen", "/"):
        page = client.get(path).text
        assert TITLE in page
        for name in ("Alice", "Bob", "Charlie", "/leden/", "<img", "Bij mij ook."):
            assert name not in page
    page = client.get(asked.url).text
    for said in ("Wat er gebeurde.", "Wat ik denk.", "Het ging.", "Een timer."):
        assert said in page
    assert "<textarea" not in page
    assert client.get(f"/vragen/{asked.id}/geschiedenis").status_code == 302

    as_(mo).post(f"/vragen/{asked.id}/voorbeeld")
    assert client.get(asked.url).status_code == 302


def test_only_moderators_choose_examples(
    as_: As, ours: Question, alice: Person, bob: Person, mo: Person
) -> None:
    for person in (alice, bob):
        answer = as_(person).post(f"/vragen/{ours.id}/voorbeeld", {"show": "1"})
        assert answer.status_code == 403
    refused = as_(mo).post(f"/vragen/{ours.id}/voorbeeld", {"show": "1"})
    assert refused.status_code == 422
    assert "Alleen vragen voor alle leden" in refused.text


def test_an_account_without_membership_sees_the_title(
    as_: As, alice: Person, bob: Person, vera: Person
) -> None:
    asked = questions.question(alice)
    questions.experience(asked, bob, SECRET)
    questions.joined(asked, bob, "Bij Bob ook.")

    for path in (asked.url, "/vragen?tab=nieuw"):
        page = as_(vera).get(path).text
        assert TITLE in page
        for closed in (BODY[:30], SECRET, "Bob", "Alice", "Bij Bob ook."):
            assert closed not in page
    assert as_(vera).get(f"/vragen/{asked.id}/geschiedenis").status_code == 402


def test_who_was_a_member_reads_the_own_question(as_: As) -> None:
    gone = people.person("Gea Gegaan")
    asked = questions.question(gone)
    people.end_membership(gone)
    page = as_(gone).get(asked.url)
    assert page.status_code == 200
    assert BODY in page.text
    assert "<textarea" not in page.text
