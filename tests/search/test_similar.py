"""A question typed in other words meets the one that is there."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crowd.search.likeness import asked
from tests.factories.search import Library, demo_questions, question


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
def test_other_words_find_the_right_demo_question(demo: Library, title: str, id: int) -> None:
    assert demo.like(title)[0] == id


@pytest.mark.parametrize(
    ("title", "id"),
    [
        ("Keersommen nog niet geautomatiseerd in groep 6", 5),
        ("Ouders zijn boos over ons advies", 13),
        ("Net begonnen als leraar en er ligt geen lesmateriaal", 38),
    ],
)
def test_or_at_least_among_the_first_three(demo: Library, title: str, id: int) -> None:
    assert id in demo.like(title)[:3]


@pytest.mark.parametrize(
    ("title", "id"),
    [("Too much marking", 27), ("Mobile phones in the lesson", 25), ("Multiplication tables", 5)],
)
def test_english_words_find_the_dutch_question(demo: Library, title: str, id: int) -> None:
    assert demo.like(title)[0] == id


def test_at_least_three_resemble(demo: Library) -> None:
    assert len(demo.like("vrijdag laatste uur met 2 kader loopt uit de hand")) >= 3


def test_the_reason_is_in_the_readers_own_words(demo: Library) -> None:
    best, words, _themes = demo.reasons("Telefoons en gedoe op vrijdag")
    assert best.id == 25
    assert words[0] == "telefoons"
    assert set(words) <= {"telefoons", "gedoe", "vrijdag"}


def test_shared_themes_are_told(demo: Library) -> None:
    _best, _words, themes = demo.reasons("Mijn studenten komen te laat")
    assert "klassenmanagement/aanwezigheid" in themes


def test_works_from_the_first_question_on(library: Library) -> None:
    library.write(question(1, "Hoe houd ik de ouderavond kort?"))
    assert library.like("Een avond voor ouders duurt te lang") == [1]


def test_scores_go_down_from_at_most_one(demo: Library) -> None:
    title = "Vrijdag het laatste uur met 2 kader loopt elke week uit de hand"
    scores = [found.score for found in demo.likeness(title).candidates]
    assert scores == sorted(scores, reverse=True)
    assert 0.5 < scores[0] <= 1
    assert scores[-1] > 0


def test_an_english_question_meets_its_like(library: Library) -> None:
    library.write(
        question(1, "Teaching a noisy class", lang="en"),
        question(2, "Marking essays at night", lang="en"),
    )
    assert library.like("How do you teach noisy classes", lang="en")[0] == 1


@settings(max_examples=40, deadline=2000)
@given(title=st.text(max_size=200), body=st.text(max_size=600))
def test_any_text_is_answered(demo: Library, title: str, body: str) -> None:
    found = demo.likeness(title, body)
    assert all(0 < candidate.score <= 1 for candidate in found.candidates)
    for candidate in found.candidates[:3]:
        found.shared(candidate)


def test_a_very_long_text_is_answered_by_its_beginning(demo: Library) -> None:
    title = "vrijdag laatste uur met 2 kader loopt uit de hand"
    body = " ".join(document.body for document in demo_questions())
    assert asked(title, body * 100).clues == asked(title, body * 3).clues
    assert demo.like(title, body * 100)
