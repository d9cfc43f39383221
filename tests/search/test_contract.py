"""What every engine keeps to: it shows what is there now, to everyone, whatever goes wrong."""

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from crowd.search.documents import Document
from crowd.search.engine import Engine, IndexBroken
from tests.factories.search import Library, open_engine, question

ROOT = Path(__file__).parents[2]
Open = Callable[[], Engine]
Process = subprocess.Popen[str]


@pytest.fixture
def again(engine: str, tmp_path: Path) -> Iterator[Open]:
    """The same index as another process opens it."""
    with ExitStack() as opened:
        yield lambda: opened.enter_context(closing(open_engine(engine, tmp_path)))


@pytest.fixture
def library(again: Open) -> Library:
    library = Library(again())
    library.rebuild()
    return library


@contextmanager
def process(engine: str, place: Path, does: str) -> Iterator[Process]:
    module = ["-W", "ignore", "-m", "tests.search.other_process"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([*sys.path, str(ROOT)])}
    with subprocess.Popen(
        [sys.executable, *module, engine, str(place), does],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=ROOT,
    ) as other:
        try:
            yield other
        finally:
            other.kill()


def tell(other: Process, line: str) -> str:
    assert other.stdin is not None
    assert other.stdout is not None
    other.stdin.write(line + "\n")
    other.stdin.flush()
    return other.stdout.readline().strip()


def test_an_update_is_seen_at_once_and_once(library: Library) -> None:
    library.write(question(1, "toets"))
    assert library.found("toets") == library.like("toets") == [1]
    library.write(question(1, "rapport"))
    library.write(question(1, "rapport"))
    assert library.found("toets") == library.like("toets") == []
    assert library.found("rapport") == library.like("rapport") == [1]
    assert library.engine.count() == 1


def test_what_is_removed_is_gone_at_once(library: Library) -> None:
    library.write(*(question(n, "toets") for n in range(1, 6)))
    library.remove(2, 4)
    assert sorted(library.found("toets")) == sorted(library.like("toets")) == [1, 3, 5]
    library.engine.update([("question", 99)], library.fetch)  # was never there
    assert library.engine.count() == 3


def test_nothing_comes_back_or_comes_twice_through_many_writes(library: Library) -> None:
    """Merges are where Whoosh's own `refresh` shows what is deleted, and all else twice."""
    library.rebuild(question(n, "toets") for n in range(100))
    chance = random.Random(4)
    for n in range(100, 140):
        library.write(question(n, "toets"))
        gone = chance.choice([id for _kind, id in library])
        library.remove(gone)
        changed = chance.choice([id for _kind, id in library])
        library.write(question(changed, f"toets {n}"))
        there = sorted(id for _kind, id in library)
        assert sorted(library.found("toets")) == there
        assert sorted(c.id for c in library.likeness("toets").candidates) == there
        assert changed in library.found(f"toets {n}")


def test_a_second_reader_sees_what_another_writes(library: Library, again: Open) -> None:
    other = Library(again())
    assert other.found("toets") == []
    library.write(question(1, "toets"))
    assert other.found("toets") == other.like("toets") == [1]
    library.remove(1)
    assert other.found("toets") == other.like("toets") == []


def test_several_readers_and_a_writer_in_processes(
    library: Library, engine: str, tmp_path: Path
) -> None:
    library.write(question(1, "toets"))
    with ExitStack() as stack:
        readers = [stack.enter_context(process(engine, tmp_path, "reads")) for _ in range(2)]
        writer = stack.enter_context(process(engine, tmp_path, "writes"))
        for n in range(2, 14):
            assert tell(writer, str(n)) == "written"
            there = list(range(1, n + 1))
            for reader in readers:
                assert tell(reader, "toets") == f"{there} {there}"
        library.remove(1)
        there = list(range(2, 14))
        for reader in readers:
            assert tell(reader, "toets") == f"{there} {there}"


