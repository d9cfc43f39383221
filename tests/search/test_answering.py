"""Whether one text answers to a search: the same as the index says, but never forgiving."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crowd.search.answering import Text
from crowd.search.finding import parse
from tests.factories.search import Library, demo_questions, question

DOCUMENTS = demo_questions()
TEXTS = {document.id: Text(document) for document in DOCUMENTS}
WORDS = sorted({w.strip('.,?!":()') for d in DOCUMENTS[:12] for w in d.title.split()})
CLAUSE = st.builds(
    lambda minus, phrase, words: minus + (f'"{" ".join(words)}"' if phrase else " ".join(words)),
    st.sampled_from(["", "", "-"]),
    st.booleans(),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=2),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(CLAUSE, min_size=1, max_size=3).map(" ".join))
def test_the_index_finds_the_same(demo: Library, typed: str) -> None:
    search = parse(typed)
    results = demo.hits(typed)
    strictly = {id for id, text in TEXTS.items() if text.answers(search)}
    if search.wanted and results.how == "all":
        assert strictly == set(results.ids), typed
    elif search.wanted:
        assert strictly == set(), typed


@pytest.mark.parametrize(
    ("typed", "answers"),
    [
        ("toets", True),
        ("toetsen nakijken", True),
        ("toets gymles", False),
        ('"stapel toetsen"', True),
        ('"toetsen stapel"', False),
        ("toets -stapel", False),
        ("avond", True),  # a part of ouderavond
        ('toets -"stapel rapporten"', True),
        ("tosts", False),  # spelled nearly so is not enough to be told of
    ],
)
def test_every_word_and_nothing_less(typed: str, answers: bool) -> None:
    text = Text(question(1, "Een stapel toetsen", "nakijken", experiences="na de ouderavond"))
    assert text.answers(parse(typed)) is answers


def test_english_text_is_found_by_its_own_stems() -> None:
    text = Text(question(1, "Grading tests at night", lang="en"))
    assert text.answers(parse("grading test", "en"))
