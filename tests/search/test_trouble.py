"""Whatever is typed and whatever is broken: an answer, and never one that is not filtered."""

import errno
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from crowd.core.viewer import VISITOR, Viewer
from crowd.search import finding, likeness, queries
from crowd.search.documents import Source
from crowd.search.dutch import LONGEST, grams, words
from crowd.search.engine import IndexBroken
from crowd.search.engines.whoosh.index import Index
from crowd.search.likeness import MOST_WORDS, asked
from crowd.search.meaning import SentenceEncoder
from tests.factories.search import Library, open_engine, question

ALICE = Viewer(id=1, name="Alice", member=True)
ODD = {
    "ten thousand words": " ".join(f"toets{n} les" for n in range(5_000)),
    "one endless word": "lesvoorbereiding" * 5_000,
    "one letter": "t",
    "stop words only": "de het een en of dat wie wat",
    "emoji": "🙂🎒📚",
    "right to left": "שלום לכולם مرحبا",
    "mixed directions": "toets \u202eשלום\u202c rapport",
    "operators that do not close": '"toets (rapport -"gym',
    "wildcards": "* ? *:* toe* %_%",
    "control characters": "toets\x00\x01\x1f",
    "lone surrogate": "toets \ud800",
    "digits": "9" * 5_000,
}


@pytest.fixture
def few(library: Library) -> Library:
    library.write(question(1, "toets"), question(2, "rapport en gym"))
    return library


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_odd_texts_are_answered(few: Library, text: str) -> None:
    assert set(few.found(text)) <= {1, 2}
    assert set(few.like(text)) <= {1, 2}
    assert set(few.like("toets", text)) <= {1, 2}
    assert all(s.documents for s in few.engine.spelled_like(text))
    assert all(s.documents for s in few.engine.beginning(text))


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_the_work_for_an_odd_text_has_an_end(text: str) -> None:
    """Not by the clock: by the number of things to look up."""
    assert len(asked(text, text).clues) <= 2 * MOST_WORDS * (LONGEST + 10)
    assert len(finding.parse(text).wanted) <= finding.MOST_WORDS
    assert all(len(grams(word.plain)) <= LONGEST for word in words(text))


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_odd_documents_are_indexed(library: Library, text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    library.write(question(1, text[:140], text[:60_000]), question(2, "toets"))
    assert 2 in library.found("toets")
    library.remove(1)
    assert library.found("toets") == [2]


class Down:
    """An engine that does not answer."""

    def __getattr__(self, name: str) -> Callable[..., object]:
        def fails(*_given: object, **_named: object) -> object:
            raise IndexBroken("it is down")

        return fails


def test_an_engine_that_is_down_answers_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "search_engine", Down())
    with app.app_context():
        assert queries.similar("toets", "", ALICE) == []
        assert queries.find("toets", ALICE) == []
        assert queries.status()[0] is False


def test_no_door_shows_what_the_viewer_may_not_see(
    app: Flask, few: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when the source knows less than the index does."""
    asked_for: list[list[int]] = []

    def visible(viewer: Viewer, ids: object) -> set[int]:
        asked_for.append(list(ids))  # type: ignore[call-overload]
        return {2} if viewer.member else set()

    source = Source(document=lambda id: None, ids=list, visible=visible)
    monkeypatch.setitem(app.extensions, "search_engine", few.engine)
    monkeypatch.setitem(app.extensions, "search_sources", {"question": source})
    with app.app_context():
        for text in ("toets rapport", *ODD.values()):
            assert {match.id for match in queries.similar(text, text, ALICE)} <= {2}
            assert {hit.id for hit in queries.find(text, ALICE)} <= {2}
            assert queries.similar(text, "", VISITOR) == queries.find(text, VISITOR) == []
    assert asked_for


def test_a_full_disk_costs_the_write_and_not_the_reading(
    few: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(Index, "write", full)
        broken.setattr(Index, "fill", full)
        with pytest.raises(IndexBroken):
            few.write(question(3, "toets"))
        with pytest.raises(OSError, match="No space"):
            few.rebuild()
    other = Library(open_engine("whoosh", tmp_path))
    assert few.found("toets") == other.found("toets") == [1]
    few.write(question(3, "toets"))
    assert sorted(few.found("toets")) == [1, 3]
    assert few.rebuild() == 3


def test_an_encoder_that_fails_leaves_the_words(monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = SentenceEncoder.__new__(SentenceEncoder)
    encoder._model = object()

    def fails(_texts: object) -> object:
        raise MemoryError

    monkeypatch.setattr(encoder, "encode", fails)
    assert encoder.quickly("toets") is None
    assert likeness.asked("toets", "", "nl", encoder.quickly("toets")).clues
