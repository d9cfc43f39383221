"""Offering to talk: contact details show after both said yes."""

from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from crowd.accounts.models import Person
from crowd.questions.models import Offer, Question
from tests.client import Client
from tests.factories import people, questions, rows
from tests.questions.pages import As, now, told, typed

MINE = "06-12345678"
YOURS = "alice-thuis@example.org"


@pytest.fixture
def asked(alice: Person) -> Question:
    return questions.question(alice)


def offers() -> list[Offer]:
    return rows.found(select(Offer).order_by(Offer.id))


def offer(browser: Client, asked: Question, **more: Any) -> Any:
    form = {"ways": ["call"], "per_month": "2", "contact": MINE, **more}
    return browser.post(f"/vragen/{asked.id}/aanbod", form)


def answer(browser: Client, asked: Question, what: str, nr: int = -1, **form: str) -> Any:
    return browser.post(f"/vragen/{asked.id}/aanbod/{offers()[nr].id}/{what}", form)


def test_the_asker_sees_the_offer_and_not_yet_the_contact(
    as_: As, asked: Question, alice: Person, bob: Person, charlie: Person
) -> None:
    made = offer(as_(charlie), asked, ways=["visit", "call"], note="In <i>lokaal 12</i>.")

    assert made.location == f"{asked.url}#aanbod-{offers()[0].id}"
    assert told(as_(alice)) == ["Charlie de Croon wil met je meedenken"]
    page = as_(alice).get(asked.url).text
    for shown in (
        "Een keer bellen",
        "Kom eens kijken in mijn les",
        "In &lt;i&gt;lokaal 12&lt;/i&gt;.",
    ):
        assert shown in page
    assert MINE not in page
    assert MINE not in as_(charlie).get(asked.url).text
    assert "lokaal 12" not in as_(bob).get(asked.url).text
    assert now(asked).status == "open"


def test_after_yes_both_see_each_others_contact(
    as_: As, asked: Question, alice: Person, bob: Person, charlie: Person, mo: Person
) -> None:
    offer(as_(charlie), asked)

    said_yes = answer(as_(alice), asked, "aannemen", contact=YOURS)

    assert said_yes.status_code == 303
    assert MINE in as_(alice).get(asked.url).text
    assert YOURS in as_(charlie).get(asked.url).text
    assert told(as_(charlie)) == ["Alice Alders gaat in op je aanbod"]
    for outsider in (bob, mo):
        page = as_(outsider).get(asked.url).text
        assert MINE not in page
        assert YOURS not in page
    assert now(asked).status == "in-gesprek"


def test_yes_takes_a_contact(as_: As, asked: Question, alice: Person, charlie: Person) -> None:
    offer(as_(charlie), asked)
    offer(as_(people.person("Dirk Dam")), asked)

    refused = answer(as_(alice), asked, "aannemen", contact=" ")

    assert refused.status_code == 422
    # said at the offer that it is about, and nowhere else
    assert refused.text.count("Vul een telefoonnummer of e-mailadres in") == 1
    assert [o.accepted_at for o in offers()] == [None, None]
    assert MINE not in as_(alice).get(asked.url).text


def test_declining(as_: As, asked: Question, alice: Person, charlie: Person) -> None:
    offer(as_(charlie), asked)

    answer(as_(alice), asked, "afslaan")

    assert told(as_(charlie)) == ["Alice Alders kan je aanbod nu niet gebruiken"]
    assert "aanbod-" not in as_(alice).get(asked.url).text
    assert answer(as_(alice), asked, "aannemen", contact=YOURS).status_code == 409
    assert offer(as_(charlie), asked).status_code == 409
    assert answer(as_(charlie), asked, "intrekken").status_code == 409  # and then offer anew
    assert told(as_(alice)) == ["Charlie de Croon wil met je meedenken"]


def test_what_was_accepted_is_not_declined(
    as_: As, asked: Question, alice: Person, charlie: Person
) -> None:
    offer(as_(charlie), asked)
    for _ in range(2):
        assert answer(as_(alice), asked, "aannemen", contact=YOURS).status_code == 303
    assert answer(as_(alice), asked, "afslaan").status_code == 409
    assert len(told(as_(charlie))) == 1


def test_taking_it_back(as_: As, asked: Question, alice: Person, charlie: Person) -> None:
    offer(as_(charlie), asked)
    answer(as_(charlie), asked, "intrekken")
    assert offers() == []
    assert told(as_(alice)) == []

    offer(as_(charlie), asked)
    answer(as_(alice), asked, "aannemen", contact=YOURS)
    answer(as_(charlie), asked, "intrekken")

    assert MINE not in as_(alice).get(asked.url).text
    assert YOURS not in as_(charlie).get(asked.url).text
    assert now(asked).status == "open"


