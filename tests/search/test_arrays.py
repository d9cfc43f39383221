"""The arrays beside a segment: from the file as from Whoosh, and made anew when it is of no use."""

from pathlib import Path

import numpy as np
import pytest

from crowd.search.engines.whoosh import arrays
from crowd.search.engines.whoosh.index import LARGE, Index
from tests.factories.search import question


@pytest.fixture
def index(tmp_path: Path) -> Index:
    index = Index(tmp_path)
    index.create()
    index.write([question(n, "toets ouders", "gym " * (n % 3)) for n in range(9)])
    return index


def file_of(index: Index) -> Path:
    (path,) = index.path.glob("*.arrays")
    return path


def test_the_writer_leaves_them_in_a_file_that_holds_what_whoosh_does(index: Index) -> None:
    held = arrays.loaded(file_of(index))
    assert held is not None
    fresh = arrays.made(index.current().parts[0][0].reader)
    assert held.keys() == fresh.keys()
    for name, array in fresh.items():
        np.testing.assert_array_equal(held[name], array)


@pytest.mark.parametrize("damage", ["", "scrambled", "cut off"])
def test_a_file_of_no_use_is_made_anew(index: Index, damage: str) -> None:
    path = file_of(index)
    whole = path.read_bytes()
    path.unlink()
    if damage:
        path.write_bytes(b"\0" * 99 if damage == "scrambled" else whole[: len(whole) // 2])
    again = Index(index.path)
    assert again.current().frequency("said", "toet") + again.current().frequency("said", "toets")
    assert path.read_bytes() == whole


def test_they_go_with_their_segment(index: Index) -> None:
    first = file_of(index)
    for n in range(20, 40):
        index.write([question(n, "toets")])
    files = {path.stem for path in index.path.glob("*.arrays")}
    assert files == {part[0].name for part in index.current().parts}
    assert first.stem not in files


def test_a_large_segment_is_looked_at_when_its_arrays_are_there(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = Index(index.path)
    assert reader.current().count == 9
    monkeypatch.setattr(Index, "prepare", lambda self: None)
    index.write([question(n, "les") for n in range(100, 100 + LARGE)])
    assert reader.current().count == 9
    monkeypatch.undo()
    reader.warm()  # the writer died before it made them
    assert reader.current().count == 9 + LARGE
