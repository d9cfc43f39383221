"""Somebody's page and one's own; above all: who asked without name is not to be found."""

from collections.abc import Callable

import pytest
from flask import Flask

from crowd.accounts.models import Person
from crowd.core.db import db
from crowd.people.actions import Told, tell
from crowd.questions.actions import experiences
from crowd.questions.queries.people import shared_by
from crowd.schools.models import School
from tests.client import Client
from tests.factories import questions
from tests.factories.rows import do

As = Callable[[Person], Client]
SECRET = "Mijn klas is me te veel, wie herkent dat?"


def test_what_somebody_tells_about_themselves(as_: As, alice: Person, bob: Person) -> None:
    told = Told(
        name="Bob Bakker", job_role="docent", sector="vo", level="havo", school="De Plataan",
        about="Ik geef les\n<b>met</b> plezier.", subjects=["biologie"],
        experience=["didactiek/huiswerk"],
    )  # fmt: skip
    do(lambda: tell(db.session.get_one(Person, bob.id), told))

    page = as_(alice).get(f"/leden/{bob.id}").text

    for words in (
        "Bob Bakker",
        "docent, vo",
        "Voortgezet onderwijs",
        "havo",
        "De Plataan",
        "Biologie",
        "Huiswerk",
    ):
        assert words in page
    assert "&lt;b&gt;met&lt;/b&gt;" in page
    assert bob.email not in page


def test_what_somebody_asked_and_shared(
    as_: As, alice: Person, bob: Person, charlie: Person
) -> None:
    asked = questions.question(bob, "Hoe maak ik een toets die eerlijk is?")
    other = questions.question(charlie, "Hoe krijg ik mijn mentorklas bij elkaar?")
    told = questions.experience(other, bob, "Wij gingen een dag **wandelen** met de klas.")

    page = as_(alice).get(f"/leden/{bob.id}").text

    assert asked.title in page
    assert f'href="{other.url}#ervaring-{told.id}"' in page
    assert "een dag wandelen met de klas" in page


@pytest.mark.parametrize("reader", ["bob", "mo", "vera"])
def test_an_asker_without_name_is_not_found(
    app: Flask, as_: As, request: pytest.FixtureRequest, alice: Person, reader: str
) -> None:
    """Not by the question, and not by an experience that the asker shared in it."""
    secret = questions.question(alice, SECRET, anonymous=True)
    questions.experience(secret, alice, "Ik heb het inmiddels met mijn leidinggevende besproken.")
    person: Person = request.getfixturevalue(reader)

    page = as_(person).get(f"/leden/{alice.id}")

    assert SECRET not in page.text
    assert "leidinggevende besproken" not in page.text
    with app.app_context():
        assert shared_by(questions.viewer(person), alice.id) == []
        assert shared_by(questions.viewer(person), alice.id, own=True) == []


def test_how_colleagues_see_me_has_nothing_asked_without_name(as_: As, alice: Person) -> None:
    secret = questions.question(alice, SECRET, anonymous=True)
    questions.experience(secret, alice, "Dit schreef ik er zelf bij.")
    browser = as_(alice)

    as_seen = browser.get(f"/leden/{alice.id}").text
    own = browser.get("/ik").text

    assert "Zo zien collega" in as_seen
    assert SECRET not in as_seen
    assert "Dit schreef ik" not in as_seen
    assert SECRET in own
    assert "Dit schreef ik" in own


def test_others_in_a_question_without_name_are_shown(
    as_: As, alice: Person, bob: Person, charlie: Person
) -> None:
    """What hides the asker hides nobody else."""
    secret = questions.question(alice, SECRET, anonymous=True)
    questions.experience(secret, bob, "Bij mij hielp een vast gesprek op maandag.")

    assert "vast gesprek op maandag" in as_(charlie).get(f"/leden/{bob.id}").text


def test_a_schools_own_question_shows_to_colleagues_there(
    as_: As, alice: Person, bob: Person, charlie: Person, our_school: School
) -> None:
    within = questions.question(
        alice, "Wie neemt bij ons de pauzedienst over?", school_id=our_school.id
    )
    questions.experience(within, bob, "Ik deed dat twee jaar lang.")

    assert within.title in as_(bob).get(f"/leden/{alice.id}").text
    assert within.title not in as_(charlie).get(f"/leden/{alice.id}").text
    assert "twee jaar lang" not in as_(charlie).get(f"/leden/{bob.id}").text


def test_what_was_deleted_is_gone(as_: As, alice: Person, bob: Person, charlie: Person) -> None:
    asked = questions.question(charlie)
    told = questions.experience(asked, bob, "Dit haal ik zo weer weg.")
    do(lambda: experiences.delete_experience(questions.viewer(bob), asked, db.session.merge(told)))

    assert "zo weer weg" not in as_(alice).get(f"/leden/{bob.id}").text


def test_who_may_look(as_: As, client: Client, alice: Person, vera: Person) -> None:
    assert client.get(f"/leden/{alice.id}").status_code == 302
    assert as_(vera).get(f"/leden/{alice.id}").status_code == 402
    assert as_(vera).get(f"/leden/{vera.id}").status_code == 200
    for unknown in ("999999", "0", "99999999999999999999", "alice"):
        assert as_(alice).get(f"/leden/{unknown}").status_code == 404


def test_my_page_leads_on(as_: As, client: Client, alice: Person, bob: Person) -> None:
    joined = questions.question(bob, "Hoe maak ik een toets die eerlijk is?")
    questions.joined(joined, alice)
    told = questions.experience(joined, bob)
    do(lambda: experiences.start_trial(questions.viewer(alice), joined, told))
    mine = questions.question(alice)

    page = as_(alice).get("/ik").text

    for address in (
        "/ik/profiel", "/ik/instellingen", f"/leden/{alice.id}",
        joined.url, f"{joined.url}#ervaring-{told.id}", mine.url,
    ):  # fmt: skip
        assert f'href="{address}"' in page
    assert client.get("/ik").status_code == 302

    do(lambda: experiences.tell_trial(questions.viewer(alice), joined, told, "Het ging goed."))
    assert "Dit ga je uitproberen" not in as_(alice).get("/ik").text


def test_my_page_without_membership(as_: As, vera: Person) -> None:
    page = as_(vera).get("/ik")

    assert page.status_code == 200
    assert "/lid-worden" in page.text
    assert "/vragen/nieuw" not in page.text.partition("<main")[2].partition("</main")[0]
