from collections.abc import Callable
from email.message import EmailMessage

import time_machine
from flask import Flask
from sqlalchemy import select

from crowd.accounts.models import Person
from crowd.core.clock import now
from tests.accounts.pages import link_in, press, who
from tests.accounts.test_sign_up import sign_up
from tests.client import Client
from tests.factories import people
from tests.factories.rows import found

Mails = Callable[[], list[EmailMessage]]


def confirmed(email: str) -> bool:
    [person] = found(select(Person).where(Person.email == email))
    return person.email_confirmed_at is not None


def test_opening_the_link_writes_nothing_its_button_confirms(
    client: Client, app: Flask, mails: Mails
) -> None:
    sign_up(client)
    link = link_in(mails()[0], "/bevestigen")
    elsewhere = Client(app)
    page = elsewhere.get(link)
    assert page.status_code == 200 and "Is eva@example.org van jou?" in page.text
    assert not confirmed("eva@example.org"), "mail scanners open every link"
    assert press(elsewhere, link).location == "/inloggen"
    assert confirmed("eva@example.org")
    assert who(elsewhere) is None, "the link logs nobody in"
    assert press(client, link).location == "/", "pressed twice is no error"
    assert "Je e-mailadres is bevestigd" in elsewhere.get(link).text


def test_the_link_works_for_24_hours(client: Client, mails: Mails) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        sign_up(client)
        link = link_in(mails()[0], "/bevestigen")
        clock.shift(24 * 3600 + 1)
        assert client.get(link).status_code == 410
        answer = press(client, link)
    assert answer.status_code == 410 and "Deze link werkt niet meer" in answer.text
    assert "Stuur de link opnieuw" in answer.text
    assert not confirmed("eva@example.org")


def test_a_false_link_says_so(client: Client) -> None:
    for path in ("/bevestigen", "/bevestigen?t=", "/bevestigen?t=onzin", "/bevestigen?t=a.b.c"):
        assert client.get(path).status_code == 410
    assert client.post("/bevestigen", {"t": "onzin"}).status_code == 410


def test_a_link_serves_one_purpose(client: Client, mails: Mails) -> None:
    sign_up(client)
    token = link_in(mails()[0], "/bevestigen").partition("?t=")[2]
    assert client.get(f"/wachtwoord?t={token}").status_code == 410
    assert client.get(f"/adres?t={token}").status_code == 410


def test_a_new_link_is_mailed_when_asked(client: Client, mails: Mails) -> None:
    sign_up(client)
    assert "Stuur de link opnieuw" in client.get("/ik/instellingen").text
    assert client.post("/bevestigen/opnieuw").status_code == 303
    assert len(mails()) == 2
    press(client, link_in(mails()[0], "/bevestigen"))
    assert confirmed("eva@example.org")
    client.post("/bevestigen/opnieuw")
    assert len(mails()) == 2, "no link for an address that is confirmed"


def test_a_member_with_an_unconfirmed_address_comes_through_no_door_for_members(
    app: Flask,
) -> None:
    people.person("Eva de Wit", confirmed=False)
    client = Client(app).login("eva@example.org")
    for answer in (client.get("/vragen/nieuw"), client.post("/vragen/nieuw", {"title": "Hoe?"})):
        assert answer.status_code == 403
        assert "Bevestig eerst je e-mailadres" in answer.text
        assert "Stuur de link opnieuw" in answer.text
    assert client.get("/ik/profiel").status_code == 200, "the profile can be filled in"
