"""What holds for the HTML of every page."""

from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from crowd.accounts.models import Person
from tests.client import Client
from tests.site.conftest import Address

As = Callable[[Person], Client]
PARTIALS = {"questions.similar_questions", "pages.suggestions"}


class Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open_forms: list[dict[str, str]] = []
        self.without_token: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.append((tag, found))
        if tag == "form":
            self.open_forms.append(found)
        if tag == "input" and found.get("name") == "csrf_token" and self.open_forms:
            self.open_forms[-1]["token"] = found["value"]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            form = self.open_forms.pop()
            if form.get("method", "").lower() == "post" and not form.get("token"):
                self.without_token.append(form.get("action", ""))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.tags if name == tag]


def read(reader: Client, pages: list[Address]) -> list[tuple[Address, Page, str]]:
    found = []
    for address in pages:
        answer = reader.get(address.path, follow_redirects=True)
        if answer.mimetype == "text/html" and address.endpoint not in PARTIALS:
            found.append((address, Page(answer.text), answer.text))
        answer.close()
    assert len(found) > 5
    return found


@pytest.fixture(params=["visitor", "account", "member", "moderator"])
def reader(
    request: pytest.FixtureRequest, as_: As, client: Client, vera: Person, alice: Person, mo: Person
) -> Client:
    who = {"account": vera, "member": alice, "moderator": mo}
    return as_(who[request.param]) if request.param in who else client


def test_every_page_is_sound(reader: Client, pages: list[Address]) -> None:
    for address, page, html in read(reader, pages):
        assert html.startswith("<!doctype html>"), address
        assert page.all("html")[0]["lang"] in {"nl", "en"}, address
        assert len(page.all("h1")) == 1, address
        assert "<title> · " not in html, address
        assert page.without_token == [], address
        ids = Counter(attrs["id"] for _tag, attrs in page.tags if "id" in attrs)
        assert [id_ for id_, count in ids.items() if count > 1] == [], address
        missing = [
            label["for"] for label in page.all("label") if label.get("for", "") not in {*ids, ""}
        ]
        assert missing == [], address
        for image in page.all("img"):
            assert "alt" in image, address


def test_nothing_is_inline(reader: Client, pages: list[Address]) -> None:
    """The content security policy would block it."""
    for address, page, _html in read(reader, pages):
        assert page.all("style") == [], address
        assert all(script.get("src") for script in page.all("script")), address
        for _tag, attrs in page.tags:
            assert not [
                name for name in attrs if name == "style" or name.startswith(("on", "hx-on"))
            ], address


def test_links_within_a_page_have_a_target(reader: Client, pages: list[Address]) -> None:
    for address, page, _html in read(reader, pages):
        ids = {attrs["id"] for _tag, attrs in page.tags if "id" in attrs}
        targets = {a["href"][1:] for a in page.all("a") if a.get("href", "").startswith("#")}
        assert targets - ids - {""} == set(), address


def test_links_of_the_site_lead_somewhere(reader: Client, pages: list[Address]) -> None:
    links = set()
    for _address, page, _html in read(reader, pages):
        links |= {a["href"].partition("#")[0] for a in page.all("a") if "href" in a}
    for link in sorted(link for link in links if link.startswith("/")):
        if link.startswith("/dev/"):  # in demo mode only
            continue
        assert reader.get(link).status_code in {200, 301, 302, 303, 402}, link
