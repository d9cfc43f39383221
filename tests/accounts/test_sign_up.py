import re
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from crowd.accounts.models import Person
from tests.accounts.pages import who
from tests.client import Client
from tests.factories.rows import found

Mails = Callable[[], list[EmailMessage]]
GOOD = "paardenbloem en waterkoker"


def sign_up(client: Client, **changes: str) -> TestResponse:
    fields = {"name": "Eva de Wit", "email": "eva@example.org", "password": GOOD, **changes}
    return client.post("/aanmelden", fields, from_="/aanmelden")


def plain(page: str) -> str:
    """A page without its tokens."""
    return re.sub(r'(content|value)="[^"]{40,}"', "", page)


def test_three_fields_make_an_account(client: Client, mails: Mails) -> None:
    answer = sign_up(client, name="  Eva   de Wit ", email=" Eva@Example.ORG ")
    assert (answer.status_code, answer.location) == (303, "/aanmelden/gelukt")
    [eva] = found(select(Person))
    assert (eva.name, eva.email, eva.email_confirmed_at) == ("Eva de Wit", "eva@example.org", None)
    assert eva.password_hash.startswith("$argon2id$")
    assert who(client) == "Eva de Wit", "logged in at once"
    page = client.get(answer.location).text
    assert "We hebben een link gestuurd naar eva@example.org" in page
    assert "/ik/profiel?welkom=1" in page
    [mail] = mails()
    assert mail["To"] == "eva@example.org" and mail["Subject"] == "Bevestig je e-mailadres"
    assert (
        "Hoi Eva," in mail.get_content() and "http://localhost/bevestigen?t=" in mail.get_content()
    )


def test_the_account_opens_with_its_password(client: Client, app: Flask) -> None:
    sign_up(client)
    other = Client(app).login("eva@example.org", GOOD)
    assert who(other) == "Eva de Wit"


def test_an_address_that_has_an_account_gets_the_same_answer_and_another_mail(
    client: Client, app: Flask, vera: Person, mails: Mails
) -> None:
    new, old = Client(app), Client(app)
    answers = [sign_up(new, email="nieuw@example.org"), sign_up(old, email="VERA@example.org")]
    first, second = [(a.status_code, a.location, a.text) for a in answers]
    assert first == second
    pages = [plain(c.get("/aanmelden/gelukt").text) for c in (new, old)]
    assert pages[0].replace("nieuw@", "vera@") == pages[1]
    assert who(old) is None, "it opens nobody's account"
    told = {mail["To"]: mail for mail in mails()}
    assert told["vera@example.org"]["Subject"] == "Je hebt al een account"
    assert "Hoi Vera," in told["vera@example.org"].get_content()
    assert [p.password_hash for p in found(select(Person).where(Person.id == vera.id))] == [
        vera.password_hash
    ]


