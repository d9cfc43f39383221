"""Search as the rest of the application sees it: jobs, who may see what, and a lost index."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from crowd.core import jobs
from crowd.core.db import db
from crowd.core.health import Wrong
from crowd.core.viewer import VISITOR, Viewer
from crowd.search import jobs as search_jobs
from crowd.search.actions import index_later, rebuild
from crowd.search.cli import reindex
from crowd.search.documents import Document, Source
from crowd.search.likeness import asked
from crowd.search.queries import check, engine, find, similar, status
from tests.factories.search import lose, open_engine, question

ALICE = Viewer(id=1, name="Alice", member=True, school_ids=frozenset({7}))
CHARLIE = Viewer(id=3, name="Charlie", member=True)


class Questions(dict[int, Document]):
    """A room with questions; some are for one school only."""

    def __init__(self) -> None:
        super().__init__()
        self.school: dict[int, int] = {}

    def visible(self, viewer: Viewer, ids: Iterable[int]) -> set[int]:
        if not viewer.member:
            return set()
        return {id for id in ids if self.school.get(id) in {None, *viewer.school_ids}}

    def source(self) -> Source:
        return Source(document=self.get, ids=lambda: list(self), visible=self.visible)


@pytest.fixture
def questions(
    app: Flask, engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Questions]:
    made = Questions()
    monkeypatch.setitem(app.extensions, "search_sources", {"question": made.source()})
    handlers = {"search.index": search_jobs.index, "search.check": search_jobs.check}
    monkeypatch.setitem(app.extensions, "jobs", handlers)
    with closing(open_engine(engine, tmp_path)) as opened, app.app_context():
        monkeypatch.setitem(app.extensions, "search_engine", opened)
        rebuild()
        yield made


def post(questions: Questions, document: Document) -> None:
    questions[document.id] = document
    index_later(document.kind, document.id)
    db.session.commit()


def test_what_is_posted_is_found_and_what_is_gone_is_not(questions: Questions) -> None:
    post(questions, question(1, "Hoe houd ik het nakijken vol?"))
    assert find("nakijken", ALICE) == []
    jobs.run_due()
    assert [hit.id for hit in find("nakijken", ALICE)] == [1]
    post(questions, question(1, "Een heel andere toets"))
    jobs.run_due()
    assert find("nakijken", ALICE) == []
    del questions[1]
    index_later("question", 1)
    db.session.commit()
    jobs.run_due()
    assert find("toets", ALICE) == []
    assert status()[2] == 0


def test_a_change_that_is_rolled_back_is_not_indexed(questions: Questions) -> None:
    questions[1] = question(1, "toets")
    index_later("question", 1)
    db.session.rollback()
    assert jobs.run_due() == 0
    assert find("toets", ALICE) == []


def test_nothing_is_shown_that_the_viewer_may_not_see(questions: Questions) -> None:
    for id in range(1, 181):
        questions[id] = question(id, "Nakijken van toetsen", "hele dag")
        questions.school[id] = 7
    for id in (181, 182, 183):
        questions[id] = question(id, "Iets met nakijken", "en nog veel meer over iets anders")
    rebuild()
    title = "Nakijken van toetsen hele dag"
    assert [match.id for match in similar(title, "", CHARLIE)] == [181, 182, 183]
    assert {hit.id for hit in find("nakijken", CHARLIE)} == {181, 182, 183}
    assert len(similar(title, "", ALICE)) == 5
    assert len(find("nakijken", ALICE, limit=100)) == 100
    assert similar(title, "", VISITOR) == find("nakijken", VISITOR) == []


def test_hidden_since_it_was_indexed(questions: Questions) -> None:
    questions[1] = question(1, "toets")
    rebuild()
    questions.school[1] = 7
    assert find("toets", CHARLIE) == similar("toets", "", CHARLIE) == []


def test_similar_says_why(questions: Questions) -> None:
    questions[1] = question(1, "Stapels nakijkwerk", themes=["toetsing/nakijken"])
    rebuild()
    [match] = similar("Ik wil minder nakijken", "", ALICE)
    assert match.id == 1
    assert "nakijken" in match.words
    assert match.themes == ("toetsing/nakijken",)
    assert 0 < match.score <= 1


def test_what_shares_only_pieces_of_words_is_not_similar(questions: Questions) -> None:
    questions[1] = question(1, "Verspringen bij gym")
    rebuild()
    title = "De versnellingsbak hapert"
    assert engine().resembling(asked(title, "", "nl"), "question").candidates, "it has a piece"
    assert similar(title, "", ALICE) == []


def test_a_lost_index_answers_nothing_and_comes_back(
    questions: Questions, engine: str, tmp_path: Path
) -> None:
    questions[1] = question(1, "toets")
    rebuild()
    assert status() == (True, "the search index is readable", 1)
    lose(engine, tmp_path)
    assert find("toets", ALICE) == similar("toets", "", ALICE) == []
    ok, message, count = status()
    assert (ok, count) == (False, 0)
    assert "crowd reindex" in message
    with pytest.raises(Wrong):
        check()
    jobs.enqueue("search.check")
    db.session.commit()
    jobs.run_due()
    assert [hit.id for hit in find("toets", ALICE)] == [1]


def test_the_next_post_also_brings_a_lost_index_back(
    questions: Questions, engine: str, tmp_path: Path
) -> None:
    questions[1] = question(1, "toets")
    rebuild()
    lose(engine, tmp_path)
    post(questions, question(2, "rapport"))
    jobs.run_due()
    assert [hit.id for hit in find("toets", ALICE)] == [1]
    assert [hit.id for hit in find("rapport", ALICE)] == [2]


def test_the_command_makes_a_fresh_index(questions: Questions, app: Flask) -> None:
    questions[1] = question(1, "toets")
    said = app.test_cli_runner().invoke(reindex).output
    assert said == "1 documents are indexed.\n"
    assert [hit.id for hit in find("toets", ALICE)] == [1]
    assert "1 documents" in check()


@pytest.mark.parametrize("engine", ["whoosh"], indirect=True)
def test_reading_does_not_write(questions: Questions, tmp_path: Path) -> None:
    folder = tmp_path / "search_index"
    questions[1] = question(1, "toets")
    rebuild()
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    find("toets", ALICE)
    similar("toets", "", ALICE)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before