def test_readers_and_writers_in_threads(library: Library, again: Open) -> None:
    library.write(question(0, "vaste toets"))
    wrong: list[object] = []
    done = threading.Event()

    def read() -> None:
        reader = Library(again())
        while not done.is_set():
            try:
                answer = reader.found("vaste") + library.found("vaste") + library.like("vaste")
                if answer != [0, 0, 0]:
                    wrong.append(answer)
            except Exception as error:  # a thread's failure would go unnoticed
                wrong.append(error)

    def write(first: int) -> None:
        mine = Library(again())
        for n in range(first, first + 8):
            try:
                mine.write(question(n, f"toets {n}"))
            except Exception as error:
                wrong.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    writers = [threading.Thread(target=write, args=(n,)) for n in (100, 200, 300)]
    for thread in readers + writers:
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in readers:
        thread.join()
    assert wrong == []
    assert len(library.found("toets")) == 25


def test_a_killed_writer_leaves_the_index_whole_and_free(
    library: Library, again: Open, engine: str, tmp_path: Path
) -> None:
    library.write(question(1, "toets"))
    with process(engine, tmp_path, "dies") as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "writing\n"
        assert library.found("toets") == [1]
        writer.send_signal(signal.SIGKILL)
    assert library.found("toets") == [1]
    library.write(question(3, "toets"))
    assert sorted(Library(again()).found("toets")) == [1, 3]


def test_a_write_that_fails_changes_nothing(library: Library) -> None:
    library.write(question(1, "toets"))

    def away(kind: str, id: int) -> Document:
        if id == 2:
            raise ConnectionError
        return question(id, "rapport")

    with pytest.raises(ConnectionError):  # the database, not the index, is away
        library.engine.update([("question", 1), ("question", 2)], away)
    assert library.found("toets") == [1]
    library.write(question(2, "toets"))
    assert len(library.found("toets")) == 2


def test_a_rebuild_holds_everything_that_is_there_now(library: Library, again: Open) -> None:
    other = Library(again())
    library.write(*(question(n, f"toets {n}") for n in range(1, 6)))
    assert len(other.found("toets")) == 5
    del library["question", 1]
    library["question", 2] = question(2, "rapport")
    assert library.rebuild() == 4
    assert sorted(other.found("toets")) == sorted(other.like("toets")) == [3, 4, 5]
    assert other.engine.count() == 4


def test_what_changes_during_a_rebuild_is_not_lost(library: Library, again: Open) -> None:
    library.write(*(question(n, f"toets {n}") for n in range(1, 6)))

    def fetch(kind: str, id: int) -> Document | None:
        before = library.get((kind, id))
        if id == 5 and ("question", 6) not in library:  # somebody posts and edits meanwhile
            library["question", 6] = question(6, "rapport")
            library["question", 1] = question(1, "rapport")
            del library["question", 2]
            again().update([("question", changed) for changed in (6, 1, 2)], library.fetch)
            assert sorted(library.found("rapport")) == [1, 6]
        return before

    assert library.engine.rebuild(list(library), fetch) == 5
    assert sorted(library.found("rapport")) == [1, 6]
    assert sorted(library.found("toets")) == [3, 4, 5]


def test_a_rebuild_that_was_stopped_is_simply_done_again(library: Library) -> None:
    library.write(*(question(n, f"toets {n}") for n in range(1, 6)))

    def dies(kind: str, id: int) -> Document | None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        library.engine.rebuild(list(library), dies)
    assert len(library.found("toets")) == 5
    library.write(question(6, "toets"))
    assert len(library.found("toets")) == 6
    assert library.rebuild() == 6


def test_no_index_is_said(again: Open) -> None:
    nothing = Library(again())
    for ask in (
        nothing.engine.count,
        lambda: nothing.found("toets"),
        lambda: nothing.like("toets"),
        lambda: nothing.engine.beginning("toe"),
        lambda: nothing.engine.spelled_like("toest"),
        lambda: nothing.write(question(1, "toets")),
    ):
        with pytest.raises(IndexBroken):
            ask()


