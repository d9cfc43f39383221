from collections.abc import Callable

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from crowd.accounts.models import LoginAttempt, Person
from crowd.accounts.passwords import HASHER, NOBODY
from crowd.core.clock import now
from tests.accounts.pages import who
from tests.client import Client
from tests.factories.rows import found

WRONG = "Dit e-mailadres en wachtwoord horen niet bij elkaar"


def attempt(
    client: Client, email: str, password: str = "niet-het-goede", **kwargs: object
) -> TestResponse:
    return client.post("/inloggen", {"email": email, "password": password}, **kwargs)


def test_the_right_password_logs_in(client: Client, vera: Person) -> None:
    answer = attempt(client, " Vera@Example.org ", "demo-wachtwoord")
    assert (answer.status_code, answer.location) == (303, "/")
    assert who(client) == "Vera Vos"


def test_a_wrong_password_and_an_unknown_address_get_the_same_words(
    client: Client, vera: Person
) -> None:
    wrong, unknown = attempt(client, vera.email), attempt(client, "niemand@example.org")
    assert wrong.status_code == unknown.status_code == 422
    assert WRONG in wrong.text and WRONG in unknown.text
    assert f'value="{vera.email}"' in wrong.text, "the typed address is still there"
    assert "niet-het-goede" not in wrong.text, "a password is never sent back"
    assert who(client) is None


def test_nobodys_hash_costs_as_much_as_anybodys() -> None:
    assert not HASHER.check_needs_rehash(NOBODY)


def test_empty_fields_are_named(client: Client) -> None:
    answer = attempt(client, "", "")
    assert answer.status_code == 422
    assert "Vul je e-mailadres in." in answer.text and "Vul je wachtwoord in." in answer.text


def test_after_five_failures_even_the_right_password_waits(client: Client, vera: Person) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        for _ in range(5):
            assert attempt(client, vera.email).status_code == 422
        answer = attempt(client, vera.email, "demo-wachtwoord")
        assert answer.status_code == 429 and answer.headers["Retry-After"] == "900"
        assert "over 15 minuten" in answer.text and who(client) is None
        clock.shift(14 * 60)
        assert "over 1 minuut" in attempt(client, vera.email, "demo-wachtwoord").text
        clock.shift(61)
        assert attempt(client, vera.email, "demo-wachtwoord").status_code == 303


def test_an_unknown_address_waits_just_the_same(client: Client) -> None:
    answers = [attempt(client, "niemand@example.org").status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


def test_coming_in_forgets_earlier_slips(client: Client, vera: Person) -> None:
    for _ in range(2):
        for _ in range(4):
            attempt(client, vera.email)
        assert attempt(client, vera.email, "demo-wachtwoord").status_code == 303


def test_one_network_tries_thirty_times_and_another_goes_on(client: Client, vera: Person) -> None:
    here = {"environ_overrides": {"REMOTE_ADDR": "192.0.2.7"}}
    near = {"environ_overrides": {"REMOTE_ADDR": "192.0.2.200"}}
    away = {"environ_overrides": {"REMOTE_ADDR": "198.51.100.1"}}
    for n in range(30):
        assert attempt(client, f"iemand{n}@example.org", **here).status_code == 422
    assert attempt(client, vera.email, "demo-wachtwoord", **near).status_code == 429
    assert attempt(client, vera.email, "demo-wachtwoord", **away).status_code == 303


def test_attempts_hold_no_address_in_clear(client: Client) -> None:
    attempt(client, "niemand@example.org")
    rows = found(select(LoginAttempt))
    assert len(rows) == 2
    assert all(len(row.subject) == 64 and "niemand" not in row.subject for row in rows)


def test_after_log_in_one_goes_where_one_was_going(client: Client, vera: Person) -> None:
    answer = client.get("/ik/instellingen")
    assert (answer.status_code, answer.location) == (302, "/inloggen?next=/ik/instellingen")
    assert 'name="next" type="hidden" value="/ik/instellingen"' in client.get(answer.location).text
    data = {"email": vera.email, "password": "demo-wachtwoord", "next": "/ik/instellingen"}
    assert client.post("/inloggen", data).location == "/ik/instellingen"


@pytest.mark.parametrize(
    "bad",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\tevil",
        "/%0d%0a//evil.example\r\nX: y",
        "http:evil",
    ],
)
def test_next_never_leads_away(client: Client, vera: Person, bad: str) -> None:
    data = {"email": vera.email, "password": "demo-wachtwoord", "next": bad}
    assert client.post("/inloggen", data).location == "/"


def test_stay_logged_in_lasts_half_a_year_or_until_the_browser_closes(
    client: Client, app: Flask, vera: Person
) -> None:
    data = {"email": vera.email, "password": "demo-wachtwoord"}
    kept = client.post("/inloggen", {**data, "remember": "y"}).headers["Set-Cookie"]
    passing = Client(app).post("/inloggen", data).headers["Set-Cookie"]
    assert "Expires=" in kept and "Expires=" not in passing
    assert "HttpOnly" in kept and "SameSite=Lax" in kept


def test_logging_out_ends_the_session_for_a_copied_cookie_too(client: Client, vera: Person) -> None:
    client.login(vera.email)
    copy = client.browser.get_cookie("crowd")
    assert copy is not None
    assert client.post("/uitloggen").location == "/"
    assert who(client) is None
    client.browser.set_cookie("crowd", copy.value)
    assert client.get("/ik/instellingen").status_code == 302


def test_somebody_else_can_log_in_on_the_same_device(
    client: Client, vera: Person, charlie: Person
) -> None:
    client.login(vera.email)
    client.login(charlie.email)
    assert who(client) == "Charlie de Croon"


def test_demo_accounts_are_listed_in_demo_mode_only(client: Client, app: Flask) -> None:
    assert "lid@example.org" not in client.get("/inloggen").text
    app.config["DEMO"] = True
    try:
        page = client.get("/inloggen?next=/berichten").text
    finally:
        app.config["DEMO"] = False
    for name in ("lid", "ervaren", "collega", "kantoor", "volger", "moderator", "beheer"):
        assert f'name="email" value="{name}@example.org"' in page
    assert "demo-wachtwoord" in page and page.count('value="/berichten"') == 8


def test_the_page_says_its_language(client: Client) -> None:
    assert '<html lang="nl">' in client.get("/inloggen").text
    client.browser.set_cookie("lang", "en")
    assert '<html lang="en">' in client.get("/inloggen").text


def test_the_address_of_logging_out_asks_first(
    as_: Callable[[Person], Client], client: Client, alice: Person
) -> None:
    browser = as_(alice)
    assert "Je logt alleen uit op dit apparaat" in browser.get("/uitloggen").text
    assert browser.get("/ik").status_code == 200

    browser.post("/uitloggen")

    assert browser.get("/ik").status_code == 302
    assert client.get("/uitloggen").location == "/inloggen"
