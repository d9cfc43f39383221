"""Sharing an experience: posting, changing, taking away."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from crowd.accounts.models import Person
from crowd.core import clock
from crowd.questions.models import Experience, Question
from tests.client import Client
from tests.factories import people, questions, rows
from tests.questions.pages import As, now, part, told_where, typed, was


@pytest.fixture
def asked(alice: Person) -> Question:
    return questions.question(alice)


def shared() -> list[Experience]:
    return rows.found(select(Experience).order_by(Experience.id))


def later(**time: float) -> Any:
    return time_machine.travel(clock.now() + timedelta(**time), tick=True)


def test_only_what_you_did_is_needed(as_: As, asked: Question, charlie: Person) -> None:
    answer = as_(charlie).post(f"/vragen/{asked.id}/ervaringen", {"did": "Ik zette **een timer**."})

    [one] = shared()
    assert answer.location == f"{asked.url}#ervaring-{one.id}"
    assert (one.happened, one.different, one.years, one.source) == ("", "", None, "practice")
    block = part(as_(charlie).get(asked.url).text, f"ervaring-{one.id}")
    assert "Ik zette <strong>een timer</strong>." in block
    assert "Charlie de Croon" in block
    assert "Wat gebeurde er toen?" not in block
    assert now(asked).status == "in-gesprek"


def test_everything_that_can_be_told(as_: As, asked: Question, charlie: Person) -> None:
    form = {
        "did": "Een timer.",
        "happened": "Het mislukte.",
        "different": "Eerst oefenen.",
        "years": "18",
        "source": "research",
    }
    as_(charlie).post(f"/vragen/{asked.id}/ervaringen", form)

    block = part(as_(charlie).get(asked.url).text, f"ervaring-{shared()[0].id}")
    for said in ("Het mislukte.", "Eerst oefenen.", "18 jaar ervaring", "uit onderzoek"):
        assert said in block


def test_the_link_to_it_stays(as_: As, asked: Question, alice: Person, charlie: Person) -> None:
    one = questions.experience(asked, charlie)
    link = f"{asked.url}#ervaring-{one.id}"
    assert f'href="{link}"' in as_(alice).get(asked.url).text
    assert told_where(as_(alice)) == {"Charlie de Croon deelde een ervaring": f"ervaring-{one.id}"}

    as_(alice).post(
        f"/vragen/{asked.id}/aanpassen",
        {"title": "Een heel andere titel dan eerst", "body": "b", "version": "1"},
    )
    moved = as_(alice).get(asked.url)

    assert moved.status_code == 301
    assert f'id="ervaring-{one.id}"' in as_(alice).get(moved.location).text


@pytest.mark.parametrize("years", ["0", "60", " 7 ", ""])
def test_years_that_can_be(as_: As, asked: Question, charlie: Person, years: str) -> None:
    form = {"did": "Zo.", "years": years}
    assert as_(charlie).post(f"/vragen/{asked.id}/ervaringen", form).status_code == 303
    assert [one.years for one in shared()] == [int(years) if years.strip() else None]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"did": ""}, "Vul nog in: wat je deed"),
        ({"did": " \x00\n"}, "Vul nog in: wat je deed"),
        ({"did": "x " * 10_001}, "Er passen 20000 tekens in"),
        ({"happened": "[" * 10_000}, "te veel haken"),
        ({"years": "-1"}, "Vul een getal in van 0 tot 60"),
        ({"years": "61"}, "Vul een getal in van 0 tot 60"),
        ({"years": "9" * 5000}, "Vul een getal in"),
        ({"years": "veel"}, "Vul een getal in"),
        ({"source": "van horen zeggen"}, "Kies waar dit vandaan komt"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    as_: As, asked: Question, charlie: Person, changed: dict[str, str], said: str
) -> None:
    form = {"did": "Dit deed ik.", "happened": "Dit toen.", "different": "Dit nu.", **changed}

    answer = as_(charlie).post(f"/vragen/{asked.id}/ervaringen", form)

    assert answer.status_code == 422
    assert said in answer.text
    assert {text for name, text in form.items() if name not in changed} <= set(typed(answer.text))
    assert shared() == []


def test_one_a_person_a_question(as_: As, asked: Question, charlie: Person) -> None:
    questions.experience(asked, charlie, "Mijn eerste verhaal.")
    browser = as_(charlie)
    assert "Plaats je ervaring" not in browser.get(asked.url).text

    answer = browser.post(f"/vragen/{asked.id}/ervaringen", {"did": "Mijn tweede verhaal."})

    assert answer.status_code == 409
    assert "Je deelde hier al een ervaring" in answer.text
    assert "<p>Mijn eerste verhaal.</p>" in answer.text
    assert "Mijn tweede verhaal." in typed(answer.text)
    assert [one.did for one in shared()] == ["Mijn eerste verhaal."]
    # what was typed can be saved over the first one from this page
    assert save(browser, asked, shared()[0], "Mijn tweede verhaal.").status_code == 303
    assert [one.did for one in shared()] == ["Mijn tweede verhaal."]


def test_the_same_key_shares_once(as_: As, asked: Question, charlie: Person) -> None:
    form = {"did": "Zo.", "key": "dezelfde"}
    browser = as_(charlie)
    first, second = (browser.post(f"/vragen/{asked.id}/ervaringen", form) for _ in range(2))
    assert first.location == second.location
    assert len(shared()) == 1


def test_the_asker_may_share_too(as_: As, asked: Question, alice: Person) -> None:
    assert "Plaats je ervaring" in as_(alice).get(asked.url).text
    answer = as_(alice).post(f"/vragen/{asked.id}/ervaringen", {"did": "Ik probeerde dit."})
    assert answer.status_code == 303


def test_a_closed_question_takes_experiences(
    as_: As, asked: Question, alice: Person, charlie: Person
) -> None:
    as_(alice).post(f"/vragen/{asked.id}/afronden", {"tried": "Een timer."})
    answer = as_(charlie).post(f"/vragen/{asked.id}/ervaringen", {"did": "Ik ook."})
    assert answer.status_code == 303
    assert now(asked).status == "geoogst"


def test_the_nameless_asker_stays_nameless(
    as_: As, alice: Person, bob: Person, mo: Person, client: Client
) -> None:
    asked = questions.question(alice, anonymous=True)
    as_(alice).post(f"/vragen/{asked.id}/ervaringen", {"did": "Mijn poging."})
    as_(alice).post(f"/vragen/{asked.id}/reacties", {"body": "Dank je."})
    theirs = questions.experience(asked, bob)
    at = f"/vragen/{asked.id}/ervaringen/{theirs.id}"
    as_(alice).post(f"{at}/proberen")
    as_(alice).post(f"{at}/uitgeprobeerd", {"went": "Het hielp."})
    as_(mo).post(f"/vragen/{asked.id}/voorbeeld", {"show": "1"})

    for browser in (as_(bob), as_(mo), client):
        page = browser.get(asked.url).text
        assert page.count("Vraagsteller") >= 4
        assert "Alice" not in page
        assert f"/leden/{alice.id}" not in page


def save(browser: Client, asked: Question, one: Experience, did: str, **more: str) -> Any:
    form = {"did": did, "version": str(one.version), **more}
    return browser.post(f"/vragen/{asked.id}/ervaringen/{one.id}/aanpassen", form)


def test_an_edit_shows_what_it_said_before(
    as_: As, asked: Question, alice: Person, charlie: Person
) -> None:
    one = questions.experience(asked, charlie, "Eerst stond er dit.")
    browser = as_(charlie)
    edit = browser.get(f"/vragen/{asked.id}/ervaringen/{one.id}/aanpassen")
    assert "Eerst stond er dit." in typed(edit.text)

    with later(minutes=6):
        answer = save(browser, asked, one, "Nu staat er dat.")

    assert answer.location == f"{asked.url}#ervaring-{one.id}"
    page = as_(alice).get(asked.url).text
    assert "Nu staat er dat." in page
    assert "Eerst stond er dit." not in page
    assert "aangepast" in part(page, f"ervaring-{one.id}")
    link = f"/vragen/{asked.id}/geschiedenis"
    assert f"{link}#ervaring-{one.id}" in page
    assert "Eerst stond er dit." in was(part(as_(alice).get(link).text, f"ervaring-{one.id}"))


def test_what_is_put_right_at_once_is_not_kept(
    as_: As, asked: Question, alice: Person, charlie: Person
) -> None:
    one = questions.experience(asked, charlie, "Met de naam van Jantje erin.")
    with later(minutes=4):
        save(as_(charlie), asked, one, "Zonder naam.")

    assert "aangepast" not in part(as_(alice).get(asked.url).text, f"ervaring-{one.id}")
    assert "Jantje" not in as_(alice).get(f"/vragen/{asked.id}/geschiedenis").text


@pytest.mark.parametrize("other", [{"did": "Van het andere scherm."}, {"years": "9"}])
def test_the_last_edit_does_not_erase_the_other(
    as_: As, asked: Question, charlie: Person, other: dict[str, str]
) -> None:
    one = questions.experience(asked, charlie, "Het begin.")
    browser = as_(charlie)
    save(browser, asked, one, **{"did": "Het begin.", **other})

    answer = save(browser, asked, one, "Van dit scherm.")

    assert answer.status_code == 409
    assert "Van dit scherm." in typed(answer.text)
    assert shared()[0].did in answer.text
    assert shared()[0].did == other.get("did", "Het begin.")
    # saved from that page it is on top of what was shown
    assert save(browser, asked, shared()[0], "Van dit scherm.").status_code == 303
    assert shared()[0].did == "Van dit scherm."


@pytest.mark.parametrize("version", ["", "0", "nee", "9" * 5000, "-1", "1.0"])
def test_without_the_version_nothing_is_overwritten(
    as_: As, asked: Question, charlie: Person, version: str
) -> None:
    one = questions.experience(asked, charlie, "Het begin.")
    answer = save(as_(charlie), asked, one, "Iets nieuws.", version=version)
    assert answer.status_code == 409
    assert shared()[0].did == "Het begin."


def test_deleted_and_put_back_within_a_day(
    as_: As, asked: Question, alice: Person, charlie: Person
) -> None:
    one = questions.experience(asked, charlie, "Weg en weer terug.")
    browser, at = as_(charlie), f"/vragen/{asked.id}/ervaringen/{one.id}"

    page = browser.get(browser.post(f"{at}/verwijderen").location).text
    assert f'action="{at}/terugzetten"' in page
    assert "Weg en weer terug." not in page
    assert "Weg en weer terug." not in as_(alice).get(asked.url).text
    assert (now(asked).experiences, now(asked).status) == (0, "open")
    assert browser.get(f"{at}/aanpassen").status_code == 404

    with later(hours=23):
        assert browser.post(f"{at}/terugzetten").status_code == 303
    assert "Weg en weer terug." in as_(alice).get(asked.url).text


def test_after_a_day_it_is_gone(as_: As, asked: Question, charlie: Person) -> None:
    one = questions.experience(asked, charlie)
    browser, at = as_(charlie), f"/vragen/{asked.id}/ervaringen/{one.id}"
    browser.get(browser.post(f"{at}/verwijderen").location)

    with later(hours=25):
        assert "terugzetten" not in browser.get(asked.url).text
        assert browser.post(f"{at}/terugzetten").status_code == 403


def test_a_new_one_stands_in_the_way_of_the_old(as_: As, asked: Question, charlie: Person) -> None:
    one = questions.experience(asked, charlie)
    browser, at = as_(charlie), f"/vragen/{asked.id}/ervaringen/{one.id}"
    browser.post(f"{at}/verwijderen")
    assert browser.post(f"/vragen/{asked.id}/ervaringen", {"did": "Opnieuw."}).status_code == 303

    answer = browser.post(f"{at}/terugzetten")

    assert answer.status_code == 409
    assert "Je deelde intussen een andere ervaring" in answer.text


def test_only_ones_own(as_: As, asked: Question, alice: Person, bob: Person, mo: Person) -> None:
    one = questions.experience(asked, bob)
    other = questions.question(bob, "Een andere vraag over heel iets anders")
    at = f"/vragen/{asked.id}/ervaringen/{one.id}"
    for person in (alice, mo):
        browser = as_(person)
        assert browser.get(f"{at}/aanpassen").status_code == 403
        assert save(browser, asked, one, "Overgenomen.").status_code == 403
        assert browser.post(f"{at}/verwijderen").status_code == 403
        assert browser.post(f"{at}/terugzetten").status_code == 403
    elsewhere = f"/vragen/{other.id}/ervaringen/{one.id}"
    assert as_(bob).get(f"{elsewhere}/aanpassen").status_code == 404
    assert as_(bob).post(f"{elsewhere}/verwijderen").status_code == 404
    assert [one.did for one in shared()] == ["Ik deed het zo."]


def test_one_can_be_taken_away_without_membership(as_: As, asked: Question) -> None:
    gone = people.person("Gea Gegaan")
    one = questions.experience(asked, gone)
    people.end_membership(gone)

    answer = as_(gone).post(f"/vragen/{asked.id}/ervaringen/{one.id}/verwijderen")

    assert answer.status_code == 303
    assert now(asked).experiences == 0


def test_the_draft_comes_back_and_goes_once_posted(
    as_: As, asked: Question, charlie: Person
) -> None:
    browser, place = as_(charlie), f"/vragen/{asked.id}/ervaringen"
    browser.post("/concepten", {"place": place, "did": "Half af", "happened": "Nog niets"})

    for again in (browser, as_(charlie)):
        page = again.get(asked.url).text
        assert {"Half af", "Nog niets"} <= set(typed(page))
        assert f'data-draft="{place}" data-draft-version="1"' in page
    browser.post(place, {"did": "Helemaal af"})

    assert "Half af" not in browser.get("/concepten").text


def test_who_answers_first_is_thanked_for_that(
    as_: As, asked: Question, bob: Person, charlie: Person, mo: Person
) -> None:
    questions.joined(asked, mo)
    first, second = as_(charlie), as_(bob)
    for browser in (first, second):
        browser.post(f"/vragen/{asked.id}/ervaringen", {"did": "Ik deed het zo."})
    assert "De vrager en 1 aanhaker wachtten erop." in first.get(asked.url).text
    page = second.get(asked.url).text
    assert "eerste ervaring" not in page
    assert "Je ervaring staat er. Dank je wel" in page


def test_an_asker_who_tells_first_waited_for_nobody(
    as_: As, asked: Question, alice: Person
) -> None:
    browser = as_(alice)
    browser.post(f"/vragen/{asked.id}/ervaringen", {"did": "Ik deed het zo."})
    assert "eerste ervaring" not in browser.get(asked.url).text
