import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

from flask import Flask
from sqlalchemy import update

from crowd.accounts.models import Person
from crowd.core import jobs
from crowd.core.clock import now
from crowd.core.db import db
from crowd.drafts import actions, queries
from crowd.drafts.models import Draft
from tests.client import Client
from tests.factories.rows import do

As = Callable[[Person], Client]
ASK = "/vragen/nieuw"


def draft(person: Person, place: str = ASK, **fields: str) -> None:
    do(lambda: actions.save(person.id, place, fields or {"title": "Mijn klas na gym"}, 0))


def test_the_page_shows_ones_own_drafts(as_: As, alice: Person, bob: Person) -> None:
    draft(alice)
    draft(bob, title="Van Bob")
    page = as_(alice).get("/concepten").text
    assert "Mijn klas na gym" in page
    assert 'href="/vragen/nieuw"' in page
    assert "Van Bob" not in page


def test_nothing_here(as_: As, alice: Person) -> None:
    assert "Je hebt niets klaarliggen" in as_(alice).get("/concepten").text


def test_one_writes_on_where_the_form_stands(app: Flask, as_: As, alice: Person) -> None:
    draft(alice, "/vragen/7/reacties", body="Dat had ik ook. " * 20)
    page = as_(alice).get("/concepten").text
    assert 'href="/vragen/7"' in page
    assert "Dat had ik ook. Dat had" in page
    assert "…" in page


def test_what_is_thrown_away_can_be_put_back(app: Flask, as_: As, alice: Person) -> None:
    draft(alice, title='Mijn "klas" <na> gym')
    browser = as_(alice)
    page = browser.post("/concepten/weggooien", {"place": ASK}).text
    assert "Je tekst is weggegooid" in page
    fields = unescape(re.search(r'name="fields" value="([^"]*)"', page)[1])  # type: ignore[index]
    assert 'href="/vragen/nieuw">Mijn' not in page
    back = browser.post("/concepten/terugzetten", {"place": ASK, "fields": fields})
    assert back.status_code == 302
    with app.app_context():
        kept = queries.draft_for(alice.id, ASK)
        assert kept and kept.fields == {"title": 'Mijn "klas" <na> gym'}


def test_what_was_typed_meanwhile_is_not_overwritten(app: Flask, as_: As, alice: Person) -> None:
    draft(alice, title="Nieuw")
    answer = as_(alice).post("/concepten/terugzetten", {"place": ASK, "fields": '{"title": "Oud"}'})
    assert answer.status_code == 409
    with app.app_context():
        kept = queries.draft_for(alice.id, ASK)
        assert kept and kept.fields == {"title": "Nieuw"}


def test_nonsense_is_refused(as_: As, alice: Person) -> None:
    browser = as_(alice)
    for data in (
        {},
        {"place": "\0"},
        {"place": ASK, "fields": "["},
        {"place": ASK, "fields": "[]"},
    ):
        assert browser.post("/concepten/terugzetten", data).status_code == 422
    assert browser.post("/concepten/weggooien", {"place": "/\0"}).status_code == 422


def test_what_a_non_member_typed_is_kept(app: Flask, as_: As, vera: Person) -> None:
    browser = as_(vera)
    answer = browser.post(ASK, {"title": "Mijn klas na gym", "body": "Vijf zinnen."})
    assert answer.status_code == 402
    assert "Mijn klas na gym" in browser.get("/concepten").text


def test_looking_for_similar_questions_keeps_the_whole_form_where_it_is_asked(
    app: Flask, as_: As, vera: Person
) -> None:
    """Without JavaScript a button of the form looks; with it, a part is sent while typing."""
    browser, sent = as_(vera), {"title": "Mijn klas na gym", "body": "Vijf zinnen."}
    for headers in ({"HX-Request": "true"}, {"Accept": "application/json"}):
        answer = browser.post("/vragen/vergelijkbaar", sent, headers=headers)
        assert answer.status_code == 402
        assert "bewaard" not in answer.text
    with app.app_context():
        assert queries.entries(vera.id) == []

    answer = browser.post("/vragen/vergelijkbaar", {**sent, "page": "1"})

    assert answer.status_code == 402 and "Je tekst is bewaard." in answer.text
    with app.app_context():
        [kept] = queries.entries(vera.id)
    assert (kept.place, kept.text) == (ASK, "Mijn klas na gym")


def test_it_is_kept_over_what_was_there(app: Flask, as_: As, vera: Person) -> None:
    draft(vera, title="Eerder")
    as_(vera).post(ASK, {"title": "Later"})
    with app.app_context():
        kept = queries.draft_for(vera.id, ASK)
        assert kept
        assert (kept.fields["title"], kept.version) == ("Later", 2)


def test_a_non_member_who_typed_too_much_gets_the_same_answer(as_: As, vera: Person) -> None:
    answer = as_(vera).post(ASK, {"title": "Later", "body": "x" * 70_000})
    assert answer.status_code == 402


def test_after_a_month_a_draft_is_gone(app: Flask, alice: Person, bob: Person) -> None:
    draft(alice)
    draft(bob)
    do(
        lambda: db.session.execute(
            update(Draft)
            .where(Draft.person_id == alice.id)
            .values(updated_at=now() - timedelta(days=31))
        )
    )
    do(lambda: jobs.enqueue("drafts.purge"))
    with app.app_context():
        jobs.run_due()
        assert queries.draft_for(alice.id, ASK) is None
        assert queries.draft_for(bob.id, ASK)
