"""Pages go out compressed, and their size tells nothing about the token in them."""

from collections.abc import Callable

import brotli

from crowd.accounts.models import Person
from tests.client import Client

BROWSER = {"Accept-Encoding": "gzip, deflate, br"}


def test_a_page_is_compressed(as_: Callable[[Person], Client], alice: Person) -> None:
    browser = as_(alice)
    packed = browser.get("/vragen/nieuw", headers=BROWSER)
    page = brotli.decompress(packed.data)
    assert packed.headers["Content-Encoding"] == "br"
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(page) / 2
    assert page.startswith(b"<!doctype html>")


def test_a_redirect_and_a_short_answer_stay_as_they_are(client: Client) -> None:
    assert client.get("/healthz", headers=BROWSER).data == b"ok\n"
    assert "Content-Encoding" not in client.get("/vragen/nieuw", headers=BROWSER).headers


def test_the_token_looks_different_on_each_page_and_is_good(client: Client) -> None:
    tokens = [client.token("/inloggen") for _ in range(3)]
    assert len({token[100:] for token in tokens}) == 3
    fields = {"email": "niemand@example.org", "password": "onjuist wachtwoord"}
    for token in tokens:
        answer = client.browser.post("/inloggen", data={**fields, "csrf_token": token})
        assert answer.status_code == 422


def test_another_token_is_refused(client: Client) -> None:
    token = client.token("/inloggen")
    fields = {"email": "niemand@example.org", "password": "onjuist wachtwoord"}
    for bad in ("", "x", "abcd", token[:-4], token[4:], "é" * 20, token[::-1]):
        answer = client.browser.post("/inloggen", data={**fields, "csrf_token": bad})
        assert answer.status_code == 400, bad
