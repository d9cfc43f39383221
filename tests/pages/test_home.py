"""Home: for a visitor, for a member, for who has an account only."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import update

from crowd.accounts.models import Person
from crowd.core.clock import now
from crowd.core.db import db
from crowd.people.models import PersonTheme
from crowd.questions.models import Join, Question
from crowd.questions.queries.home import proof
from tests.client import Client
from tests.factories import questions
from tests.factories.rows import do, save

As = Callable[[Person], Client]
KNOWN, OTHER = "didactiek/huiswerk", "didactiek/instructie"


def make_example(question: Question) -> None:
    do(
        lambda: db.session.execute(
            update(Question).where(Question.id == question.id).values(example_at=now())
        )
    )


def put_back(question: Question, days: int) -> None:
    """Everything about this question was so long ago."""
    at = now() - timedelta(days=days)
    do(
        lambda: db.session.execute(
            update(Question).where(Question.id == question.id).values(created_at=at)
        )
    )
    do(
        lambda: db.session.execute(
            update(Join).where(Join.question_id == question.id).values(created_at=at)
        )
    )


def aside(page: str) -> str:
    return page.partition('class="aside"')[2]


def test_a_visitor_reads_what_it_is_and_what_it_costs(client: Client) -> None:
    page = client.get("/").text

    assert "Stel je vraag. Iemand heeft het al meegemaakt." in page
    assert "€\xa0250" in page
    for address in ("/aanmelden", "/lid-worden", "/scholen"):
        assert f'href="{address}"' in page


def test_a_visitor_reads_examples_without_names(client: Client, alice: Person, bob: Person) -> None:
    shown = questions.question(alice, "Hoe houd ik de overgang na de gymles rustig?")
    questions.joined(shown, bob)
    questions.question(alice, "Deze vraag is alleen voor leden bedoeld, toch?")
    make_example(shown)

    page = client.get("/").text

    assert "overgang na de gymles" in page
    assert "alleen voor leden bedoeld" not in page
    assert "Alice" not in page and "Bob" not in page


def test_numbers_are_told_when_there_are_enough(
    app: Flask, client: Client, alice: Person, bob: Person
) -> None:
    asked = [
        questions.question(alice, f"Hoe lang duurt het tot iemand reageert, keer {n}?")
        for n in range(50)
    ]
    for question in asked:
        put_back(question, 20)
    assert "mediaan" not in client.get("/").text  # nobody shared anything yet

    for question in asked[:26]:
        told = questions.experience(question, bob)
        at = now() - timedelta(days=16, hours=1)
        do(
            lambda t=told, a=at: db.session.execute(
                update(type(t)).where(type(t).id == t.id).values(created_at=a)
            )
        )
    questions.joined(asked[0], bob)

    assert "50 vragen, 1 keer aangehaakt, in 4 dagen een eerste ervaring" in client.get("/").text
    with app.app_context():
        assert proof() is not None


def test_a_member_can_begin_a_question_at_once(as_: As, alice: Person) -> None:
    browser = as_(alice)

    page = browser.get("/").text
    assert "Waar loop je tegenaan?" in page
    assert "Hoi Alice, dit speelt er bij collega" in page
    assert '<form class="start start-ask" action="/vragen/nieuw">' in page
    assert 'name="title"' in page

    typed = browser.get("/vragen/nieuw?title=Hoe+begin+ik+mijn+les%3F").text
    assert "Hoe begin ik mijn les?" in typed


def test_a_member_sees_what_is_new_for_them(as_: As, alice: Person, charlie: Person) -> None:
    questions.question(charlie, "Hoe krijg ik pubers aan het lezen in de klas?", sector="vo")
    questions.question(
        charlie, "Hoe leer ik kleuters knippen met een schaar?", sector="po", themes=[OTHER]
    )

    questions.question(alice, "Mijn eigen vraag hoef ik hier niet te zien", sector="vo")

    page = as_(alice).get("/").text.partition('class="aside"')[0]

    assert "pubers aan het lezen" in page
    assert "Mijn eigen vraag" not in page
    assert "kleuters knippen" not in page


def test_what_waits_and_what_one_knows_about_stands_first(
    as_: As, alice: Person, bob: Person, charlie: Person
) -> None:
    save(PersonTheme(person_id=alice.id, theme=KNOWN, kind="experience"))
    for title, theme in (
        ("Nummer een gaat nergens over wat zij kent", OTHER),
        ("Nummer twee wacht en gaat over huiswerk", KNOWN),
    ):
        questions.question(charlie, title, sector="po", themes=[theme])
    answered = questions.question(
        charlie, "Nummer drie heeft al een ervaring erbij", sector="po", themes=[OTHER]
    )
    questions.experience(answered, bob)
    # what is about her themes is in the list beside it, until that is full
    for n in range(8):
        questions.question(
            charlie, f"Voor in de lijst, vraag nummer {n} van acht", sector="vo", themes=[OTHER]
        )
    questions.question(alice, "Haar eigen vraag hoort er niet bij, natuurlijk", sector="po")

    page = aside(as_(alice).get("/").text)

    assert 0 < page.index("Nummer twee") < page.index("Nummer een")
    assert "Nummer drie" not in page
    assert "Haar eigen vraag" not in page


def test_own_questions_that_went_quiet_are_asked_about(as_: As, alice: Person, bob: Person) -> None:
    quiet = questions.question(alice, "Deze vraag is al weken helemaal stil")
    lively = questions.question(alice, "Deze vraag is oud maar leeft nog steeds")
    questions.question(alice, "Deze vraag stelde ik pas vandaag aan iedereen")
    put_back(quiet, 22)
    put_back(lively, 22)
    questions.joined(lively, bob)

    page = aside(as_(alice).get("/").text)

    assert "Hoe liep het af?" in page
    assert f'href="{quiet.url}#afronden"' in page
    assert "leeft nog steeds" not in page
    assert "pas vandaag" not in page
    assert "Hoe liep het af?" not in as_(bob).get("/").text


def test_drafts_are_a_tap_away(as_: As, alice: Person) -> None:
    browser = as_(alice)
    assert "/concepten" not in browser.get("/").text.partition("<main")[2]

    for place in ("/vragen/nieuw", "/vragen/12/reacties"):
        fields = {"place": place, "fields": {"body": "Half af"}, "version": 0}
        browser.browser.post("/concepten", json=fields, headers={"X-CSRFToken": browser.token("/")})

    assert "2 teksten die nog niet geplaatst zijn" in browser.get("/").text


def test_without_membership_titles_and_what_it_would_give(
    as_: As, vera: Person, alice: Person, bob: Person
) -> None:
    save(PersonTheme(person_id=vera.id, theme=KNOWN, kind="learning"))
    asked = questions.question(alice, body="Dit staat er alleen voor leden in.", themes=[KNOWN])
    questions.joined(asked, bob)

    page = as_(vera).get("/").text

    assert asked.title in page
    assert "1 collega haakte aan" in page
    assert "alleen voor leden" not in page
    assert "Bob" not in page
    assert "Wat een lidmaatschap geeft" in page
    assert f"/vragen?thema={KNOWN}" in page
    assert "/aanhaken" not in page
