"""A demo site in a folder of its own: server and worker, as `make run` runs them."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

PASSWORD = "demo-wachtwoord"


@contextmanager
def demo_site(folder: Path) -> Iterator[str]:
    """Its address, for as long as it runs."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("CROWD", "STRIPE", "TEST_"))},
        "CROWD_DEMO": "1",
        "DATA_DIR": str(folder),
        "DATABASE_URL": "",
        "SEARCH_INDEX_DIR": str(folder / "index"),
        "PORT": str(port),
    }
    crowd = [sys.executable, "-m", "crowd"]
    for command in ("init", "demo"):
        subprocess.run([*crowd, command], env=env, check=True, capture_output=True)
    with (folder / "log").open("w") as log:
        running = subprocess.Popen(
            [*crowd, "serve", "--worker"], env=env, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        address = f"http://localhost:{port}"
        deadline = time.monotonic() + 120
        while not _answers(address):
            assert time.monotonic() < deadline, (folder / "log").read_text()
            assert running.poll() is None, (folder / "log").read_text()
            time.sleep(0.1)
        yield address
    finally:
        running.terminate()
        running.wait(20)


def _answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/healthz", timeout=2):
            return True
    except (URLError, OSError):
        return False
