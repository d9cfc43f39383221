"""Choosing among what was found: each count is the length of the list that the choice leads to."""

from dataclasses import asdict, fields, replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from crowd.accounts.models import Person
from crowd.core.db import db
from crowd.questions.actions import closing, experiences
from crowd.questions.models import Question
from crowd.questions.queries.facets import Traits, counts, kept, newest, ordered, traits
from crowd.questions.queries.filtering import Filters, beginning, matching
from crowd.questions.queries.parts import own_experience
from crowd.questions.queries.visible import visible_to
from crowd.schools.models import School
from tests.factories import questions
from tests.factories.rows import do

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
VALUES = st.sampled_from(["", "a", "b", "c"])
SOME = st.frozensets(st.sampled_from("abc"))
NAMES = [field.name for field in fields(Filters)]


@st.composite
def a_question(draw: st.DrawFn) -> Traits:
    return Traits(draw(st.integers()), {name: draw(SOME) for name in NAMES}, NOON, NOON)


@given(st.lists(a_question(), max_size=12), st.fixed_dictionaries(dict.fromkeys(NAMES, VALUES)))
def test_a_count_is_the_length_of_its_list(found: list[Traits], asked: dict[str, str]) -> None:
    filters = Filters(**asked)
    counted = counts(found, filters)
    for name in NAMES:
        for value in "abc":
            chosen = replace(filters, **{name: value})
            assert counted[name][value] == len(kept(found, chosen))
    assert kept(found, Filters()) == found


@pytest.fixture
def four(alice: Person, bob: Person, charlie: Person) -> dict[str, int]:
    """alice: joined by charlie; bob: with an experience of charlie; charlie: harvested; old."""
    with time_machine.travel(NOON - timedelta(days=200), tick=False):
        old = questions.question(alice, "Oud en stil", sector="po", level="groep-4")
    with time_machine.travel(NOON - timedelta(days=20), tick=False):
        joined = questions.question(alice, "Aangehaakt", subject="duits", themes=[])
        shared = questions.question(bob, "Met een ervaring")
        harvested = questions.question(charlie, "Geoogst", sector="mbo")
    questions.joined(joined, charlie)
    questions.experience(shared, charlie)
    told = closing.Yield(tried="Het werkte.")
    do(lambda: closing.close(questions.viewer(charlie), harvested, told))
    made = {"old": old, "joined": joined, "shared": shared, "harvested": harvested}
    return {name: question.id for name, question in made.items()}


CASES = {
    "sector": {"po": ["old"], "mbo": ["harvested"]},
    "level": {"groep-4": ["old"]},
    "subject": {"duits": ["joined"]},
    "status": {"open": ["old", "joined"], "in-gesprek": ["shared"], "geoogst": ["harvested"]},
    "has": {"ervaring": ["shared"], "opbrengst": ["harvested"]},
    "since": {"week": [], "maand": ["joined", "shared", "harvested"],
              "jaar": ["old", "joined", "shared", "harvested"]},
    "mine": {"gevraagd": ["harvested"], "aangehaakt": ["joined"], "gedeeld": ["shared"]},
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_in_python_and_in_sql_a_filter_means_the_same(
    app: Flask, four: dict[str, int], charlie: Person, name: str
) -> None:
    """Lists filter in the database; search counts what it read."""
    with app.app_context(), time_machine.travel(NOON, tick=False):
        viewer = questions.viewer(charlie)
        found = traits(viewer, list(four.values()))
        for value, expected in CASES[name].items():
            filters = Filters(**{name: value})
            wanted = {four[one] for one in expected}
            assert {one.id for one in kept(found, filters)} == wanted, value
            chosen = visible_to(viewer).where(*matching(filters, viewer.id))
            ids = chosen.with_only_columns(Question.id)
            assert set(db.session.scalars(ids)) == wanted, value


def test_what_was_deleted_counts_no_more(app: Flask, four: dict[str, int], charlie: Person) -> None:
    def delete() -> list[Traits]:
        me = questions.viewer(charlie)
        question = db.session.get_one(Question, four["shared"])
        experiences.delete_experience(me, question, own_experience(me, question))
        db.session.flush()
        return traits(me, [question.id])

    [one] = do(delete)
    assert one.values["has"] == one.values["mine"] == frozenset()


def test_the_order(app: Flask, four: dict[str, int], charlie: Person) -> None:
    ids = [four[name] for name in ("joined", "old", "harvested", "shared")]
    with app.app_context():
        viewer = questions.viewer(charlie)
        found = traits(viewer, ids)
        assert [one.id for one in ordered(found, "beste")] == ids
        assert [one.id for one in ordered(found, "nieuwste")] == newest(viewer, 10)
        last = [one.id for one in ordered(found, "actief")]
        assert newest(viewer, 2) == newest(viewer, 10)[:2]
    assert last == [four[name] for name in ("harvested", "shared", "joined", "old")]


def test_never_more_than_the_viewer_may_read(
    app: Flask, alice: Person, bob: Person, charlie: Person, vera: Person, our_school: School
) -> None:
    ours = questions.question(alice, "Alleen voor ons", school_id=our_school.id).id
    with app.app_context():
        for person, expected in ((bob, [ours]), (charlie, []), (vera, [])):
            viewer = questions.viewer(person)
            assert [one.id for one in traits(viewer, [ours])] == expected
            assert newest(viewer, 5) == expected


@pytest.mark.parametrize(
    ("today", "began"),
    [("2026-11-30", "2026-08-01"), ("2026-07-31", "2025-08-01"), ("2026-08-01", "2026-08-01")],
)
def test_the_school_year_begins_in_august(today: str, began: str) -> None:
    with time_machine.travel(datetime.fromisoformat(f"{today}T12:00+02:00"), tick=False):
        assert beginning("schooljaar").date().isoformat() == began


def test_every_filter_has_a_case() -> None:
    assert set(asdict(Filters())) == {*CASES, "theme"}
