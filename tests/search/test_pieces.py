"""Pieces of words are found through the words that have them."""

from collections import Counter

import numpy as np
import pytest

from crowd.search.dutch import grams
from crowd.search.engines.whoosh.pieces import Pieces, made, packed

TEXTS = ["toets toetsen toetsweek", "", "toetsen klas", "klassen 4 ëéń klas klas", "überhaupt"]
VOCABULARY = sorted({word for text in TEXTS for word in text.split()} | {"ervaring"})


@pytest.fixture(scope="module")
def pieces() -> Pieces:
    return Pieces(made(VOCABULARY, [packed(text.split()) for text in TEXTS]))


def counted(text: str) -> Counter[str]:
    return Counter(piece for word in text.split() for piece in grams(word))


@pytest.mark.parametrize("piece", sorted({piece for text in TEXTS for piece in counted(text)}))
def test_a_piece_stands_in_the_documents_that_have_it_as_often(pieces: Pieces, piece: str) -> None:
    found = pieces.postings(piece)
    assert found is not None
    there = {number: counted(text)[piece] for number, text in enumerate(TEXTS)}
    assert dict(zip(found.numbers.tolist(), found.counts.tolist(), strict=True)) == {
        number: count for number, count in there.items() if count
    }
    assert pieces.said(piece) >= len(found.numbers)


def test_what_no_document_says_has_no_postings(pieces: Pieces) -> None:
    assert pieces.postings("zzzzz") is None
    assert pieces.postings("ervar") is None  # of an experience only


def test_the_length_of_a_document_is_its_number_of_pieces(pieces: Pieces) -> None:
    assert np.array_equal(pieces.lengths, [counted(text).total() for text in TEXTS])


def test_nothing_at_all() -> None:
    assert Pieces(made([], [b"", b""])).postings("toets") is None
