"""Similar questions on a question's page: found by the worker, filtered for each reader."""

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select, update

from crowd.accounts.models import Person
from crowd.core import clock, jobs
from crowd.core.db import db
from crowd.questions.actions import relating
from crowd.questions.models import Question, RelatedQuestion
from crowd.schools.models import School
from crowd.search.actions import index_later, rebuild
from crowd.search.queries import Match
from tests.factories import questions, rows
from tests.factories.questions import BODY, TITLE
from tests.questions.pages import As

Mails = Callable[[], list[EmailMessage]]
ALIKE = "Na de gymles komt mijn klas niet aan het rekenen toe, wat doe ik?"
OTHER = "Hoe voer ik een gesprek met ouders die boos binnenkomen?"


@pytest.fixture(autouse=True)
def empty_index(app: Flask) -> None:
    with app.app_context():
        rebuild()


@pytest.fixture
def work(app: Flask) -> Callable[[], None]:
    """`work()`: the worker does what waits."""

    def done() -> None:
        with app.app_context():
            jobs.run_due()

    return done


def beside(html: str) -> str:
    """What stands beside the question."""
    return html.partition("</main>")[2]


def found_at() -> dict[int, object]:
    """When each question was looked at last."""
    return {row.id: row.related_at for row in rows.found(select(Question))}


def pairs() -> set[tuple[int, int]]:
    return {(r.question_id, r.other_id) for r in rows.found(select(RelatedQuestion))}


def test_both_pages_show_the_other_with_why_joins_and_experiences(
    as_: As, work: Callable[[], None], alice: Person, bob: Person, charlie: Person
) -> None:
    first = questions.question(alice, TITLE, BODY)
    second = questions.question(bob, ALIKE, BODY)
    apart = questions.question(bob, OTHER, "Ze staan al in de gang te wachten.")
    questions.joined(first, charlie)
    questions.experience(first, charlie)
    work()

    page = beside(as_(charlie).get(second.url).text)
    assert "Vergelijkbare vragen" in page
    assert first.url in page
    assert "Ook over: " in page
    assert "1 collega haakte aan" in page
    assert "1 ervaring" in page
    assert apart.url not in page
    assert second.url in beside(as_(charlie).get(first.url).text)


def test_without_any_there_is_no_heading(
    as_: As, work: Callable[[], None], alice: Person, charlie: Person
) -> None:
    lonely = questions.question(alice)
    assert "Vergelijkbare vragen" not in as_(charlie).get(lonely.url).text
    work()
    assert "Vergelijkbare vragen" not in as_(charlie).get(lonely.url).text