def test_offering_again_changes_the_offer(
    as_: As, asked: Question, alice: Person, charlie: Person
) -> None:
    offer(as_(charlie), asked)
    offer(as_(charlie), asked, ways=["write"], contact="anders")

    assert [(o.ways, o.contact) for o in offers()] == [("write", "anders")]
    assert len(told(as_(alice))) == 1


def test_not_more_a_month_than_was_offered(
    as_: As, alice: Person, bob: Person, charlie: Person
) -> None:
    with time_machine.travel("2026-03-31T21:30:00Z") as clock:  # in Amsterdam still March
        for person in (alice, bob, charlie):
            people.member(person)
        ours = questions.question(alice)
        theirs = questions.question(bob, "Een andere vraag over heel iets anders")
        for asked in (ours, theirs):
            offer(as_(charlie), asked, per_month="1")
        assert answer(as_(alice), ours, "aannemen", 0, contact=YOURS).status_code == 303

        refused = answer(as_(bob), theirs, "aannemen", 1, contact="bob@example.org")

        assert refused.status_code == 409
        assert "helpt deze maand al genoeg mensen" in refused.text
        assert "bob@example.org" in typed(refused.text)
        clock.move_to("2026-03-31T22:30:00Z")
        said_yes = answer(as_(bob), theirs, "aannemen", 1, contact="bob@example.org")
        assert said_yes.status_code == 303


def test_a_nameless_asker_is_warned(as_: As, alice: Person, charlie: Person) -> None:
    asked = questions.question(alice, anonymous=True)
    offer(as_(charlie), asked)
    page = as_(alice).get(asked.url).text
    assert "zo kan Charlie weten wie je bent" in page

    answer(as_(alice), asked, "aannemen", contact="bel 06-1")

    assert told(as_(charlie)) == ["Vraagsteller gaat in op je aanbod"]
    assert "Alice" not in as_(charlie).get(asked.url).text


def test_not_the_asker_and_not_on_a_closed_question(
    as_: As, asked: Question, alice: Person, charlie: Person
) -> None:
    assert "Bied dit aan" in as_(charlie).get(asked.url).text
    assert "Bied dit aan" not in as_(alice).get(asked.url).text
    assert offer(as_(alice), asked).status_code == 403

    as_(alice).post(f"/vragen/{asked.id}/afronden")

    assert "Bied dit aan" not in as_(charlie).get(asked.url).text
    late = offer(as_(charlie), asked)
    assert late.status_code == 409
    assert "intussen afgerond" in late.text
    assert offers() == []


@pytest.mark.parametrize("what", ["aannemen", "afslaan"])
def test_only_the_asker_answers(
    as_: As, asked: Question, bob: Person, charlie: Person, mo: Person, what: str
) -> None:
    offer(as_(charlie), asked)
    for person in (bob, charlie, mo):
        assert answer(as_(person), asked, what, contact="x").status_code == 403
    assert (offers()[0].accepted_at, offers()[0].declined_at) == (None, None)


def test_only_the_offerer_takes_it_back(
    as_: As, asked: Question, alice: Person, charlie: Person, mo: Person
) -> None:
    offer(as_(charlie), asked)
    for person in (alice, mo):
        assert answer(as_(person), asked, "intrekken").status_code == 403
    other = questions.question(charlie, "Een andere vraag over heel iets anders")
    elsewhere = f"/vragen/{other.id}/aanbod/{offers()[0].id}"
    assert as_(charlie).post(f"{elsewhere}/aannemen", {"contact": "x"}).status_code == 404
    assert as_(charlie).post(f"{elsewhere}/intrekken").status_code == 404
    assert len(offers()) == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"ways": []}, "Kies hoe je wilt helpen"),
        ({"ways": ["bellen"]}, "Kies hoe je wilt helpen"),
        ({"per_month": "0"}, "Vul een getal in van 1 tot 20"),
        ({"per_month": "21"}, "Vul een getal in van 1 tot 20"),
        ({"per_month": "twee"}, "Vul een getal in"),
        ({"contact": ""}, "Vul een telefoonnummer of e-mailadres in"),
        ({"contact": "x" * 255}, "Er passen 254 tekens in"),
        ({"note": "x" * 501}, "Er passen 500 tekens in"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    as_: As, asked: Question, charlie: Person, changed: dict[str, Any], said: str
) -> None:
    form = {"contact": MINE, "note": "Op dinsdag.", **changed}

    refused = offer(as_(charlie), asked, **form)

    assert refused.status_code == 422
    assert said in refused.text
    assert {form["contact"], form["note"]} <= set(typed(refused.text))
    assert offers() == []


def test_the_text_of_an_offer_is_kept_for_who_is_no_member(
    as_: As, asked: Question, vera: Person
) -> None:
    assert offer(as_(vera), asked, note="Ik help graag.").status_code == 402
    people.member(vera)
    assert "Ik help graag." in typed(as_(vera).get(asked.url).text)
