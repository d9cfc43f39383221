"""/dev/mail: what would have been sent, to read in demo mode."""

import pytest
from flask import Flask

from crowd.core import jobs
from tests.client import Client


@pytest.fixture
def demo(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setitem(app.config, "DEMO", True)
    return app


def test_nothing_yet(demo: Flask, client: Client) -> None:
    assert "nog geen mail verstuurd" in client.get("/dev/mail").text


def test_a_mail_can_be_read_and_its_link_clicked(demo: Flask, client: Client) -> None:
    form = {
        "name": "Eva <b>de</b> Wit",
        "email": "eva@example.org",
        "password": "paars konijn fietst 9",
    }
    client.post("/aanmelden", form)
    with demo.app_context():
        jobs.run_due()

    page = client.get("/dev/mail").text

    assert "aan eva@example.org" in page
    link = page.partition('<a href="http://localhost/')[2].partition('"')[0]
    assert link
    assert client.get("/" + link).status_code in {200, 303}
    assert "<b>de</b>" not in page


def test_there_is_no_such_page_outside_demo_mode(client: Client) -> None:
    assert client.get("/dev/mail").status_code == 404
