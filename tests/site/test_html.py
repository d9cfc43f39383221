"""The HTML of every page is valid, says the Nu Html Checker (`make test` gets it from npm)."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from config import ROOT
from crowd.accounts.models import Person
from crowd.search.actions import rebuild
from tests.client import Client
from tests.site.conftest import Address

As = Callable[[Person], Client]
JAR = ROOT / ".cache/vnu/node_modules/vnu-jar/build/dist/vnu.jar"


@pytest.fixture
def checker() -> list[str]:
    if os.environ.get("TEST_DATABASE_URL"):
        pytest.skip("HTML does not depend on the database: looked at once, on SQLite")
    java = shutil.which("java")
    if java and JAR.exists():
        return [
            java,
            "-Xss8m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-jar",
            str(JAR),
            "--format",
            "json",
            "--exit-zero-always",
        ]
    if os.environ.get("CI"):
        pytest.fail("The Nu Html Checker is missing; in CI this test must run")
    pytest.skip("The Nu Html Checker is missing (it needs java and npm)")


def test_every_page_is_valid_html(
    app: Flask,
    as_: As,
    client: Client,
    alice: Person,
    bob: Person,
    mo: Person,
    pages: list[Address],
    checker: list[str],
    tmp_path: Path,
) -> None:
    with app.app_context():
        rebuild()
    as_(mo).post("/vragen/1/voorbeeld", {"show": "1"})
    as_(alice).post("/vragen/1/afronden", {"tried": "Een zandloper.", "result": "Het werkt."})
    paths = [page.path for page in pages if page.endpoint != "accounts.language"]
    readers = {"visitor": client, "asker": as_(alice), "member": as_(bob), "moderator": as_(mo)}
    seen = set()
    for who, reader in readers.items():
        for path in [*paths, "/zoeken?q=gymles", "/vragen?tab=van-mij", "/nergens"]:
            answer = reader.get(path, follow_redirects=True)
            page = (who, answer.request.full_path)
            html = answer.mimetype == "text/html" and answer.text.startswith("<!doctype")
            if page not in seen and html:
                (tmp_path / f"{who}-{len(seen)}.html").write_text(answer.text)
                seen.add(page)
            answer.close()
    refused = client.post("/aanmelden", {"name": "", "email": "x", "password": "kort"})
    (tmp_path / "refused.html").write_text(refused.text)

    found = subprocess.run([*checker, str(tmp_path)], capture_output=True, text=True, check=True)
    errors = [
        f"{Path(told['url']).name}: {told['message']}\n    {told.get('extract', '')}"
        for told in json.loads(found.stderr)["messages"]
        if told["type"] == "error"
    ]
    assert len(seen) > 30
    assert errors == [], "\n".join(errors)
