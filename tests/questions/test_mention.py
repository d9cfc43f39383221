"""Naming a colleague: offered while typing, told to who is named, shown with the name of now."""

import pytest
from sqlalchemy import delete, select

from crowd.accounts.models import Person
from crowd.core.db import db
from crowd.questions.models import Comment, Question
from crowd.schools.models import School
from tests.client import Client
from tests.factories import questions, rows
from tests.questions.pages import As, now, part, told, told_where, typed


@pytest.fixture
def asked(alice: Person, bob: Person) -> Question:
    """Alice's question, that Bob joined."""
    asked = questions.question(alice)
    questions.joined(asked, bob)
    return asked


def offered(browser: Client, asked: Question, words: str) -> list[str]:
    found = browser.get(f"/vragen/{asked.id}/mensen", query_string={"q": words}).json
    return [one["name"] for one in found or []]


def at(person: Person) -> str:
    return f"@[{person.name}]({person.id})"


def comment(browser: Client, asked: Question, body: str) -> Comment:
    browser.post(f"/vragen/{asked.id}/reacties", {"body": body})
    return rows.found(select(Comment).order_by(Comment.id.desc()))[0]


def test_who_takes_part_is_offered(
    as_: As, asked: Question, alice: Person, charlie: Person, mo: Person
) -> None:
    browser = as_(charlie)
    assert offered(browser, asked, "a") == ["Alice Alders"]
    assert offered(browser, asked, "Bak") == offered(browser, asked, "bob b") == ["Bob Bakker"]
    assert offered(browser, asked, "") == ["Alice Alders", "Bob Bakker"]
    assert offered(browser, asked, "lders") == []
    as_(mo).post(f"/vragen/{asked.id}/volgen", {"level": "follow"})
    assert offered(browser, asked, "m") == []
    comment(as_(mo), asked, "Ik denk mee.")
    assert offered(browser, asked, "m") == ["Mo Moerman"]
    assert "Charlie" not in str(offered(browser, asked, ""))


def test_who_asked_without_name_is_never_offered(as_: As, alice: Person, bob: Person) -> None:
    asked = questions.question(alice, anonymous=True)
    questions.joined(asked, bob)
    comment(as_(alice), asked, "Ik zei ook nog iets.")
    assert offered(as_(bob), asked, "") == []


def test_only_who_may_read_the_question_gets_names(
    as_: As, client: Client, our_school: School, alice: Person, vera: Person, charlie: Person
) -> None:
    asked = questions.question(alice, school_id=our_school.id)
    for browser, status in ((client, 302), (as_(vera), 402), (as_(charlie), 404)):
        assert browser.get(f"/vragen/{asked.id}/mensen?q=a").status_code == status


def test_who_is_named_is_told_once(
    as_: As, asked: Question, alice: Person, bob: Person, charlie: Person
) -> None:
    said = comment(as_(charlie), asked, f"Zoals {at(bob)} zei.")

    assert told_where(as_(bob)) == {"Charlie de Croon noemde je": f"reactie-{said.id}"}
    assert "Charlie de Croon denkt mee" in told(as_(alice))
    block = part(as_(alice).get(asked.url).text, f"reactie-{said.id}")
    assert f'<a class="mention" href="/leden/{bob.id}">@Bob Bakker</a>' in block
    edit = as_(charlie).get(f"/vragen/{asked.id}/reacties/{said.id}/aanpassen").text
    assert f"Zoals {at(bob)} zei." in typed(edit)


def test_naming_somebody_later_tells_only_who_is_new(
    as_: As, asked: Question, alice: Person, bob: Person, charlie: Person
) -> None:
    said = comment(as_(charlie), asked, f"Zoals {at(bob)} zei.")
    form = {"body": f"Zoals {at(bob)} en {at(alice)} zeiden.", "version": str(said.version)}
    as_(charlie).post(f"/vragen/{asked.id}/reacties/{said.id}/aanpassen", form)

    assert told(as_(bob)) == ["Charlie de Croon noemde je"]
    assert "Charlie de Croon noemde je" in told(as_(alice))
    as_(charlie).post(f"/vragen/{asked.id}/reacties/{said.id}/verwijderen")
    assert told(as_(bob)) == []


def test_in_an_experience(as_: As, asked: Question, bob: Person, charlie: Person) -> None:
    as_(charlie).post(f"/vragen/{asked.id}/ervaringen", {"did": f"Wat {at(bob)} zegt, deed ik."})
    assert told(as_(bob)) == ["Charlie de Croon noemde je"]


def test_who_cannot_see_the_question_is_not_told(
    as_: As, our_school: School, alice: Person, bob: Person, charlie: Person
) -> None:
    asked = questions.question(alice, school_id=our_school.id)
    comment(as_(bob), asked, f"Zoals {at(charlie)} zei.")
    assert told(as_(charlie)) == []
    assert "ongelezen" not in as_(charlie).get("/").text


def test_the_name_is_that_of_now(as_: As, asked: Question, bob: Person, charlie: Person) -> None:
    said = comment(as_(charlie), asked, f"Zoals {at(bob)} zei.")
    assert "Bakker" not in said.body_html

    rows.do(lambda: db.session.execute(delete(Person).where(Person.id == bob.id)))

    block = part(as_(charlie).get(asked.url).text, f"reactie-{said.id}")
    assert '<span class="mention">@Oud-lid</span>' in block
    assert "Bakker" not in block


def test_who_is_no_member_sees_no_names(
    as_: As, client: Client, asked: Question, bob: Person, charlie: Person, mo: Person
) -> None:
    comment(as_(charlie), asked, f"Zoals {at(bob)} zei.")
    as_(mo).post(f"/vragen/{asked.id}/voorbeeld", {"show": "1"})
    page = client.get(now(asked).url).text
    assert "@een collega" in page
    assert "Bob" not in page


def test_the_preview_shows_the_name(as_: As, bob: Person, charlie: Person) -> None:
    shown = as_(charlie).post("/vragen/voorbeeld-tekst", {"body": at(bob)}).text
    assert "@Bob Bakker</a>" in shown
