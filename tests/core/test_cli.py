"""The command line as a person uses it: in a process of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

import config
from tests.databases import fresh_database

Env = dict[str, str]
PATIENCE = 60


@pytest.fixture
def env(tmp_path: Path) -> Iterator[Env]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with fresh_database(tmp_path) as url:
        yield {
            "PATH": os.environ["PATH"],
            "DATA_DIR": str(tmp_path / "data"),
            "SEARCH_INDEX_DIR": str(tmp_path / "index"),
            "DATABASE_URL": url,
            "PORT": str(port),
        }


def crowd(env: Env, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "crowd", *arguments]
    return subprocess.run(
        command, env=env, cwd=config.ROOT, capture_output=True, text=True, timeout=PATIENCE
    )


@contextmanager
def serving(env: Env, log: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "crowd", "serve", *arguments],
            env=env, cwd=config.ROOT, stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            yield process
        finally:
            process.terminate()
            process.wait(PATIENCE)


def fetch(env: Env, path: str) -> tuple[int, str]:
    try:
        with urlopen(f"http://127.0.0.1:{env['PORT']}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


def wait_for(what: Any) -> Any:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            if found := what():
                return found
        except (URLError, OSError):
            pass
        assert time.monotonic() < deadline
        time.sleep(0.05)


def children(parent: int) -> dict[str, int]:
    """The processes that this one started, by their last word."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            ours = int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == parent
            words = (entry / "cmdline").read_bytes().rstrip(b"\0").split(b"\0")
        except OSError:
            continue
        if ours:
            found[words[-1].decode()] = int(entry.name)
    return found


def test_from_nothing_to_a_site_that_stops_when_asked(env: Env, tmp_path: Path) -> None:
    made = crowd(env, "init")
    assert (made.returncode, made.stdout) == (0, "Ready.\n"), made.stderr
    again = crowd(env, "init")
    assert again.returncode == 0, again.stderr
    env["CROWD_DEMO"] = "1"
    log = tmp_path / "log"
    with serving(env, log, "--worker") as process:
        wait_for(lambda: fetch(env, "/healthz?geheim=1") == (200, "ok\n"))
        status, ready = wait_for(lambda: fetch(env, "/readyz"))
        assert (status, '"ok":true' in ready.replace(" ", "")) == (200, True), ready
        wait_for(lambda: "beheer@example.org" in log.read_text())
        assert f"http://localhost:{env['PORT']}" in log.read_text()
        assert "demo-wachtwoord" in log.read_text()

        taken = crowd(env, "serve")
        assert taken.returncode == 1
        assert f"Port {env['PORT']} is taken" in taken.stderr

        first = children(process.pid)
        assert set(first) == {"serve", "worker"}
        os.kill(first["worker"], signal.SIGKILL)
        wait_for(lambda: children(process.pid).get("worker") not in {None, first["worker"]})

        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
        for pid in first.values():
            with pytest.raises(ProcessLookupError):
                os.kill(pid, 0)
    assert re.search(r"GET /healthz 200 \d+ms", log.read_text())
    assert "geheim" not in log.read_text()


def test_the_doctor_says_what_is_wrong(env: Env) -> None:
    ill = crowd(env, "doctor")
    assert ill.returncode == 1
    assert re.search(r"WRONG +migrations: .*crowd init", ill.stdout)
    assert re.search(r"WRONG +index: .*crowd reindex", ill.stdout)
    assert re.search(r"ok +database:", ill.stdout)
    crowd(env, "init")
    well = crowd(env, "doctor")
    assert (well.returncode, "WRONG" in well.stdout) == (0, False), well.stdout


def test_a_setting_that_is_wrong_is_said_in_one_line(env: Env) -> None:
    said = crowd({**env, "CROWD_ENV": "production"}, "doctor")
    assert said.returncode == 2
    assert (
        said.stderr == "A setting is not right: BASE_URL must begin with https:// in production\n"
    )


def test_a_host_that_is_not_ours(env: Env) -> None:
    said = crowd({**env, "HOST": "192.0.2.1"}, "serve")
    assert said.returncode == 1
    assert "Look at HOST and PORT" in said.stderr


@pytest.mark.parametrize("arguments", [["init"], ["serve", "--worker"], ["worker"], ["--help"]])
def test_a_folder_that_cannot_be_made(env: Env, tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "file").touch()
    said = crowd({**env, "DATA_DIR": str(tmp_path / "file" / "data")}, *arguments)
    assert said.returncode == 2
    assert said.stderr == (
        f"A setting is not right: DATA_DIR cannot be made: {tmp_path}/file/data (Not a directory)\n"
    )


def test_to_make_ready_what_has_no_database(env: Env) -> None:
    said = crowd({**env, "DATABASE_URL": "postgresql://crowd:geheim@127.0.0.1:1/crowd"}, "init")
    assert said.returncode == 1
    assert said.stderr.startswith("Error: the database does not answer: ")
    assert said.stderr.count("\n") == 1 and "geheim" not in said.stderr


def test_nobody_else_writes_in_the_access_log(env: Env, tmp_path: Path) -> None:
    forged = "%0a[21/Nov/2026:10:00:00]%20GET%20/nep%1b[31m%C3%A9"
    with serving(env, tmp_path / "log"):
        wait_for(lambda: fetch(env, "/healthz"))
        fetch(env, f"/vragen/{forged}?q=geheim")
        assert fetch(env, "/nergens?q=" + "geheim" * 1330)[0] == 404
        assert fetch(env, "/nergens?q=" + "geheim" * 2000)[0] == 414
    log = (tmp_path / "log").read_text()
    assert re.search(r" GET /vragen/%0A%5B21/Nov/2026[^ ]*%1B%5B31m%C3%A9 404 \d+ms\n", log), log
    assert len(log.splitlines()) == log.count("ms\n"), log
    assert not any(word in log for word in ("geheim", "127.0.0.1", "\x1b"))
