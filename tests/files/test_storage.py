"""One contract, which every storage keeps."""

import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from config import SettingsError
from crowd.accounts.models import Person
from crowd.files.storage import Storage, storage_at
from tests.client import Client
from tests.files.samples import sent

KEY = "0123456789abcdef0123456789abcdef"
As = Callable[[Person], Client]


def read(storage: Storage, key: str = KEY) -> bytes:
    with storage.open(key) as file:
        return file.read()


def test_what_is_put_comes_back(storage: Storage) -> None:
    data = bytes(range(256)) * 40_000
    storage.put(KEY, data)
    assert read(storage) == data


def test_putting_again_replaces(storage: Storage) -> None:
    storage.put(KEY, b"een heel lange tekst")
    storage.put(KEY, b"kort")
    assert read(storage) == b"kort"


def test_what_is_deleted_is_gone_and_may_be_deleted_again(storage: Storage) -> None:
    storage.put(KEY, b"x")
    storage.delete(KEY)
    with pytest.raises(FileNotFoundError):
        storage.open(KEY)
    storage.delete(KEY)


def test_what_never_was_is_not_there(storage: Storage) -> None:
    with pytest.raises(FileNotFoundError):
        storage.open("f" * 32)


def test_a_picture_goes_in_and_out_by_the_door(
    app: Flask, as_: As, alice: Person, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "files", storage)
    browser = as_(alice)
    answer = browser.get(sent(browser))
    assert Image.open(BytesIO(answer.data)).size == (640, 480)
    assert answer.content_length == len(answer.data)
    answer.close()


def test_a_folder_is_left_without_half_files(tmp_path: Path) -> None:
    folder = storage_at(f"folder://{tmp_path}")
    folder.put(KEY, b"goed")
    with pytest.raises(TypeError):
        folder.put(KEY, None)  # type: ignore[arg-type]
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [KEY]
    assert read(folder) == b"goed"


def test_s3_without_its_package_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("obstore.store", "obstore.exceptions"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(SettingsError, match="the-crowd"):
        storage_at("s3://files")
