"""What was typed is offered again: after a lapsed session, and after a page that stood open."""

import html
import re
from collections.abc import Callable

from sqlalchemy import select

from crowd.accounts.models import Person
from crowd.people.models import Profile
from tests.client import Client
from tests.factories.rows import found

AsPerson = Callable[[Person], Client]
TYPED = {
    "name": "Vera Vos",
    "about": 'Ik geef <b>les</b> & "meer".\nAl tien jaar, met plezier, in de brugklas.',
}


def fields_of(page: str) -> dict[str, str]:
    """The hidden and written fields of the page's last form."""
    form = page[page.rindex('<form class="form"') :]
    fields = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', form))
    fields |= dict(re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>(.*?)</textarea>', form, re.S))
    return {name: html.unescape(value).lstrip("\n") for name, value in fields.items()}


def test_who_posts_after_the_session_lapsed_logs_in_and_goes_on(
    as_: AsPerson, client: Client, vera: Person
) -> None:
    client.login(vera.email)
    token = client.token("/ik/profiel")
    as_(vera).post("/ik/instellingen/sessies/uitloggen")
    asked = client.browser.post("/ik/profiel", data={**TYPED, "csrf_token": token})
    assert asked.status_code == 401
    assert "Je bent uitgelogd omdat het lang stil was" in asked.text
    carried = fields_of(asked.text)
    assert "csrf_token" not in carried["carried"]
    wrong = client.post("/inloggen", {**carried, "email": vera.email, "password": "mis"})
    assert wrong.status_code == 422 and fields_of(wrong.text)["carried"] == carried["carried"]
    again = client.post(
        "/inloggen", {**carried, "email": vera.email, "password": "demo-wachtwoord"}
    )
    assert again.status_code == 200 and 'action="/ik/profiel"' in again.text
    assert "<b>les</b>" not in again.text and "Uitloggen" in again.text
    answer = client.browser.post("/ik/profiel", data=fields_of(again.text))
    assert answer.status_code == 303
    assert found(select(Profile.about)) == [TYPED["about"]]


def test_who_was_never_logged_in_is_not_told_otherwise(client: Client) -> None:
    asked = client.post("/ik/profiel", TYPED)
    assert asked.status_code == 401
    assert "Log in, je tekst staat er nog." in asked.text and "lang stil" not in asked.text


def test_a_wrong_token_offers_the_text_again(as_: AsPerson, vera: Person) -> None:
    here = as_(vera)
    for token in ("onzin", ""):
        asked = here.browser.post("/ik/profiel", data={**TYPED, "csrf_token": token})
        assert asked.status_code == 400 and "Deze pagina stond lang open" in asked.text
        assert found(select(Profile.about)) == [""]
    assert here.browser.post("/ik/profiel", data=fields_of(asked.text)).status_code == 303
    assert found(select(Profile.about)) == [TYPED["about"]]


def test_a_token_of_somebody_else_does_not_count(
    as_: AsPerson, vera: Person, charlie: Person
) -> None:
    token = as_(charlie).token("/inloggen")
    answer = as_(vera).browser.post("/ik/profiel", data={**TYPED, "csrf_token": token})
    assert answer.status_code == 400


def test_no_password_is_ever_carried_along(client: Client) -> None:
    secret = {"email": "vera@example.org", "password": "heel geheim", "csrf_token": "oud"}
    page = client.browser.post("/inloggen", data=secret)
    assert page.status_code == 400 and "heel geheim" not in page.text
    secret = {"current_password": "heel geheim", "password": "heel geheim 2"}
    assert "heel geheim" not in client.post("/ik/instellingen/wachtwoord", secret).text


def test_a_carried_text_that_was_made_up_does_no_harm(client: Client, vera: Person) -> None:
    login = {"email": vera.email, "password": "demo-wachtwoord", "next": "//evil.example"}
    for made_up in ("geen json", "[1,2]", '{"a": 1}', '{"a": [{"b": 2}]}', '"x"', "null"):
        answer = client.post("/inloggen", {**login, "carried": made_up})
        assert answer.status_code == 200 and 'action="/"' in answer.text
