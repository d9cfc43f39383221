"""Whatever is sent: never an error of ours, nothing harmful on a page, nothing typed lost."""

import json
import re
import time
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from crowd.accounts.models import LoginSession, Person
from crowd.core.db import db
from crowd.questions.models import Question
from tests.client import PASSWORD, Client
from tests.factories import questions, rows
from tests.factories.questions import BODY, TITLE
from tests.inputs import ATTACKS, QUADRATIC, wild
from tests.questions.pages import As, now, typed

# what each form sends when all is well
ASK = {
    "title": TITLE, "body": BODY, "sector": "vo", "level": "", "subject": "",
    "themes": "didactiek/huiswerk", "audience": "members", "anonymous": "y", "version": "1",
}  # fmt: skip
SHARE = {
    "did": "a", "happened": "b", "different": "c", "years": "3", "source": "research",
    "version": "1",
}  # fmt: skip
YIELD = {"tried": "a", "result": "b", "different": "c", "cycles": "applied"}
FORMS: dict[str, tuple[str, dict[str, str]]] = {
    "/vragen/nieuw": ("asker", ASK),
    "/vragen/vergelijkbaar": ("reader", {"title": TITLE, "body": BODY, "page": "1"}),
    "/vragen/voorbeeld-tekst": ("reader", {"body": "Dit is **vet**."}),
    "{q}/aanpassen": ("asker", ASK),
    "{q}/aanhaken": ("reader", {"note": "Ook hier.", "next": "/vragen", "large": "1"}),
    "{q}/volgen": ("reader", {"level": "follow"}),
    "{q}/ervaringen": ("reader", SHARE),
    "{q}/ervaringen/1/aanpassen": ("sharer", SHARE),
    "{q}/ervaringen/1/uitgeprobeerd": ("reader", {"went": "Goed."}),
    "{q}/ervaringen/1/iets-aan": ("reader", {"undo": "1"}),
    "{q}/reacties": ("reader", {"body": "Hoe dan?", "experience_id": "1"}),
    "{q}/reacties/1/aanpassen": ("sharer", {"body": "Hoe dan?", "version": "1"}),
    "{q}/aanbod": ("reader", {"ways": "call", "per_month": "2", "contact": "06", "note": "n"}),
    "{q}/aanbod/1/aannemen": ("asker", {"contact": "06"}),
    "{q}/afronden": ("asker", YIELD),
    "{q}/en-bij-jou": ("reader", YIELD),
    "{q}/opbrengst/1/aanpassen": ("asker", {**YIELD, "version": "1"}),
    "{q}/verwijderen": ("reader", {"zeker": "ja"}),
}


class Harm(HTMLParser):
    """What should never stand in a page of ours."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in {"iframe", "object", "embed", "base", "math", "style", "marquee", "video"}:
            self.found.append(tag)
        if tag == "script" and not given.get("src", "").startswith("/static/"):
            self.found.append("script")
        if tag == "img" and not given.get("src", "").startswith("/"):
            self.found.append("img")
        if tag == "form" and not given.get("action", "/").startswith("/"):
            self.found.append("form")
        for name, value in given.items():
            scheme = re.sub(r"[\s\x00-\x20]", "", value).lower()
            if name.startswith("on") or name == "style" or name.startswith("hx-on"):
                self.found.append(name)
            if name in {"href", "src", "action"} and scheme.startswith(("javascript", "data:")):
                self.found.append(value)


def harm(html: str) -> list[str]:
    return Harm(html).found


@pytest.fixture
def asked(as_: As, alice: Person, bob: Person, charlie: Person) -> Question:
    """A question of alice's where bob shared and charlie joined, tries, and offered."""
    made = questions.question(alice)
    questions.experience(made, bob)
    questions.comment(made, bob)
    questions.joined(made, charlie)
    browser, at = as_(charlie), f"/vragen/{made.id}"
    browser.post(f"{at}/ervaringen/1/proberen")
    browser.post(f"{at}/aanbod", {"ways": "call", "per_month": "1", "contact": "06"})
    return made


@pytest.mark.parametrize("address", FORMS)
def test_any_text_in_any_field(
    as_: As, asked: Question, alice: Person, bob: Person, charlie: Person, address: str
) -> None:
    who, fields = FORMS[address]
    browser = as_({"asker": alice, "sharer": bob, "reader": charlie}[who])
    token = browser.own_token()
    path = address.format(q=f"/vragen/{asked.id}")

    @settings(max_examples=10, deadline=None, derandomize=True, database=None)
    @given(
        st.fixed_dictionaries(
            {},
            optional={
                name: st.one_of(st.just(value), wild, st.lists(wild, min_size=2, max_size=3))
                for name, value in {**fields, "key": "k"}.items()
            },
        )
    )
    def send(form: dict[str, Any]) -> None:
        started = time.perf_counter()
        answer = browser.browser.post(path, data={"csrf_token": token, **form})
        assert answer.status_code in {200, 303, 403, 404, 409, 422}
        assert harm(answer.text) == []
        assert time.perf_counter() - started < 5

    send()
    for page in (now(asked).url, f"/vragen/{asked.id}/geschiedenis", "/vragen?tab=nieuw"):
        assert harm(as_(bob).get(page).text) == []


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_only_text(
    as_: As, asked: Question, alice: Person, charlie: Person, attack: str
) -> None:
    """In every text of a question at once, as everybody sees it afterwards."""
    text = f"Dit is mijn tekst: {attack}"[:140]
    alices, charlies = as_(alice), as_(charlie)
    at = f"/vragen/{asked.id}"
    form = {"title": text[:140], "body": text, "version": "1"}
    for browser, path, sent in (
        (alices, f"{at}/aanpassen", form),
        (charlies, f"{at}/aanhaken", {"note": text}),
        (charlies, f"{at}/ervaringen", {"did": text, "happened": text, "different": text}),
        (charlies, f"{at}/reacties", {"body": text}),
        (charlies, f"{at}/ervaringen/1/uitgeprobeerd", {"went": text}),
        (alices, f"{at}/aanbod/1/aannemen", {"contact": text}),
        (alices, f"{at}/afronden", {"tried": text, "result": text, "different": text}),
    ):
        assert browser.post(path, sent).status_code == 303, path

    moved = now(asked).url
    pages = (moved, "/vragen?tab=nieuw", f"{at}/geschiedenis", f"{at}/aanpassen", "/berichten")
    for path in pages:
        page = alices.get(path)
        assert page.status_code == 200
        assert harm(page.text) == []
    assert harm(charlies.get(moved).text) == []


