"""Whoosh's folder of indexes: a fresh one takes over at once, and a broken one says so."""

import gc
from collections.abc import Callable
from pathlib import Path

import pytest

from crowd.search.engine import IndexBroken
from tests.factories.search import Library, open_engine, question


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library(open_engine("whoosh", tmp_path))
    library.rebuild(question(n, f"toets nummer {n}") for n in range(1, 6))
    return library


@pytest.fixture
def folder(library: Library, tmp_path: Path) -> Path:
    return tmp_path / "search_index"


def is_broken(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except IndexBroken:
        return True
    return False


def test_a_rebuild_leaves_one_folder(library: Library, folder: Path) -> None:
    library.rebuild()
    [left] = [path for path in folder.iterdir() if path.is_dir()]
    assert left.name == (folder / "CURRENT").read_text()
    assert not (folder / "NEXT").exists()


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # Whoosh leaves broken files open
@pytest.mark.parametrize("damage", ["empty", "scrambled", "removed", "other version"])
def test_a_broken_index_is_said_and_can_be_rebuilt(
    library: Library, folder: Path, tmp_path: Path, damage: str
) -> None:
    current = folder / "CURRENT"
    for path in (folder / current.read_text()).iterdir():
        if damage == "empty":
            path.write_bytes(b"")
        elif damage == "scrambled":
            path.write_bytes(b"\x93no index\xff" * 50)
        elif damage == "removed":
            path.unlink()
    if damage == "other version":
        current.write_text("v0-20200101T000000")
    fresh = Library(open_engine("whoosh", tmp_path))
    fresh.update(library)
    assert is_broken(lambda: fresh.found("toets"))
    assert is_broken(lambda: fresh.write(question(1, "toets")))
    gc.collect()
    fresh.rebuild()
    assert len(fresh.found("toets")) == 5
