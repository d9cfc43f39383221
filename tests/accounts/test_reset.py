from collections.abc import Callable
from email.message import EmailMessage

import time_machine
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from crowd.accounts.models import Person
from crowd.core.clock import now
from tests.accounts.pages import link_in, who
from tests.client import Client
from tests.factories import people
from tests.factories.rows import found

Mails = Callable[[], list[EmailMessage]]
NEW = "een giraf op schaatsen"


def ask(client: Client, email: str) -> TestResponse:
    return client.post("/wachtwoord-vergeten", {"email": email}, from_="/wachtwoord-vergeten")


def choose(client: Client, link: str, password: str = NEW) -> TestResponse:
    path, _, token = link.partition("?t=")
    return client.post(path, {"t": token, "password": password})


def test_a_new_password_by_mail_ends_every_session(
    client: Client, app: Flask, vera: Person, mails: Mails
) -> None:
    device = Client(app).login(vera.email)
    assert ask(client, " VERA@example.org").status_code == 200
    link = link_in(mails()[0], "/wachtwoord?")
    assert client.get(link).status_code == 200
    assert who(device) == "Vera Vos", "asking ends nothing"
    answer = choose(client, link)
    assert (answer.status_code, answer.location) == (303, "/inloggen")
    assert who(device) is None and who(client) is None
    assert (
        client.post("/inloggen", {"email": vera.email, "password": "demo-wachtwoord"}).status_code
        == 422
    )
    client.login(vera.email, NEW)
    assert mails()[0]["Subject"] == "Je wachtwoord is aangepast"


def test_the_link_works_once(client: Client, vera: Person, mails: Mails) -> None:
    ask(client, vera.email)
    link = link_in(mails()[0], "/wachtwoord?")
    choose(client, link)
    assert client.get(link).status_code == 410
    answer = choose(client, link, "een olifant op rolschaatsen")
    assert answer.status_code == 410 and "Vraag een nieuwe link" in answer.text
    client.login(vera.email, NEW)


def test_the_link_works_for_an_hour(client: Client, vera: Person, mails: Mails) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        ask(client, vera.email)
        link = link_in(mails()[0], "/wachtwoord?")
        clock.shift(3601)
        assert client.get(link).status_code == 410
        assert choose(client, link).status_code == 410
    client.login(vera.email)


def test_an_unknown_address_gets_the_same_answer(
    client: Client, vera: Person, mails: Mails
) -> None:
    known, unknown = ask(client, vera.email), ask(client, "niemand@example.org")
    assert known.status_code == unknown.status_code == 200
    assert "Hoort vera@example.org bij een account?" in known.text
    assert "Hoort niemand@example.org bij een account?" in unknown.text
    assert [mail["To"] for mail in mails()] == ["vera@example.org"]


def test_asking_often_mails_once(client: Client, vera: Person, mails: Mails) -> None:
    with time_machine.travel(now().replace(minute=1), tick=False) as clock:
        for _ in range(3):
            ask(client, vera.email)
        assert len(mails()) == 1
        clock.shift(301)
        ask(client, vera.email)
        assert len(mails()) == 2


def test_a_weak_password_is_refused_and_the_link_stays_good(
    client: Client, vera: Person, mails: Mails
) -> None:
    ask(client, vera.email)
    link = link_in(mails()[0], "/wachtwoord?")
    for weak in ("veravos123456", "wachtwoord1234", "kort", ""):
        assert choose(client, link, weak).status_code == 422
    assert choose(client, link).status_code == 303


def test_the_mailed_link_proves_the_address(client: Client, app: Flask, mails: Mails) -> None:
    people.person("Eva de Wit", confirmed=False)
    ask(client, "eva@example.org")
    choose(client, link_in(mails()[0], "/wachtwoord?"))
    assert found(select(Person))[0].email_confirmed_at is not None


def test_a_new_password_opens_a_throttled_account(
    client: Client, vera: Person, mails: Mails
) -> None:
    for _ in range(5):
        client.post("/inloggen", {"email": vera.email, "password": "niet-het-goede"})
    ask(client, vera.email)
    choose(client, link_in(mails()[0], "/wachtwoord?"))
    client.login(vera.email, NEW)


def test_a_wrong_address_is_said(client: Client) -> None:
    answer = ask(client, "vera")
    assert answer.status_code == 422 and 'value="vera"' in answer.text
