"""Thinking along, under a question or an experience."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from crowd.accounts.models import Person
from crowd.core import clock
from crowd.questions.models import Comment, Question
from tests.client import Client
from tests.factories import questions, rows
from tests.questions.pages import As, now, part, told, told_where, typed, was


@pytest.fixture
def asked(alice: Person) -> Question:
    return questions.question(alice)


def said() -> list[Comment]:
    return rows.found(select(Comment).order_by(Comment.id))


def save(browser: Client, asked: Question, one: Comment, body: str, **more: str) -> Any:
    form = {"body": body, "version": str(one.version), **more}
    return browser.post(f"/vragen/{asked.id}/reacties/{one.id}/aanpassen", form)


def test_under_the_question(as_: As, asked: Question, alice: Person, charlie: Person) -> None:
    answer = as_(charlie).post(f"/vragen/{asked.id}/reacties", {"body": "Hoe *lang* duurt dat?"})

    [one] = said()
    assert answer.location == f"{asked.url}#reactie-{one.id}"
    block = part(as_(alice).get(asked.url).text, f"reactie-{one.id}")
    assert "Hoe <em>lang</em> duurt dat?" in block
    assert "Charlie de Croon" in block
    assert told_where(as_(alice)) == {"Charlie de Croon denkt mee": f"reactie-{one.id}"}
    assert now(asked).status == "in-gesprek"


def test_under_an_experience(as_: As, asked: Question, bob: Person, charlie: Person) -> None:
    under = questions.experience(asked, bob)
    form = {"body": "Welke timer?", "experience_id": str(under.id)}

    as_(charlie).post(f"/vragen/{asked.id}/reacties", form)

    assert [one.experience_id for one in said()] == [under.id]
    page = as_(bob).get(asked.url).text
    assert page.index("Ik deed het zo.") < page.index("Welke timer?") < page.index('id="reacties"')
    assert told(as_(bob)) == ["Charlie de Croon denkt mee"]


@pytest.mark.parametrize("under", ["elsewhere", "999", "nee", "9" * 5000, "-1"])
def test_under_what_is_not_there_the_text_is_not_lost(
    as_: As, asked: Question, bob: Person, charlie: Person, under: str
) -> None:
    if under == "elsewhere":
        other = questions.question(bob, "Een andere vraag over heel iets anders")
        under = str(questions.experience(other, charlie).id)

    form = {"body": "Dit schreef ik.", "experience_id": under}
    answer = as_(charlie).post(f"/vragen/{asked.id}/reacties", form)

    assert answer.status_code == 409
    assert "Deze ervaring is intussen weg" in answer.text
    assert "Dit schreef ik." in typed(answer.text)
    assert said() == []


def test_under_a_deleted_experience(as_: As, asked: Question, bob: Person, charlie: Person) -> None:
    under = questions.experience(asked, bob)
    form = {"body": "Welke timer?", "experience_id": str(under.id)}
    as_(charlie).post(f"/vragen/{asked.id}/reacties", form)
    as_(bob).post(f"/vragen/{asked.id}/ervaringen/{under.id}/verwijderen")

    assert "Welke timer?" not in as_(charlie).get(asked.url).text
    assert now(asked).status == "open"
    answer = as_(charlie).post(f"/vragen/{asked.id}/reacties", {**form, "body": "En nu?"})
    assert answer.status_code == 409
    assert "En nu?" in typed(answer.text)
    # put back, what hung under it is there again
    as_(bob).post(f"/vragen/{asked.id}/ervaringen/{under.id}/terugzetten")
    assert "Welke timer?" in as_(charlie).get(asked.url).text


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", "Schrijf nog wat je wilt zeggen"),
        ("\x00 \x07", "Schrijf nog wat je wilt zeggen"),
        ("lang " * 801, "Er passen 4000 tekens in"),
        ("`" * 1600, "te veel haken"),
    ],
)
@pytest.mark.parametrize("under", [True, False])
def test_what_is_wrong_is_said_at_the_field(
    as_: As, asked: Question, bob: Person, charlie: Person, body: str, message: str, under: bool
) -> None:
    experience = questions.experience(asked, bob)
    form = {"body": body, "experience_id": str(experience.id) if under else ""}

    answer = as_(charlie).post(f"/vragen/{asked.id}/reacties", form)

    assert answer.status_code == 422
    assert message in answer.text
    field = f"reactie-op-{experience.id}" if under else "reactie"
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}-error"' in answer.text
    assert answer.text.count(f'id="{field}"') == 1
    assert body.strip("\x00 \x07") in typed(answer.text)
    assert said() == []


def test_the_same_key_posts_once(as_: As, asked: Question, charlie: Person) -> None:
    browser = as_(charlie)
    for _ in range(2):
        browser.post(f"/vragen/{asked.id}/reacties", {"body": "Eén keer.", "key": "zelfde"})
    assert len(said()) == 1


def test_editing(as_: As, asked: Question, alice: Person, charlie: Person) -> None:
    one = questions.comment(asked, charlie, "Eerst dit.")
    browser = as_(charlie)
    edit = browser.get(f"/vragen/{asked.id}/reacties/{one.id}/aanpassen")
    assert "Eerst dit." in typed(edit.text)

    with time_machine.travel(clock.now() + timedelta(minutes=6)):
        answer = save(browser, asked, one, "Nu dat.")

    assert answer.location == f"{asked.url}#reactie-{one.id}"
    block = part(as_(alice).get(asked.url).text, f"reactie-{one.id}")
    assert "Nu dat." in block
    assert "aangepast" in block
    assert f"/vragen/{asked.id}/geschiedenis#reactie-{one.id}" in block
    assert "Eerst dit." in was(as_(alice).get(f"/vragen/{asked.id}/geschiedenis").text)


def test_the_last_edit_does_not_erase_the_other(as_: As, asked: Question, charlie: Person) -> None:
    one = questions.comment(asked, charlie, "Het begin.")
    browser = as_(charlie)
    save(browser, asked, one, "Van het andere scherm.")

    answer = save(browser, asked, one, "Van dit scherm.")

    assert answer.status_code == 409
    assert "Van het andere scherm." in answer.text
    assert "Van dit scherm." in typed(answer.text)
    assert [c.body for c in said()] == ["Van het andere scherm."]
    assert save(browser, asked, said()[0], "Van dit scherm.").status_code == 303


def test_deleting_and_putting_back(
    as_: As, asked: Question, alice: Person, charlie: Person
) -> None:
    one = questions.comment(asked, charlie, "Weg ermee.")
    browser, at = as_(charlie), f"/vragen/{asked.id}/reacties/{one.id}"

    browser.post(f"{at}/verwijderen")

    assert "Weg ermee." not in as_(alice).get(asked.url).text
    assert told(as_(alice)) == []  # nobody read of it yet
    assert now(asked).status == "open"
    assert f'action="{at}/terugzetten"' in browser.get(asked.url).text
    assert save(browser, asked, one, "Toch iets.").status_code == 403
    assert browser.post(f"{at}/terugzetten").status_code == 303
    assert "Weg ermee." in as_(alice).get(asked.url).text
    browser.post(f"{at}/verwijderen")
    with time_machine.travel(clock.now() + timedelta(hours=25)):
        assert browser.post(f"{at}/terugzetten").status_code == 403


def test_what_is_deleted_leaves_the_history(
    as_: As, asked: Question, alice: Person, charlie: Person
) -> None:
    one = questions.comment(asked, charlie, "Eerst dit.")
    with time_machine.travel(clock.now() + timedelta(minutes=6)):
        save(as_(charlie), asked, one, "Nu dat.")
    as_(charlie).post(f"/vragen/{asked.id}/reacties/{one.id}/verwijderen")

    assert "Eerst dit." not in as_(alice).get(f"/vragen/{asked.id}/geschiedenis").text


def test_only_ones_own(as_: As, asked: Question, alice: Person, bob: Person, mo: Person) -> None:
    one = questions.comment(asked, bob)
    at = f"/vragen/{asked.id}/reacties/{one.id}"
    for person in (alice, mo):
        browser = as_(person)
        assert browser.get(f"{at}/aanpassen").status_code == 403
        assert save(browser, asked, one, "Van mij.").status_code == 403
        assert browser.post(f"{at}/verwijderen").status_code == 403
    other = questions.question(bob, "Een andere vraag over heel iets anders")
    elsewhere = f"/vragen/{other.id}/reacties/{one.id}"
    assert as_(bob).post(f"{elsewhere}/verwijderen").status_code == 404
    assert [(c.body, c.deleted_at) for c in said()] == [("Hoe lang deed je dat?", None)]


def test_each_reply_keeps_a_draft_of_its_own(
    as_: As, asked: Question, bob: Person, charlie: Person
) -> None:
    one, other = questions.experience(asked, bob), questions.experience(asked, charlie)
    browser, at = as_(charlie), f"/vragen/{asked.id}/ervaringen"
    browser.post("/concepten", {"place": f"{at}/{one.id}/reacties", "body": "Welke"})
    browser.post("/concepten", {"place": f"{at}/{other.id}/reacties", "body": "Waarom"})

    page = as_(charlie).get(asked.url).text
    assert {"Welke", "Waarom"} <= set(typed(page))
    assert f'data-draft="{at}/{one.id}/reacties" data-draft-version="1"' in page

    browser.post(f"{at}/{one.id}/reacties", {"body": "Welke timer?"})
    left = typed(browser.get(asked.url).text)
    assert "Welke" not in left and "Waarom" in left
    assert [(c.body, c.experience_id) for c in said()] == [("Welke timer?", one.id)]


def test_a_reply_under_an_experience_leaves_the_other_draft(
    as_: As, asked: Question, bob: Person, charlie: Person
) -> None:
    under = questions.experience(asked, bob)
    browser, place = as_(charlie), f"/vragen/{asked.id}/reacties"
    browser.post("/concepten", {"place": place, "body": "Half af"})

    browser.post(place, {"body": "Welke timer?", "experience_id": str(under.id)})
    assert "Half af" in typed(browser.get(asked.url).text)

    browser.post(place, {"body": "Helemaal af"})
    assert "Half af" not in typed(browser.get(asked.url).text)