def test_who_has_an_account_is_told_once_an_hour_at_most(
    client: Client, vera: Person, mails: Mails
) -> None:
    for _ in range(3):
        sign_up(client, email=vera.email)
    assert len(mails()) == 1


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "Vul je naam in."),
        ("name", "   ", "Vul je naam in."),
        ("name", "12345", "Vul je naam in, met letters."),
        ("name", "x" * 81, "Dit is te lang. Er passen 80 tekens in."),
        ("name", "Win geld op www.evil.example", "zonder adres van een site"),
        ("email", "", "Vul je e-mailadres in."),
        ("email", "eva", "Klopt dit e-mailadres?"),
        ("email", "eva@example", "Klopt dit e-mailadres?"),
        ("email", "eva@exa mple.org", "Klopt dit e-mailadres?"),
        ("email", "eva@example.org\nBcc: x@example.org", "Klopt dit e-mailadres?"),
        ("email", "e" * 260 + "@example.org", "Dit is te lang"),
        ("password", "", "Kies een wachtwoord."),
        ("password", "kort", "Gebruik minstens 12 tekens."),
        ("password", "x" * 257, "Dit is te lang"),
    ],
)
def test_what_is_not_right_is_said_and_the_rest_is_kept(
    client: Client, field: str, value: str, words: str
) -> None:
    answer = sign_up(client, **{field: value})
    assert answer.status_code == 422 and words in answer.text
    for kept, typed in (("name", "Eva de Wit"), ("email", "eva@example.org")):
        assert kept == field or f'value="{typed}"' in answer.text
    assert GOOD not in answer.text
    assert found(select(Person)) == []


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("leerkracht123", "Dit is een woord dat veel mensen kiezen"),
        ("Zomervakantie2026", "Dit is een woord dat veel mensen kiezen"),
        ("evadewit2026!", "Je naam, je e-mailadres of The Crowd zit erin"),
        ("eva@example.org", "Je naam, je e-mailadres of The Crowd zit erin"),
        ("thecrowd12345", "Je naam, je e-mailadres of The Crowd zit erin"),
        ("TheCrowd2026!!", "Je naam, je e-mailadres of The Crowd zit erin"),
        ("eva.de.wit123456", "Je naam, je e-mailadres of The Crowd zit erin"),
        ("Eva!12dewit34567", "Je naam, je e-mailadres of The Crowd zit erin"),
        ("aaaaaaaaaaaaaa", "Steeds dezelfde tekens"),
        ("abcdefghijklmn", "Een rijtje zoals abc of 123"),
        ("demo-wachtwoord", "Dit is een woord dat veel mensen kiezen"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(
    client: Client, password: str, words: str
) -> None:
    answer = sign_up(client, password=password)
    assert answer.status_code == 422 and words in answer.text
    assert "vier losse woorden" in answer.text


@pytest.mark.parametrize(
    "password",
    [
        "ik fiets naar het lokaal",
        "Eva fietst elke dag naar het lokaal",
        "é" * 3 + "xkQ9!vLm2#pT",
        "4@8({[<369!1|05$+7%2" * 10,
        "🦒 op een skateboard",
    ],
)
def test_a_strong_password_is_taken_whatever_its_signs(client: Client, password: str) -> None:
    assert sign_up(client, password=password).status_code == 303
    client.post("/uitloggen")
    client.login("eva@example.org", password)


def test_a_name_with_markup_is_shown_as_it_was_typed(client: Client, mails: Mails) -> None:
    sign_up(client, name='<img src=x onerror=alert(1)> "Eva"')
    for path in ("/inloggen", "/ik/profiel", "/ik/instellingen"):
        page = client.get(path).text
        assert "<img src=x" not in page and "&lt;img src=x" in page


def test_the_answer_page_is_only_for_who_signed_up(client: Client) -> None:
    assert client.get("/aanmelden/gelukt").location == "/aanmelden"


def test_mails_come_in_the_language_of_who_signed_up(client: Client) -> None:
    client.browser.set_cookie("lang", "en")
    sign_up(client)
    assert [p.lang for p in found(select(Person))] == ["en"]


def test_where_somebody_was_going_is_kept(client: Client) -> None:
    page = client.get("/inloggen?next=/meedoen/abc").text
    assert 'href="/aanmelden?next=/meedoen/abc"' in page
    assert (
        'name="next" type="hidden" value="/meedoen/abc"'
        in client.get("/aanmelden?next=/meedoen/abc").text
    )
    data = {
        "name": "Nina Nieuw",
        "email": "nina@example.org",
        "password": "een lange zin om te onthouden",
    }
    client.post("/aanmelden", {**data, "next": "/meedoen/abc"})
    assert 'href="/meedoen/abc"' in client.get("/aanmelden/gelukt").text


def test_nobody_is_led_to_another_site(client: Client) -> None:
    data = {
        "name": "Nina Nieuw",
        "email": "nina@example.org",
        "password": "een lange zin om te onthouden",
    }
    client.post("/aanmelden", {**data, "next": "https://elders.example/"})
    assert "elders.example" not in client.get("/aanmelden/gelukt").text
