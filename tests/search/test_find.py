"""The search page: what a typed search finds, whatever is typed."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crowd.search.finding import MOST_WORDS, parse
from tests.factories.search import Library, question


def test_harvest_before_title_before_the_rest(library: Library) -> None:
    filler = "heel andere tekst over rekenen en taal"
    library.write(
        question(1, "Iets over roosters", "dyslexie dyslexie dyslexie"),
        question(2, "Iets over ouders", filler, experiences="dyslexie dyslexie"),
        question(3, "Lezen met dyslexie", filler * 20),
        question(4, "Iets over toetsen", filler, harvest=f"{filler * 20} dyslexie"),
    )
    answer = list(library.hits("dyslexie"))
    assert [hit.field for hit in answer[:2]] == ["harvest", "title"]
    assert library.found("dyslexie")[:2] == [4, 3]
    assert set(library.found("dyslexie")[2:]) == {1, 2}
    assert {hit.field for hit in answer[2:]} == {"body", "experiences"}
    scores = [hit.score for hit in answer]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("groep 4", [1]),
        ("groep vier", [1]),
        ("2 kader", [2]),
        ("5/6", [3]),
        ("Huizen", [4]),
        ("leraren toets", [4]),
        ("avond", [5]),
        ('"laatste uur"', [2]),
        ("“laatste uur”", [2]),
        ('"laatste uur', [2]),
        ("groep -combinatie", [1]),
        ("groep -5", [1]),
        ('groep -"groep 4"', [3]),
        ("COÖRDINATOR", [5]),
        ("leerling*", [6]),
        ("leerling OR", [6]),
        ("title:leerling", [6]),
        ("(leerling", [6]),
        ("leerlng", [6]),
    ],
)
def test_words_numbers_phrases_and_exclusion(
    library: Library, text: str, expected: list[int]
) -> None:
    library.write(
        question(1, "Rust in groep 4", "na de pauze"),
        question(2, "Vrijdag het laatste rustige uur met 2 kader", "Het laatste uur dus."),
        question(3, "Combinatie groep 5/6", "rooster"),
        question(4, "Het huis", "de leraar geeft toetsen"),
        question(5, "Ouderavond", "met de coördinator"),
        question(6, "Stille leerling", "zegt niets"),
    )
    assert library.found(text) == expected


def test_all_words_or_else_any(library: Library) -> None:
    library.write(question(1, "ouders en toetsen"), question(2, "ouders"), question(3, "gym"))
    assert library.found("ouders toetsen") == [1]
    assert set(library.found("ouders gym")) == {1, 2, 3}
    assert library.found('"toetsen en ouders"') == [1, 2]


def test_the_words_of_a_phrase_stand_together_in_one_field(library: Library) -> None:
    library.write(question(1, "eigen werk", "tempo"), question(2, "werk", "op eigen tempo"))
    assert library.found('"eigen tempo"') == [2]


def test_only_the_kind_that_was_asked_for(library: Library) -> None:
    library.write(question(1, "toets"))
    assert library.found("toets", kind="challenge") == []


EMPTY = ["", " ", "x", "*", "?", '"', '""', "-", "- -", "-toets", "de het een", "🙂", "AND", "((("]
PIECES = ["toets", "-", '"', "*", "AND", "NOT", "(", ")", "groep", "4", ":", "[", "~2", "^", "🙂"]


@pytest.mark.parametrize("text", EMPTY)
def test_nothing_to_look_for_finds_nothing(demo: Library, text: str) -> None:
    assert demo.found(text) == []


@settings(max_examples=80, deadline=2000)
@given(st.text(max_size=80) | st.lists(st.sampled_from(PIECES)).map(" ".join))
@example("\x00\ud7ff ﬁ ß İ")
def test_anything_at_all_is_answered(demo: Library, text: str) -> None:
    answer = demo.hits(text)
    assert len({hit.id for hit in answer}) == len(answer)


def test_of_ten_thousand_words_the_first_are_looked_for(demo: Library) -> None:
    text = " ".join(f"leerlingen toets{n} ouders gesprek" for n in range(2_500))
    assert len(parse(text).wanted) == MOST_WORDS
    assert demo.found(text)