def test_the_page_itself_asks_no_index(
    app: Flask,
    as_: As,
    work: Callable[[], None],
    alice: Person,
    charlie: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = questions.question(alice), questions.question(alice, ALIKE, BODY)
    work()
    monkeypatch.setitem(app.extensions, "search_engine", object())
    assert second.url in beside(as_(charlie).get(first.url).text)


def test_hidden_ones_are_gone_at_once_through_every_door(
    as_: As, work: Callable[[], None], alice: Person, charlie: Person, mo: Person
) -> None:
    first, second = questions.question(alice), questions.question(alice, ALIKE, BODY)
    work()
    hidden = update(Question).where(Question.id == second.id).values(hidden_at=clock.now())
    rows.do(lambda: db.session.execute(hidden))

    reader = as_(charlie)
    page = reader.get(first.url)
    found = reader.get("/vragen/vergelijkbaar", query_string={"title": ALIKE})
    searched = reader.get("/zoeken", query_string={"q": "gymles rekenen"})
    for answer in (page, found, searched, reader.get("/vragen?tab=nieuw")):
        assert answer.status_code == 200
        assert second.url not in answer.text
    assert reader.get(second.url).status_code == 404
    assert second.url in beside(as_(mo).get(first.url).text)  # who moderates sees it


def test_a_hidden_one_leaves_the_lists_of_its_neighbours(
    work: Callable[[], None], alice: Person
) -> None:
    first, second = questions.question(alice), questions.question(alice, ALIKE, BODY)
    work()
    assert pairs() == {(first.id, second.id), (second.id, first.id)}

    def hide() -> None:
        db.session.get_one(Question, second.id).hidden_at = clock.now()
        index_later("question", second.id)

    rows.do(hide)
    work()
    assert pairs() == set()


def test_a_schools_own_stays_within_the_school(
    as_: As,
    work: Callable[[], None],
    alice: Person,
    bob: Person,
    charlie: Person,
    our_school: School,
) -> None:
    ours = questions.question(alice, school_id=our_school.id)
    everybodys = questions.question(charlie, ALIKE, BODY)
    work()
    assert ours.url in beside(as_(bob).get(everybodys.url).text)
    assert ours.url not in as_(charlie).get(everybodys.url).text


def test_who_is_no_member_is_shown_none(
    as_: As, work: Callable[[], None], alice: Person, vera: Person
) -> None:
    first, second = questions.question(alice), questions.question(alice, ALIKE, BODY)
    work()
    rows.do(lambda: setattr(db.session.get_one(Question, first.id), "example_at", clock.now()))
    assert second.url not in as_(vera).get(first.url).text


def test_a_nameless_asker_is_not_named(
    as_: As, work: Callable[[], None], alice: Person, bob: Person
) -> None:
    questions.question(alice, anonymous=True)
    second = questions.question(bob, ALIKE, BODY)
    work()
    page = beside(as_(bob).get(second.url).text)
    assert TITLE in page.replace("<mark>", "").replace("</mark>", "")
    assert "Alice" not in page


def test_an_edit_changes_the_lists_of_both(
    as_: As, work: Callable[[], None], alice: Person, bob: Person
) -> None:
    first, second = questions.question(alice), questions.question(bob, ALIKE, BODY)
    work()
    as_(bob).post(
        f"/vragen/{second.id}/aanpassen",
        {"title": OTHER, "body": "Ze staan in de gang.", "version": str(second.version)},
    )
    work()
    assert (first.id, second.id) not in pairs()
    assert (second.id, first.id) not in pairs()


def test_a_text_that_was_taken_away_is_like_nothing(
    as_: As, work: Callable[[], None], alice: Person, bob: Person
) -> None:
    first, second = questions.question(alice), questions.question(bob, ALIKE, BODY)
    questions.joined(second, alice)
    work()
    as_(bob).post(f"/vragen/{second.id}/verwijderen")
    assert second.url not in beside(as_(alice).get(first.url).text)
    work()
    assert pairs() == set()


def test_the_nightly_round_finds_what_was_missed(
    app: Flask, work: Callable[[], None], alice: Person
) -> None:
    first, second = questions.question(alice), questions.question(alice, ALIKE, BODY)
    with app.app_context():
        rebuild()
        db.session.query(jobs.Job).delete()
        db.session.commit()
        relating.relate_all()
        db.session.commit()
        jobs.run_due()
    assert pairs() == {(first.id, second.id), (second.id, first.id)}


def test_one_that_resembles_nothing_gives_way_to_others_at_night(
    app: Flask, work: Callable[[], None], alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    lonely, second = questions.question(alice), questions.question(alice, OTHER, "Ze wachten.")
    monkeypatch.setattr(relating, "A_NIGHT", 1)
    for _night in range(2):
        rows.do(relating.relate_all)
        work()
    looked = found_at()
    assert looked[lonely.id] and looked[second.id]
    assert pairs() == set()


def test_an_edit_while_it_was_looked_at_is_looked_at_too(
    app: Flask, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = questions.question(alice), questions.question(alice, ALIKE, BODY)

    def neighbours(*_asked: object) -> list[Match]:
        changed = update(Question).where(Question.id == first.id)
        rows.do(lambda: db.session.execute(changed.values(version=2, related_at=None)))
        return [Match(second.id, 1.0, (), ())]

    monkeypatch.setattr(relating, "neighbours", neighbours)
    with app.app_context():
        relating.relate([first.id])
    assert found_at()[first.id] is None


def test_an_experience_does_not_make_it_look_again(
    app: Flask,
    work: Callable[[], None],
    alice: Person,
    charlie: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = questions.question(alice), questions.question(alice, ALIKE, BODY)
    work()
    monkeypatch.setattr(relating, "neighbours", None)
    questions.experience(first, charlie)
    work()
    assert pairs() == {(first.id, second.id), (second.id, first.id)}
