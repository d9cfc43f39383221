"""What changed in a text, word by word."""

import random
import time

import pytest

from crowd.questions.differences import Kind, Piece, differences


def told(before: str, after: str) -> str:
    signs: dict[Kind, str] = {"same": "{}", "gone": "[-{}-]", "added": "[+{}+]"}
    return "".join(signs[piece.kind].format(piece.text) for piece in differences(before, after))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("Ze lopen rond.", "Ze lopen rond.", "Ze lopen rond."),
        ("Ze lopen rond.", "Ze lopen vaak rond.", "Ze lopen [+vaak +]rond."),
        ("Ze lopen vaak rond.", "Ze lopen rond.", "Ze lopen [-vaak -]rond."),
        ("Jantje loopt rond.", "Een kind loopt rond.", "[-Jantje -][+Een kind +]loopt rond."),
        ("Rond", "Rond.", "Rond[+.+]"),
        ("Eerst dit.", "", "[-Eerst dit.-]"),
        ("", "Nu dit.", "[+Nu dit.+]"),
        ("", "", ""),
        ("zo'n kind", "zo’n kind", "[-zo'n -][+zo’n +]kind"),
        ("<b>x</b>", "<b>y</b>", "<b>[-x-][+y+]</b>"),
    ],
)
def test_words(before: str, after: str, said: str) -> None:
    assert told(before, after) == said


def test_a_line_that_moved_is_still_the_same_text() -> None:
    assert told("Een zin. Nog een.", "Een zin.\n\nNog een.") == "Een zin.\n\nNog een."


def test_one_word_between_two_changes_reads_as_part_of_them() -> None:
    assert told("nu even snel lopen", "straks even rustig lopen") == (
        "[-nu even snel -][+straks even rustig +]lopen"
    )


def test_another_text_is_not_cut_to_pieces() -> None:
    assert told("Ik deed het met de klas samen.", "Geen idee of de toets helpt!") == (
        "[-Ik deed het met de klas samen.-][+Geen idee of de toets helpt!+]"
    )


def test_the_pieces_make_both_texts_again() -> None:
    chance = random.Random(7)
    for _ in range(200):
        before, after = (
            "".join(chance.choice(["de ", "klas ", "is ", "rustig", ". ", "\n"]) for _ in range(n))
            for n in (chance.randrange(30), chance.randrange(30))
        )
        pieces = differences(before, after)
        assert _joined(pieces, "gone") == _plain(before)
        assert _joined(pieces, "added") == _plain(after)


def _joined(pieces: list[Piece], kind: Kind) -> str:
    return _plain("".join(p.text for p in pieces if p.kind in {"same", kind}))


def _plain(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("words", [2, 40, 20_000])
def test_the_longest_texts_take_no_time(words: int) -> None:
    chance = random.Random(words)
    one, other = (" ".join(str(chance.randrange(words)) for _ in range(9_000)) for _ in "ab")
    began = time.process_time()
    assert differences(one, other)
    assert time.process_time() - began < 2
