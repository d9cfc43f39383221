"""A question typed in other words meets the one that is there."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crowd.search.engine import Engine
from tests.factories.search import demo_questions, like, likeness, question


@pytest.mark.parametrize(
    ("title", "id"),
    [
        ("vrijdag laatste uur met 2 kader loopt uit de hand", 23),
        ("Hoe kom ik van mijn stapels nakijkwerk af", 27),
        ("Kinderen zijn na gym te druk om te gaan rekenen", 1),
        ("Mobieltjes zijn niet toegestaan maar ze gebruiken ze toch", 25),
        ("Leerlingen spieken met ChatGPT in hun werkstuk", 28),
        ("Steeds laatkomers, elke les begint opnieuw", 44),
        ("Bijna geen opkomst bij de informatieavond voor ouders", 35),
        ("Instructie geven aan een combinatieklas van groep 5 en 6", 2),
    ],
)
def test_other_words_find_the_right_demo_question(demo: Engine, title: str, id: int) -> None:
    assert like(demo, title)[0] == id


@pytest.mark.parametrize(
    ("title", "id"),
    [
        ("Keersommen nog niet geautomatiseerd in groep 6", 5),
        ("Ouders zijn boos over ons advies", 13),
        ("Net begonnen als leraar en er ligt geen lesmateriaal", 38),
    ],
)
def test_or_at_least_among_the_first_three(demo: Engine, title: str, id: int) -> None:
    assert id in like(demo, title)[:3]


def test_at_least_three_resemble(demo: Engine) -> None:
    assert len(like(demo, "vrijdag laatste uur met 2 kader loopt uit de hand")) >= 3


def test_the_reason_is_in_the_readers_own_words(demo: Engine) -> None:
    found = likeness(demo, "Telefoons en gedoe op vrijdag")
    best = found.candidates[0]
    assert best.key == "question:25"
    assert found.words(best)[0] == "telefoons"
    assert set(found.words(best)) <= {"telefoons", "gedoe", "vrijdag"}


def test_shared_themes_are_told(demo: Engine) -> None:
    found = likeness(demo, "Mijn studenten komen te laat")
    assert "klassenmanagement/aanwezigheid" in found.themes(found.candidates[0])


def test_works_from_the_first_question_on(engine: Engine) -> None:
    engine.write([question(1, "Hoe houd ik de ouderavond kort?")])
    assert like(engine, "Een avond voor ouders duurt te lang") == [1]


def test_scores_go_down_from_at_most_one(demo: Engine) -> None:
    title = "Vrijdag het laatste uur met 2 kader loopt elke week uit de hand"
    scores = [found.score for found in likeness(demo, title).candidates]
    assert scores == sorted(scores, reverse=True)
    assert 0.5 < scores[0] <= 1
    assert scores[-1] > 0


def test_only_the_kind_that_was_asked_for(engine: Engine) -> None:
    engine.write([question(1, "nakijken")])
    assert like(engine, "nakijken") == [1]
    engine.write([], gone=["question:1"])
    assert like(engine, "nakijken") == []


def test_an_english_question_meets_its_like(engine: Engine) -> None:
    engine.write(
        [
            question(1, "Teaching a noisy class", lang="en"),
            question(2, "Marking essays at night", lang="en"),
        ]
    )
    assert like(engine, "How do you teach noisy classes", lang="en")[0] == 1


@settings(max_examples=40, deadline=2000)
@given(title=st.text(max_size=200), body=st.text(max_size=600))
def test_any_text_is_answered(demo: Engine, title: str, body: str) -> None:
    found = likeness(demo, title, body)
    assert all(0 < candidate.score <= 1 for candidate in found.candidates)
    for candidate in found.candidates[:3]:
        found.words(candidate)


def test_quick_on_the_demo_and_with_a_very_long_body(demo: Engine) -> None:
    body = " ".join(document.body for document in demo_questions()) * 3
    like(demo, "het laatste uur", body)
    begun = time.perf_counter()
    like(demo, "vrijdag laatste uur met 2 kader loopt uit de hand")
    short = time.perf_counter() - begun
    like(demo, "het laatste uur", body)
    assert short < 0.05
    assert time.perf_counter() - begun < 0.5
