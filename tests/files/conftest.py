"""The storages: a folder always, S3 on a server of our own when its packages are here."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

from crowd.files.storage import Storage, storage_at


@pytest.fixture(params=["folder", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "folder":
        return storage_at(f"folder://{tmp_path / 'files'}")
    url: str = request.getfixturevalue("s3_url")
    return storage_at(url)


@pytest.fixture(scope="session")
def s3_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A bucket on a real server that speaks S3."""
    for package in ("obstore", "moto"):
        if find_spec(package) is None:
            words = f"{package} is missing: files on S3 are not tested"
            if os.environ.get("CI") == "true":
                pytest.fail(words)
            pytest.skip(words)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    log = tmp_path_factory.mktemp("s3") / "log"
    with log.open("w") as out, pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "test")
        server = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            _make_bucket(address, server, log)
            yield f"s3://files?endpoint={address}&region=eu-west-1"
        finally:
            server.terminate()
            server.wait(10)


def _make_bucket(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            urlopen(Request(f"{address}/files", method="PUT"), timeout=5).close()
            return
        except (URLError, OSError):
            assert server.poll() is None and time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
