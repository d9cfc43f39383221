"""Changing one's question."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from crowd.accounts.models import Person
from crowd.core import clock
from crowd.questions.models import Question, Revision
from crowd.schools.models import School
from tests.client import Client
from tests.factories import people, questions, rows
from tests.factories.questions import BODY, TITLE
from tests.questions.pages import As, now, typed, was

NEW = "Hoe begin ik rustig aan rekenen als we van gym komen?"


@pytest.fixture
def asked(alice: Person) -> Question:
    return questions.question(alice)


def later(**time: float) -> Any:
    return time_machine.travel(clock.now() + timedelta(**time))


def save(browser: Client, asked: Question, **form: str) -> Any:
    given = {"title": TITLE, "body": BODY, "version": str(asked.version), **form}
    return browser.post(f"/vragen/{asked.id}/aanpassen", given)


def test_the_form_holds_the_question(as_: As, alice: Person, our_school: School) -> None:
    asked = questions.question(alice, school_id=our_school.id, anonymous=True, sector="po")
    page = as_(alice).get(f"/vragen/{asked.id}/aanpassen").text

    assert {TITLE, BODY, str(asked.version)} <= set(typed(page))
    assert f'value="school-{our_school.id}"' in page.replace(" checked", "")
    checked = [tag for tag in page.split("<input")[1:] if " checked" in tag.split(">")[0]]
    assert any(f"school-{our_school.id}" in tag for tag in checked)
    assert any('name="anonymous"' in tag for tag in checked)
    assert '<option selected value="po">' in page


def test_a_new_title_moves_the_page(as_: As, asked: Question, alice: Person) -> None:
    answer = save(as_(alice), asked, title=NEW)

    assert (
        answer.location
        == f"/vragen/{asked.id}-hoe-begin-ik-rustig-aan-rekenen-als-we-van-gym-komen"
    )
    assert as_(alice).get(asked.url).location == answer.location
    assert NEW in as_(alice).get(answer.location).text


def test_what_it_said_before(as_: As, asked: Question, alice: Person, charlie: Person) -> None:
    with later(minutes=6):
        save(as_(alice), asked, title=NEW, body="Nu <b>anders</b>.")

    page = as_(charlie).get(now(asked).url).text
    assert "Aangepast" in page
    assert f'href="/vragen/{asked.id}/geschiedenis"' in page
    history = as_(charlie).get(f"/vragen/{asked.id}/geschiedenis").text
    assert TITLE in was(history)
    assert BODY in was(history)
    assert '<ins><span class="vh" lang="nl">[erbij: </span>Nu &lt;b&gt;anders' in history


def test_each_edit_shows_what_it_changed(
    as_: As, asked: Question, alice: Person, charlie: Person
) -> None:
    for minutes, body in ((6, "Ze lopen rond."), (12, "Ze lopen vaak rond."), (18, "Ze zitten.")):
        with later(minutes=minutes):
            save(as_(alice), now(asked), body=body)
    page = as_(charlie).get(f"/vragen/{asked.id}/geschiedenis").text
    newest, middle, oldest = re.findall(r'<section class="part".*?</section>', page, re.S)
    assert "Ze lopen vaak rond." in was(newest)
    assert "vaak" not in was(middle) and ">vaak <" in middle
    assert BODY in was(oldest)
    assert "Titel" not in page  # that stayed as it was


def test_within_five_minutes_in_silence(as_: As, asked: Question, alice: Person) -> None:
    with later(minutes=4):
        save(as_(alice), asked, body="Zonder de naam van Jantje.")

    assert "Aangepast" not in as_(alice).get(asked.url).text
    assert "Hier is nog niets aangepast" in as_(alice).get(f"/vragen/{asked.id}/geschiedenis").text
    assert rows.found(select(Revision)) == []


def test_two_tabs(as_: As, asked: Question, alice: Person) -> None:
    one, other = as_(alice), as_(alice)
    save(one, asked, title=NEW, body="Van het ene scherm.")

    answer = save(other, asked, body="Van het andere scherm.")

    assert answer.status_code == 409
    assert "Deze vraag is intussen aangepast" in answer.text
    assert "<p>Van het ene scherm.</p>" in answer.text
    assert NEW in answer.text
    assert "Van het andere scherm." in typed(answer.text)
    assert now(asked).body == "Van het ene scherm."
    # saving again from that page is on top of what it showed
    assert str(now(asked).version) in typed(answer.text)
    assert save(other, now(asked), body="Van het andere scherm.").status_code == 303
    assert now(asked).body == "Van het andere scherm."


def test_another_tab_does_not_undo_who_may_see_it(
    as_: As, asked: Question, alice: Person, our_school: School
) -> None:
    """The text is the same in both: only the audience changed."""
    save(as_(alice), asked, audience=f"school-{our_school.id}")

    answer = save(as_(alice), asked, body="Een zin erbij.")

    assert answer.status_code == 409
    assert now(asked).audience == "school"


@pytest.mark.parametrize("version", ["", "0", "x", "9" * 5000, "-1"])
def test_without_the_version_nothing_is_overwritten(
    as_: As, asked: Question, alice: Person, version: str
) -> None:
    answer = save(as_(alice), asked, body="Anders.", version=version)
    assert answer.status_code == 409
    assert now(asked).body == BODY


def test_the_same_key_saves_once(as_: As, asked: Question, alice: Person) -> None:
    browser = as_(alice)
    for _ in range(2):
        assert save(browser, asked, body="Anders.", key="zelfde").status_code == 303
    assert now(asked).version == 2


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": "Te kort"}, "tussen 15 en 140 tekens"),
        ({"body": "[" * 10_000}, "te veel haken"),
        ({"audience": "school-999"}, "Kies wie je vraag mag zien"),
        ({"themes": "bestaat/niet"}, "Kies een onderwerp uit de lijst"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    as_: As, asked: Question, alice: Person, changed: dict[str, str], said: str
) -> None:
    form = {"title": NEW, "body": "Een nieuwe tekst.", **changed}
    answer = save(as_(alice), asked, **form)
    assert answer.status_code == 422
    assert said in answer.text
    assert {form["title"], form["body"]} <= set(typed(answer.text))
    assert (now(asked).title, now(asked).body) == (TITLE, BODY)


def test_the_audience_narrows_and_widens(
    as_: As, asked: Question, alice: Person, bob: Person, charlie: Person, our_school: School
) -> None:
    save(as_(alice), asked, audience=f"school-{our_school.id}")
    assert as_(charlie).get(asked.url).status_code == 404
    assert as_(bob).get(asked.url).status_code == 200

    save(as_(alice), now(asked), audience="members")
    assert as_(charlie).get(asked.url).status_code == 200


def test_an_example_that_goes_to_the_school_is_no_example_again(
    as_: As, client: Client, asked: Question, alice: Person, mo: Person, our_school: School
) -> None:
    as_(mo).post(f"/vragen/{asked.id}/voorbeeld", {"show": "1"})
    assert client.get(asked.url).status_code == 200
    save(as_(alice), asked, audience=f"school-{our_school.id}")
    save(as_(alice), now(asked), audience="members")
    assert client.get(asked.url).status_code == 302


def test_a_school_that_one_left_must_be_chosen_anew(
    as_: As, alice: Person, bob: Person, our_school: School
) -> None:
    asked = questions.question(alice, school_id=our_school.id)
    people.end_seats(alice)

    answer = save(as_(alice), asked, body="Een zin erbij.", audience=f"school-{our_school.id}")

    assert answer.status_code == 422
    assert "Kies wie je vraag mag zien" in answer.text
    assert now(asked).audience == "school"


def test_taking_the_name_away_later(
    as_: As, asked: Question, alice: Person, charlie: Person
) -> None:
    with later(minutes=6):
        save(as_(alice), asked, anonymous="y", body="Nu zonder naam.")
    for path in (asked.url, "/vragen?tab=nieuw", f"/vragen/{asked.id}/geschiedenis"):
        assert "Alice" not in as_(charlie).get(path).text


def test_themes_follow(as_: As, asked: Question, alice: Person) -> None:
    for themes in (["didactiek/instructie", "didactiek/huiswerk"], ["didactiek/huiswerk"]):
        save(as_(alice), now(asked), themes=themes)  # type: ignore[arg-type]
        assert now(asked).theme_ids == themes


def test_only_the_asker(as_: As, asked: Question, bob: Person, mo: Person) -> None:
    for person in (bob, mo):
        assert as_(person).get(f"/vragen/{asked.id}/aanpassen").status_code == 403
        assert save(as_(person), asked, body="Van mij.").status_code == 403
        assert "/aanpassen" not in as_(person).get(asked.url).text
    assert now(asked).body == BODY
