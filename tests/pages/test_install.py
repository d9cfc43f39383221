"""The site on a home screen: its description, its worker, its page without internet."""

import json
import re
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from config import ROOT
from crowd.accounts.models import Person
from tests.client import Client

JS = ROOT / "static" / "js"


@pytest.mark.parametrize(("lang", "ask"), [("nl", "Stel je vraag"), ("en", "Ask your question")])
def test_it_can_be_installed_in_ones_language(client: Client, lang: str, ask: str) -> None:
    client.browser.set_cookie("lang", lang)
    found = re.search(r'rel="manifest" href="([^"]+)"', client.get("/").text)
    assert found
    client.browser.delete_cookie("lang")  # a browser asks without cookies
    answer = client.get(found[1])
    assert answer.mimetype == "application/manifest+json"
    told = json.loads(answer.text)
    assert (told["lang"], told["shortcuts"][0]["name"]) == (lang, ask)
    assert told["name"].startswith("The Crowd, ")
    assert (told["start_url"], told["scope"], told["display"]) == ("/", "/", "standalone")


def test_its_icons_have_the_size_they_say(client: Client) -> None:
    icons = json.loads(client.get("/app/nl.webmanifest").text)["icons"]
    assert {(icon["sizes"], icon["purpose"]) for icon in icons} >= {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    for icon in icons:
        picture = Image.open(BytesIO(client.get(icon["src"]).data))
        assert "{}x{}".format(*picture.size) == icon["sizes"]


def test_the_worker_is_at_the_root_and_asked_for_anew(client: Client) -> None:
    answer = client.get("/sw.js?v=x&lang=nl")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "worker-src 'self'" in answer.headers["Content-Security-Policy"]


def test_the_worker_keeps_all_that_writing_needs() -> None:
    """What `app.js` fetches for a text field, and what those files import in their turn."""
    listed = re.search(r"const writing = \[(.*?)\]", (JS / "sw.js").read_text())
    assert listed
    kept = re.findall(r'"(\w+)"', listed[1])
    assert {"autosave", "queue", "toolbar", "attach", "preview", "themes"} <= set(kept)
    for name in kept:
        imported = re.findall(r'from "\./(\w+)\.js"', (JS / f"{name}.js").read_text())
        assert set(imported) <= {*kept, "app"}, name


def test_the_page_without_internet_is_in_the_language_of_its_address(client: Client) -> None:
    client.browser.set_cookie("lang", "en")
    assert "We bewaren je tekst op je telefoon." in client.get("/offline/nl").text
    assert "We keep your text on your phone." in client.get("/offline/en").text


def test_the_page_without_internet_has_nothing_of_anybody(
    as_: Callable[[Person], Client], alice: Person
) -> None:
    assert "Alice" in as_(alice).get("/").text
    assert "Alice" not in as_(alice).get("/offline/nl").text


@pytest.mark.parametrize("path", ["/offline/fr", "/app/xx.webmanifest"])
def test_another_language_is_not_there(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_robots_may_come(client: Client) -> None:
    assert client.get("/robots.txt").text.startswith("User-agent: *\n")


def test_the_statement_says_where_to_write(client: Client) -> None:
    text = client.get("/toegankelijkheid").text
    assert "WCAG 2.2" in text
    assert 'href="mailto:post@thecrowd.example"' in text
    assert 'href="/toegankelijkheid"' in client.get("/inloggen").text
