"""Where the bytes are, behind one door: a folder, or a bucket of S3 (setting FILES_URL).

`put` writes the whole file or nothing, and may be done again; `delete` of what is gone is fine.
"""

import os
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Protocol
from urllib.parse import parse_qs, urlsplit

from flask import Flask, current_app

from config import SettingsError
from crowd.core.errors import Unavailable


class Storage(Protocol):
    def put(self, key: str, data: bytes) -> None: ...

    def open(self, key: str) -> BinaryIO:
        """FileNotFoundError when it is not there."""

    def delete(self, key: str) -> None: ...


class Folder:
    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, key: str, data: bytes) -> None:
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as written:
            try:
                written.write(data)
                written.flush()
                os.fsync(written.fileno())
                Path(written.name).replace(path)
            except BaseException:
                Path(written.name).unlink(missing_ok=True)
                raise

    def open(self, key: str) -> BinaryIO:
        return self._path(key).open("rb")

    def delete(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self.root / key[:2] / key  # no folder with a hundred thousand files


class Bucket:
    """S3, and what speaks like it; credentials come from AWS_ACCESS_KEY_ID and the like."""

    def __init__(self, name: str, endpoint: str | None = None, region: str | None = None) -> None:
        try:
            from obstore.exceptions import BaseError
            from obstore.store import S3Store
        except ImportError:
            raise SettingsError("FILES_URL with s3:// needs: pip install 'the-crowd[s3]'") from None
        asked = {"endpoint": endpoint, "region": region}
        config: Any = {key: value for key, value in asked.items() if value}
        self.broken: type[Exception] = BaseError
        self.store = S3Store(
            name,
            config=config,
            client_options={"allow_http": (endpoint or "").startswith("http://")},
        )

    def put(self, key: str, data: bytes) -> None:
        try:
            self.store.put(key, data)
        except self.broken as error:
            raise Unavailable from error

    def open(self, key: str) -> BinaryIO:
        try:
            # at once: the reader may be slower than the bucket waits
            return BytesIO(self.store.get(key).bytes())
        except self.broken as error:
            raise Unavailable from error

    def delete(self, key: str) -> None:
        try:
            self.store.delete(key)
        except FileNotFoundError:
            pass
        except self.broken as error:
            raise Unavailable from error


def storage_at(url: str) -> Storage:
    """The storage at `folder:///path` or `s3://bucket?endpoint=...&region=...`."""
    parts = urlsplit(url)
    if parts.scheme == "folder":
        return Folder(Path(url.removeprefix("folder://")))
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return Bucket(parts.netloc, asked.get("endpoint"), asked.get("region"))


def storage() -> Storage:
    found: Storage = current_app.extensions["files"]
    return found


def init_app(app: Flask) -> None:
    app.extensions["files"] = storage_at(app.config["FILES_URL"])
