"""The index itself: what is written is seen at once, by everyone, whatever happens to a writer."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from crowd.search.documents import Document
from crowd.search.engine import Engine
from tests.factories.search import found, like, question


def test_an_update_is_seen_at_once_and_once(engine: Engine) -> None:
    engine.write([question(1, "toets")])
    assert found(engine, "toets") == [1]
    engine.write([question(1, "rapport")])
    assert found(engine, "toets") == []
    assert found(engine, "rapport") == like(engine, "rapport") == [1]


def test_what_is_gone_stays_gone_through_merges(engine: Engine) -> None:
    engine.write(question(n, "toets") for n in range(1, 101))
    assert len(found(engine, "toets")) == 100
    engine.write([], gone=[f"question:{n}" for n in range(1, 101, 2)])
    for n in range(101, 130):  # enough single writes for Whoosh to merge its segments
        engine.write([question(n, "toets")])
        answer = found(engine, "toets")
        assert sorted(answer) == sorted({*range(2, 101, 2), *range(101, n + 1)})


def test_a_second_reader_sees_what_another_writes(engine: Engine) -> None:
    other = Engine(engine.path)
    assert found(other, "toets") == []
    engine.write([question(1, "toets")])
    assert found(other, "toets") == [1]
    engine.write([], gone=["question:1"])
    assert found(other, "toets") == like(other, "toets") == []


def test_readers_and_writers_at_the_same_time(engine: Engine) -> None:
    engine.write([question(0, "vaste toets")])
    wrong: list[object] = []
    done = threading.Event()

    def read() -> None:
        reader = Engine(engine.path)
        while not done.is_set():
            try:
                answer = found(reader, "vaste") + found(engine, "vaste")
                if answer != [0, 0]:
                    wrong.append(answer)
            except Exception as error:  # a thread's failure would go unnoticed
                wrong.append(error)

    def write(first: int) -> None:
        for n in range(first, first + 10):
            try:
                Engine(engine.path).write([question(n, f"toets {n}")])
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
    assert len(found(engine, "toets")) == 31


KILLED_WHILE_WRITING = """
import os, signal, sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from crowd.search.documents import Document
from crowd.search.documents import Document
from crowd.search.engine import Engine

def documents():
    yield Document("question", 2, "toets")
    print("writing", flush=True)
    signal.pause()

Engine(Path(sys.argv[1])).write(documents())
"""


def test_a_killed_writer_leaves_the_index_whole_and_free(engine: Engine) -> None:
    engine.write([question(1, "toets")])
    command = [sys.executable, "-W", "ignore", "-c", KILLED_WHILE_WRITING, str(engine.path)]
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([*sys.path, str(root)])}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, cwd=root) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"writing\n"
        assert found(engine, "toets") == [1]
        writer.send_signal(signal.SIGKILL)
    assert found(engine, "toets") == [1]
    engine.write([question(3, "toets")])
    assert sorted(found(Engine(engine.path), "toets")) == [1, 3]


def test_a_write_that_fails_changes_nothing(engine: Engine) -> None:
    engine.write([question(1, "toets")])

    def broken() -> Iterator[Document]:
        yield question(1, "rapport")
        raise LookupError

    with pytest.raises(LookupError):
        engine.write(broken())
    assert found(engine, "toets") == [1]
    engine.write([question(2, "toets")])
    assert len(found(engine, "toets")) == 2