def test_words_and_phrases_and_what_is_left_out(library: Library) -> None:
    library.write(
        question(1, "Ouders en toetsen"),
        question(2, "Ouders", "elke dag gym op eigen tempo"),
        question(3, "Gym", "eigen werk, eigen tempo", harvest="een rapport"),
    )
    assert library.found("ouders toetsen") == [1]
    assert library.found("ouders -toetsen") == [2]
    assert sorted(library.found('"eigen tempo"')) == [2, 3]
    assert library.found('"eigen werk"') == [3]
    assert library.hits("ouders toetsen").how == "all"
    assert set(library.found("toetsen gym")) == {1, 2, 3}
    assert library.hits("toetsen gym").how == "any"
    assert library.found("ouderss") == library.found("ouders")
    assert list(library.hits("rapport").fields) == ["harvest"]
    assert list(library.hits("gym").fields) == ["title", "body"]
    assert library.found("gym", kind="challenge") == []


def test_scores_go_down_from_at_most_one(library: Library) -> None:
    library.write(*(question(n, "toets " * n, "gesprek met ouders") for n in range(1, 9)))
    likeness = [c.score for c in library.likeness("toets met ouders").candidates]
    found = list(library.hits("toets ouders").scores)
    for scores in (likeness, found):
        assert scores == sorted(scores, reverse=True)
        assert all(0 < score <= 1 for score in scores)


def test_what_resembles_says_why(library: Library) -> None:
    library.write(question(1, "Stapels nakijkwerk", themes=["toetsing/nakijken"]))
    candidate, words, themes = library.reasons("Ik wil minder nakijken", "en meer slapen")
    assert candidate.id == 1
    assert words == ("nakijken",)
    assert themes == ("toetsing/nakijken",)


def test_the_words_that_documents_use(library: Library) -> None:
    library.write(
        question(1, "Coördinatoren", "klassenmanagement"),
        question(2, "Klassengesprek", "klassenmanagement"),
    )
    known = [(word.word, word.documents) for word in library.engine.beginning("Klassen")]
    assert known == [("klassenmanagement", 2), ("klassengesprek", 1)]
    assert len(library.engine.beginning("klassen", most=1)) == 1
    assert library.engine.beginning("xyz") == library.engine.beginning("") == []
    for typed in ("klasenmanagement", "klassenmangement", "klassenamnagement"):
        assert library.engine.spelled_like(typed)[0].word == "klassenmanagement"
    assert library.engine.spelled_like("coordinatroen")[0].word == "coordinatoren"
    assert library.engine.spelled_like("xyz") == library.engine.spelled_like("") == []
    for odd in ("\ud800", "x\ud800\udfff" * 3, "klassen\0", "z" * 10_000):
        assert library.engine.spelled_like(odd) == []
        assert {found.word for found in library.engine.beginning(odd)} <= {w for w, _ in known}
    library.remove(1)
    assert [word.word for word in library.engine.beginning("coor")] == []


@pytest.mark.parametrize(
    "text",
    [
        "toets " * 10_000,
        " ".join(f"woord{n}" for n in range(3_000)),
        "t" * 10_000,
        "o'toets \\ \\' & | ! <-> :* :A ( )",
        "toets\0 \u202etoets\u202c نص 🎒 e\u0301",
        '"toets -"toets" --toets "" *',
        "%s %(kind)s {0} $1",
    ],
)
def test_any_text_at_all_is_written_and_asked(library: Library, text: str) -> None:
    library.write(question(1, text, text), question(2, "toets"))
    library.found(text)
    library.like(text, text)
    library.engine.beginning(text)
    library.engine.spelled_like(text)
    assert 2 in library.found("toets")
    library.remove(1)
    assert library.found("toets") == library.like("toets") == [2]