@pytest.mark.parametrize("text", QUADRATIC, ids=lambda text: repr(text[:4]))
def test_no_text_takes_long(as_: As, asked: Question, charlie: Person, text: str) -> None:
    browser = as_(charlie)
    for cut in (len(text), 20_000, 1_900):
        started = time.perf_counter()
        answer = browser.post(f"/vragen/{asked.id}/ervaringen", {"did": text[:cut]})
        assert answer.status_code in {303, 409, 422}
        assert time.perf_counter() - started < 2


def test_files_and_json_are_no_form(as_: As, asked: Question, charlie: Person) -> None:
    browser = as_(charlie)
    token = browser.own_token()
    files = {"csrf_token": token, "did": (BytesIO(b"<script>"), "a.txt")}
    sent = browser.browser.post(f"/vragen/{asked.id}/ervaringen", data=files)
    assert sent.status_code == 422
    sent = browser.browser.post(
        f"/vragen/{asked.id}/ervaringen",
        data=json.dumps({"did": "Hoi"}),
        headers={"X-CSRFToken": token, "Content-Type": "application/json"},
    )
    assert sent.status_code == 422
    sent = browser.browser.post(
        f"/vragen/{asked.id}/ervaringen", data={"csrf_token": token, "did": "x" * 2_000_000}
    )
    assert sent.status_code in {413, 422}


@pytest.mark.parametrize("path", ["/vragen/1/ervaringen/{n}/iets-aan", "/vragen/{n}/aanhaken"])
@pytest.mark.parametrize("n", ["0", "-1", "2147483648", "9" * 50, "1.0", "x", "%00", "٣"])
def test_ids_that_are_none(as_: As, asked: Question, charlie: Person, path: str, n: str) -> None:
    assert as_(charlie).post(path.format(n=n)).status_code in {404, 405}


def hidden(html: str) -> dict[str, str]:
    """The hidden fields of the one form in the middle of a page."""
    fields = re.findall(r'<input[^>]*type="hidden"[^>]*>', html.split("<main")[1])
    return {
        re.findall(r'name="([^"]*)"', tag)[0]: unescape(re.findall(r'value="([^"]*)"', tag)[0])
        for tag in fields
    }


LONG = "Ik begon elke les met vijf minuten stil lezen, twee weken lang. <b>Echt</b>.\n\nToen."


@pytest.mark.parametrize("token", ["", "verkeerd", "x" * 3000])
def test_a_wrong_token_offers_the_text_again(
    as_: As, asked: Question, charlie: Person, token: str
) -> None:
    browser, path = as_(charlie), f"/vragen/{asked.id}/ervaringen"
    form = {"csrf_token": token, "did": LONG, "happened": "Kort.", "years": "4"}

    again = browser.browser.post(path, data=form)

    assert again.status_code == 400
    assert f'action="{path}"' in again.text
    assert LONG in typed(again.text)
    sent = {**hidden(again.text), "did": LONG}
    assert (sent["happened"], sent["years"]) == ("Kort.", "4")
    assert browser.browser.post(path, data=sent).status_code == 303
    assert "stil lezen" in browser.get(asked.url).text


def test_a_session_that_ended_while_writing(as_: As, asked: Question, charlie: Person) -> None:
    browser, path = as_(charlie), f"/vragen/{asked.id}/ervaringen"
    token = browser.token(asked.url)
    rows.do(lambda: db.session.execute(delete(LoginSession)))

    refused = browser.browser.post(path, data={"csrf_token": token, "did": LONG, "years": "4"})

    assert refused.status_code == 401
    assert "je tekst staat er nog" in refused.text
    again = log_in_from(browser, refused.text, charlie)
    assert again.status_code == 200
    assert LONG in typed(again.text)
    sent = {**hidden(again.text), "did": LONG}
    assert f'action="{path}"' in again.text
    assert browser.browser.post(path, data=sent).status_code == 303
    page = browser.get(asked.url).text
    assert "stil lezen" in page
    assert "4 jaar ervaring" in page


def log_in_from(browser: Client, html: str, person: Person) -> Any:
    form = {**hidden(html), "email": person.email, "password": PASSWORD}
    return browser.browser.post("/inloggen", data=form)
