"""Meaning in PostgreSQL, by pgvector."""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import psycopg
import pytest

from crowd.search import meaning
from crowd.search.engine import Likeness
from crowd.search.engines.postgres import vectors
from crowd.search.engines.postgres.engine import PostgresEngine
from crowd.search.likeness import asked
from crowd.search.meaning import text_of
from tests.factories.search import Library, home_of, question
from tests.fakes.encoder import FakeEncoder

QUESTIONS = [
    question(1, "alfa spreken"),
    question(2, "delta oefenen"),
    question(3, "zeta buiten"),
    question(4, "beta bellen"),
]


@pytest.fixture
def encoder() -> FakeEncoder:
    return FakeEncoder()


@pytest.fixture
def home(search_server: None, tmp_path: Path) -> str:
    with psycopg.connect(os.environ["TEST_SEARCH_URL"]) as connection:
        found = connection.execute("SELECT FROM pg_available_extensions WHERE name = 'vector'")
        if found.fetchone() is None:
            pytest.skip("pgvector is not on this PostgreSQL")
    return home_of(tmp_path)


@pytest.fixture
def engine(home: str, encoder: FakeEncoder) -> Iterator[PostgresEngine]:
    with closing(made(home, encoder)) as engine:
        yield engine


@pytest.fixture
def library(engine: PostgresEngine) -> Library:
    library = Library(engine)
    library.rebuild(QUESTIONS)
    return library


def made(home: str, encoder: FakeEncoder | None) -> PostgresEngine:
    return PostgresEngine(os.environ["TEST_SEARCH_URL"], home=home, encoder=encoder)


def resembling(library: Library, title: str) -> Likeness:
    vector = FakeEncoder().quickly(title)
    return library.engine.resembling(asked(title, "", "nl", vector), "question")


def ids(likeness: Likeness) -> list[int]:
    return [candidate.id for candidate in likeness.candidates]


def test_the_same_meaning_is_found_without_a_word_in_common(library: Library) -> None:
    found = resembling(library, "gamma")
    assert set(ids(found)[:2]) == {1, 4}
    assert all(c.meaning > meaning.SAME for c in found.candidates[:2])
    assert all(0 < c.score <= 1 for c in found.candidates)
    assert found.shared(found.candidates[0]) == {}
    assert library.like("epsilon") == []  # by words alone nothing is


def test_words_and_meaning_count_together(library: Library) -> None:
    library.write(question(5, "gamma bellen"))
    found = resembling(library, "gamma")
    assert ids(found)[0] == 5
    assert found.shared(found.candidates[0])


def test_a_text_is_encoded_once_as_long_as_it_stays(library: Library, encoder: FakeEncoder) -> None:
    encoder.encoded.clear()
    library.write(question(1, "alfa spreken", experiences="een ervaring"))
    library.rebuild()
    assert encoder.encoded == []
    library.write(question(1, "delta spreken"))
    assert encoder.encoded == ["delta spreken"]
    assert set(ids(resembling(library, "epsilon"))[:2]) == {1, 2}


def test_what_is_removed_is_gone_by_meaning_too(library: Library) -> None:
    library.remove(1)
    assert 1 not in ids(resembling(library, "gamma"))
    del library["question", 4]  # and what a rebuild does not meet any more
    library.rebuild()
    assert 4 not in ids(resembling(library, "gamma"))


def test_vectors_of_another_model_are_not_compared(library: Library, home: str) -> None:
    other = FakeEncoder()
    other.model = "fake-2"
    with closing(made(home, other)) as engine:
        newer = Library(engine)
        newer.update(library)
        assert ids(resembling(newer, "gamma")) == []
        assert engine.lacking("question") == [1, 2, 3, 4]
        engine.update([("question", id) for id in engine.lacking("question")], newer.fetch)
        assert engine.lacking("question") == []
        assert set(ids(resembling(newer, "gamma"))[:2]) == {1, 4}


def test_without_an_encoder_everything_goes_by_words(library: Library, home: str) -> None:
    with closing(made(home, None)) as engine:
        plain = Library(engine)
        plain.update(library)
        assert ids(resembling(plain, "gamma")) == []
        plain.write(question(5, "gamma bellen"))
        assert ids(resembling(plain, "gamma")) == [5]
        assert engine.lacking("question") == []
        assert plain.rebuild() == 5
        plain.write(question(1, "zeta spreken"))
    assert library.engine.lacking("question") == [1, 5]
    assert 1 not in ids(resembling(library, "gamma"))


def test_without_pgvector_everything_goes_by_words(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "make", lambda connection: None)
    library.rebuild()
    assert ids(resembling(library, "gamma")) == []
    library.write(question(1, "gamma bellen"))
    assert ids(resembling(library, "gamma")) == [1]
    assert library.engine.lacking("question") == []


def test_all_are_seen_from_one_middle_however_many_come(
    library: Library, engine: PostgresEngine, encoder: FakeEncoder
) -> None:
    for n in range(5, 60):
        library.write(question(n, f"alfa woord{n}"))
    rows = engine.read(
        lambda connection: connection.exec_driver_sql(
            "SELECT id, (meaning + place)::text, place::text FROM vectors, middle"
        ).all()
    )
    texts = {id: text_of(d.title, d.body) for (_kind, id), d in library.items()}
    assert {row.id for row in rows} == set(texts)
    for id, held, place in rows:
        vector = np.array(held.strip("[]").split(","), float)
        assert np.abs(vector - encoder.quickly(texts[id])).max() < 1e-4
        assert np.abs(np.array(place.strip("[]").split(","), float)).max() > 0.2
    # what all have in common does not make them alike
    found = {c.id: c.meaning for c in resembling(library, "delta").candidates}
    assert max(found, key=lambda id: found[id]) == 2
