"""What means the same is found without a word in common, and costs little."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crowd.search import meaning
from crowd.search.engine import Likeness
from crowd.search.engines.whoosh import vectors
from crowd.search.engines.whoosh.engine import WhooshEngine
from crowd.search.engines.whoosh.vectors import RECORD, VectorFile, packed, unpacked
from crowd.search.likeness import asked
from tests.factories.search import Library, question
from tests.fakes.encoder import FakeEncoder


@pytest.fixture
def encoder() -> FakeEncoder:
    return FakeEncoder()


@pytest.fixture
def library(tmp_path: Path, encoder: FakeEncoder) -> Library:
    library = Library(WhooshEngine(tmp_path / "search_index", encoder))
    library.rebuild(
        [
            question(1, "alfa spreken"),
            question(2, "delta oefenen"),
            question(3, "zeta buiten"),
            question(4, "beta bellen"),
        ]
    )
    return library


def resembling(library: Library, title: str) -> Likeness:
    vector = FakeEncoder().quickly(title)
    return library.engine.resembling(asked(title, "", "nl", vector), "question")


def test_the_same_meaning_is_found_without_a_word_in_common(library: Library) -> None:
    found = resembling(library, "gamma").candidates
    assert {candidate.id for candidate in found[:2]} == {1, 4}
    assert found[0].meaning > meaning.SAME > found[-1].meaning or len(found) == 2
    assert all(0 < candidate.score <= 1 for candidate in found)
    assert library.like("epsilon") == []  # by words alone nothing is


def test_words_and_meaning_count_together(library: Library) -> None:
    library.write(question(5, "gamma bellen"))
    assert resembling(library, "gamma").candidates[0].id == 5


def test_a_text_is_encoded_once_as_long_as_it_stays(library: Library, encoder: FakeEncoder) -> None:
    encoder.encoded.clear()
    library.write(question(1, "alfa spreken", experiences="een ervaring"))
    library.rebuild()
    assert encoder.encoded == []
    library.write(question(1, "delta spreken"))
    assert encoder.encoded == ["delta spreken"]
    assert {c.id for c in resembling(library, "epsilon").candidates[:2]} == {1, 2}


def test_what_is_removed_is_gone_by_meaning_too(library: Library) -> None:
    library.remove(1)
    assert 1 not in {c.id for c in resembling(library, "gamma").candidates}


def test_another_process_sees_what_is_added(library: Library, tmp_path: Path) -> None:
    other = Library(WhooshEngine(tmp_path / "search_index", FakeEncoder()))
    assert resembling(other, "theta").candidates[0].id == 3
    library.write(question(6, "theta"), question(7, "iets heel anders"))
    assert resembling(other, "theta").candidates[0].id == 6


def test_vectors_come_when_the_encoder_does(tmp_path: Path) -> None:
    plain = Library(WhooshEngine(tmp_path / "search_index"))
    plain.rebuild([question(1, "alfa spreken"), question(2, "delta")])
    assert plain.engine.lacking("question") == []
    assert [c.id for c in resembling(plain, "gamma").candidates] == []
    library = Library(WhooshEngine(tmp_path / "search_index", FakeEncoder()))
    library.update(plain)
    assert library.engine.lacking("question") == [1, 2]
    library.engine.update([("question", 1)], library.fetch)
    assert library.engine.lacking("question") == [2]
    assert [c.id for c in resembling(library, "gamma").candidates] == [1]


def test_vectors_of_another_model_are_not_compared(library: Library, tmp_path: Path) -> None:
    encoder = FakeEncoder()
    encoder.model = "fake-2"
    other = Library(WhooshEngine(tmp_path / "search_index", encoder))
    other.update(library)
    assert other.engine.lacking("question") == [1, 2, 3, 4]
    assert [c.id for c in resembling(other, "gamma").candidates] == []
    other.rebuild()
    assert len(encoder.encoded) == 4
    assert {c.id for c in resembling(other, "gamma").candidates[:2]} == {1, 4}


def test_the_first_choice_of_many_keeps_the_nearest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = np.random.default_rng(4)
    every = chance.normal(size=(3_000, meaning.DIMENSIONS)).astype(np.float32)
    every /= np.linalg.norm(every, axis=1, keepdims=True)
    file = VectorFile(tmp_path, "test")
    assert file.add([packed(n, row) for n, row in enumerate(every)]) == 0
    places = np.arange(3_000)
    near = every[7] + 0.03 * chance.normal(size=meaning.DIMENSIONS).astype(np.float32)
    worth = file.likest(near / np.linalg.norm(near), places, 100)
    assert worth[7]
    assert 100 <= worth.sum() < 400
    best = file.cosines(every[7], places)
    assert best.argmax() == 7
    assert best[7] > 0.97


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1))
def test_four_bits_a_dimension_change_little(seed: int) -> None:
    vector = np.random.default_rng(seed).normal(size=meaning.DIMENSIONS).astype(np.float32)
    vector /= np.linalg.norm(vector)
    record = np.frombuffer(packed(seed, vector), RECORD)
    assert int(record["text"][0]) == seed
    again = unpacked(record)[0]
    assert float(again @ vector) / float(np.linalg.norm(again)) > 0.98


def test_a_hundred_thousand_questions_cost_at_most_thirty_megabytes() -> None:
    assert 100_000 * (RECORD.itemsize + vectors.SIGNS // 8) <= 30_000_000


def test_a_record_that_was_half_written_is_overwritten(tmp_path: Path) -> None:
    file = VectorFile(tmp_path, "test")
    vector = FakeEncoder().quickly("theta")
    file.add([packed(1, vector)])
    with file.path.open("ab") as half:
        half.write(b"half")
    assert file.add([packed(2, vector)]) == 1
    assert file.records()["text"].tolist() == [1, 2]


def test_rows_out_of_memory_are_those_of_the_table() -> None:
    table = np.random.default_rng(3).integers(0, 256, (40, 8), dtype=np.uint8)
    rows = meaning.Rows(table)
    for places in ([3, 0, 39, 3], []):
        chosen = np.array(places, np.int64)
        np.testing.assert_array_equal(rows[chosen], table[chosen])


@pytest.mark.skipif(meaning.encoder() is None, reason="the extra `meaning` is not installed")
def test_the_real_encoder_meets_a_translation() -> None:
    encoder = meaning.encoder()
    assert encoder is not None
    dutch, english, other = encoder.encode(
        ["Mijn leerlingen letten niet op", "My pupils do not pay attention", "The rent is high"]
    )
    assert dutch @ english > 0.5 > dutch @ other
    assert encoder.quickly("nu is het er") is not None
    assert dutch.shape == (meaning.DIMENSIONS,)
