"""What is shown of what was found."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from crowd.search.marking import fragment, highlight


def test_marks_every_form_of_a_word_and_the_compounds_with_it() -> None:
    marked = highlight("De toetsen en de Toetsweek, elke toets.", "toets")
    assert (
        marked == "De <mark>toetsen</mark> en de <mark>Toetsweek</mark>, elke <mark>toets</mark>."
    )


def test_text_is_escaped() -> None:
    marked = highlight("<script>toets</script> & 'x'", "toets script")
    assert "<script>" not in marked
    assert marked.count("<mark>") == 3
    assert isinstance(marked, Markup)


def test_what_is_left_out_and_what_says_nothing_is_not_marked() -> None:
    assert highlight("de toets in de les", "de les -toets") == "de toets in de <mark>les</mark>"


def test_numbers_are_marked() -> None:
    assert highlight("groep 4", "4") == "groep <mark>4</mark>"


@given(st.text(), st.text(max_size=50))
def test_without_the_marks_the_text_is_whole(text: str, query: str) -> None:
    marked = str(highlight(text, query)).replace("<mark>", "").replace("</mark>", "")
    assert marked == str(escape(unicodedata.normalize("NFC", text)))


def test_a_fragment_shows_the_part_that_answers() -> None:
    text = "lorem ipsum " * 100 + "hier staat de toets met het rapport " + "dolor sit " * 100
    shown = fragment(text, "rapport toets", 80)
    assert "toets met het rapport" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) <= 84


def test_a_fragment_of_a_text_without_an_answer_is_its_beginning() -> None:
    assert fragment("een twee drie " * 50, "toets", 20) == "een twee drie een …"
    assert fragment("kort", "toets", 20) == "kort"


@given(st.text(max_size=400), st.text(max_size=30), st.integers(10, 100))
def test_a_fragment_is_never_longer_than_asked(text: str, query: str, size: int) -> None:
    assert len(fragment(text, query, size)) <= size + 4
