"""The folder of indexes: a fresh one takes over at once, and a broken one says so."""

import gc
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from crowd.search.documents import Document
from crowd.search.finding import finding
from crowd.search.store import IndexBroken, Store
from tests.factories.search import question


class Shelf(dict[int, Document]):
    """What a database would hold."""

    def fetch(self, kind: str, id: int) -> Document | None:
        return self.get(id)

    def items_(self) -> list[tuple[str, int]]:
        return [("question", id) for id in self]


@pytest.fixture
def shelf() -> Shelf:
    return Shelf({n: question(n, f"toets nummer {n}") for n in range(1, 6)})


@pytest.fixture
def store(tmp_path: Path, shelf: Shelf) -> Store:
    store = Store(tmp_path / "search_index")
    store.rebuild(shelf.items_(), shelf.fetch)
    return store


def keys(store: Store, text: str) -> set[str]:
    return {
        hit.key for hit in store.read(lambda snapshot: list(finding(snapshot, text, "question")))
    }


def is_broken(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except IndexBroken:
        return True
    return False


def test_a_rebuild_holds_everything_and_removes_the_old(store: Store, shelf: Shelf) -> None:
    other = Store(store.folder)
    assert len(keys(other, "toets")) == 5
    del shelf[1]
    shelf[2] = question(2, "rapport")
    assert store.rebuild(shelf.items_(), shelf.fetch) == 4
    assert keys(other, "toets") == {"question:3", "question:4", "question:5"}
    assert len([path for path in store.folder.iterdir() if path.is_dir()]) == 1


def test_an_update_brings_what_stands_there_now(store: Store, shelf: Shelf) -> None:
    shelf[1] = question(1, "rapport")
    store.update("question", 1, shelf.fetch)
    store.update("question", 1, shelf.fetch)
    assert keys(store, "rapport") == {"question:1"}
    del shelf[1]
    store.update("question", 1, shelf.fetch)
    assert keys(store, "rapport") == set()


def test_what_changes_during_a_rebuild_is_not_lost(store: Store, shelf: Shelf) -> None:
    def fetch(kind: str, id: int) -> Document | None:
        before = shelf.get(id)
        if id == 5 and 6 not in shelf:  # somebody posts and edits meanwhile
            shelf[6] = question(6, "rapport")
            shelf[1] = question(1, "rapport")
            del shelf[2]
            for changed in (6, 1, 2):
                Store(store.folder).update("question", changed, shelf.fetch)
            assert keys(store, "rapport") == {"question:1", "question:6"}
        return before

    assert store.rebuild(shelf.items_(), fetch) == 5
    assert keys(store, "rapport") == {"question:1", "question:6"}
    assert keys(store, "toets") == {"question:3", "question:4", "question:5"}


def test_a_rebuild_that_was_killed_is_simply_done_again(store: Store, shelf: Shelf) -> None:
    def dies(kind: str, id: int) -> Document | None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.rebuild(shelf.items_(), dies)
    assert len(keys(store, "toets")) == 5
    shelf[6] = question(6, "toets")
    store.update("question", 6, shelf.fetch)
    assert len(keys(store, "toets")) == 6
    assert store.rebuild(shelf.items_(), shelf.fetch) == 6
    assert len([path for path in store.folder.iterdir() if path.is_dir()]) == 1


def test_many_at_once_all_arrive(store: Store, shelf: Shelf) -> None:
    wrong: list[Exception] = []

    def post(first: int) -> None:
        mine = Store(store.folder)
        for id in range(first, first + 5):
            shelf[id] = question(id, "rapport")
            try:
                mine.update("question", id, shelf.fetch)
            except Exception as error:  # a thread's failure would go unnoticed
                wrong.append(error)

    threads = [threading.Thread(target=post, args=(n,)) for n in (100, 200, 300, 400)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(keys(store, "rapport")) == 20


def test_no_index_is_said(tmp_path: Path) -> None:
    store = Store(tmp_path / "nothing")
    with pytest.raises(IndexBroken):
        keys(store, "toets")
    with pytest.raises(IndexBroken):
        store.update("question", 1, lambda kind, id: None)


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # Whoosh leaves broken files open
@pytest.mark.parametrize("damage", ["empty", "scrambled", "removed", "other version"])
def test_a_broken_index_is_said_and_can_be_rebuilt(store: Store, shelf: Shelf, damage: str) -> None:
    current = store.folder / "CURRENT"
    for path in (store.folder / current.read_text()).iterdir():
        if damage == "empty":
            path.write_bytes(b"")
        elif damage == "scrambled":
            path.write_bytes(b"\x93no index\xff" * 50)
        elif damage == "removed":
            path.unlink()
    if damage == "other version":
        current.write_text("v0-20200101T000000")
    fresh = Store(store.folder)
    assert is_broken(lambda: keys(fresh, "toets"))
    assert is_broken(lambda: fresh.update("question", 1, shelf.fetch))
    gc.collect()
    fresh.rebuild(shelf.items_(), shelf.fetch)
    assert len(keys(fresh, "toets")) == 5


def test_a_database_that_is_away_is_no_broken_index(store: Store) -> None:
    def away(kind: str, id: int) -> Document | None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        store.update("question", 1, away)
    assert len(keys(store, "toets")) == 5
