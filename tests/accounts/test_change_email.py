from collections.abc import Callable
from email.message import EmailMessage

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from crowd.accounts.models import Person
from crowd.core.clock import now
from tests.accounts.pages import link_in, press
from tests.client import Client
from tests.factories import people
from tests.factories.rows import found

Mails = Callable[[], list[EmailMessage]]
AsPerson = Callable[[Person], Client]
NEW = "vera.vos@example.com"
FIRST, SECOND = "kanarie fietst over tafels", "zeven groene olifanten dansen"


def ask(client: Client, email: str = NEW) -> TestResponse:
    return client.post("/ik/instellingen/adres", {"email": email}, from_="/ik/instellingen")


def links(mails: Mails) -> dict[str, str]:
    """What was mailed: for the old address, the new one, and to stop it."""
    by = {mail["To"]: mail for mail in reversed(mails())}
    old = by["vera@example.org"].get_content().split("/adres?t=")
    return {
        "old": f"/adres?t={old[1].split()[0]}",
        "stop": f"/adres?t={old[2].split()[0]}",
        "new": link_in(by[NEW], "/adres"),
    }


def email_of(person: Person) -> str:
    return found(select(Person).where(Person.id == person.id))[0].email


@pytest.mark.parametrize("order", [("old", "new"), ("new", "old")])
def test_the_address_changes_when_both_have_said_yes(
    as_: AsPerson, client: Client, vera: Person, mails: Mails, order: tuple[str, str]
) -> None:
    vera_here = as_(vera)
    assert ask(vera_here, " Vera.Vos@Example.com").status_code == 303
    sent = links(mails)
    first, second = (sent[side] for side in order)
    assert client.get(first).status_code == 200
    press(client, first)
    assert email_of(vera) == "vera@example.org"
    assert "Zeg nog ja in de mail op je" in vera_here.get("/ik/instellingen").text
    press(client, second)
    assert email_of(vera) == NEW
    client.login(NEW)
    told = mails()[0]
    assert told["To"] == "vera@example.org" and told["Subject"] == "Je e-mailadres is aangepast"
    assert client.get(first).status_code == client.get(second).status_code == 410


def test_one_yes_twice_is_no_two(as_: AsPerson, client: Client, vera: Person, mails: Mails) -> None:
    ask(as_(vera))
    new = links(mails)["new"]
    press(client, new)
    press(client, new)
    assert email_of(vera) == "vera@example.org"


def test_the_old_address_can_stop_it(
    as_: AsPerson, client: Client, vera: Person, mails: Mails
) -> None:
    ask(as_(vera))
    sent = links(mails)
    assert "Houd tegen" in client.get(sent["stop"]).text
    press(client, sent["stop"])
    for side in ("old", "new"):
        assert press(client, sent[side]).status_code == 410
    assert email_of(vera) == "vera@example.org"


def test_one_can_think_again_at_the_settings(as_: AsPerson, vera: Person, mails: Mails) -> None:
    vera_here = as_(vera)
    ask(vera_here)
    sent = links(mails)
    assert NEW in vera_here.get("/ik/instellingen").text
    vera_here.post("/ik/instellingen/adres/stop")
    assert NEW not in vera_here.get("/ik/instellingen").text
    assert vera_here.get(sent["new"]).status_code == 410


def test_links_of_an_earlier_wish_no_longer_count(
    as_: AsPerson, client: Client, vera: Person, mails: Mails
) -> None:
    vera_here = as_(vera)
    ask(vera_here)
    earlier = links(mails)
    ask(vera_here, "anders@example.com")
    for side in ("old", "new", "stop"):
        assert client.get(earlier[side]).status_code == 410


def test_the_links_work_for_24_hours(
    as_: AsPerson, client: Client, vera: Person, mails: Mails
) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        vera_here = as_(vera)
        ask(vera_here)
        sent = links(mails)
        press(client, sent["old"])
        clock.shift(24 * 3600 + 1)
        assert press(client, sent["new"]).status_code == 410
        assert NEW not in vera_here.get("/ik/instellingen").text


def test_somebody_elses_address_looks_the_same_and_cannot_be_taken(
    as_: AsPerson, client: Client, vera: Person, charlie: Person, mails: Mails
) -> None:
    vera_here = as_(vera)
    answer = ask(vera_here, charlie.email)
    assert answer.status_code == 303
    assert charlie.email in vera_here.get("/ik/instellingen").text
    by = {mail["To"]: mail for mail in mails()}
    assert by[charlie.email]["Subject"] == "Je hebt al een account"
    press(client, link_in(by[vera.email], "/adres"))
    assert email_of(vera) == vera.email


def test_an_address_that_was_taken_meanwhile_is_told(
    as_: AsPerson, client: Client, vera: Person, mails: Mails
) -> None:
    ask(as_(vera))
    sent = links(mails)
    people.person("Vera Anders", NEW)
    press(client, sent["old"])
    answer = press(client, sent["new"])
    assert answer.status_code == 409 and "ander account" in answer.text
    assert email_of(vera) == "vera@example.org"


def test_an_old_address_that_was_never_confirmed_is_not_asked(
    app: Flask, client: Client, mails: Mails
) -> None:
    eva = people.person("Eva de Wit", "tikfout@example.org", confirmed=False)
    ask(Client(app).login("tikfout@example.org"), "eva@example.org")
    [mail] = mails()
    assert mail["To"] == "eva@example.org"
    press(client, link_in(mail, "/adres"))
    [now_] = found(select(Person).where(Person.id == eva.id))
    assert now_.email == "eva@example.org" and now_.email_confirmed_at is not None


def test_what_is_no_new_address_is_refused(as_: AsPerson, vera: Person, mails: Mails) -> None:
    vera_here = as_(vera)
    for email, words in (("vera@example.org", "Dit is al je e-mailadres."), ("x", "Klopt dit")):
        answer = ask(vera_here, email)
        assert answer.status_code == 422 and words in answer.text
        assert f'value="{email}"' in answer.text
    assert mails() == []


@pytest.mark.parametrize("shown_by", ["reset", "confirmation"])
def test_who_shows_that_the_address_is_theirs_ends_what_another_asked(
    app: Flask, client: Client, mails: Mails, shown_by: str
) -> None:
    """Somebody may sign up with the address of another, and wait for the owner to come."""
    other = Client(app)
    other.post("/aanmelden", {"name": "Vera Vos", "email": "vera@example.org", "password": FIRST})
    confirm = link_in(next(m for m in mails() if m["To"] == "vera@example.org"), "/bevestigen")
    ask(other)
    new = link_in(next(m for m in mails() if m["To"] == NEW), "/adres")
    if shown_by == "confirmation":
        press(client, confirm)
    else:
        client.post("/wachtwoord-vergeten", {"email": "vera@example.org"})
        told = next(mail for mail in mails() if "/wachtwoord?t=" in mail.get_content())
        reset = link_in(told, "/wachtwoord")
        client.post("/wachtwoord", {"t": reset.partition("?t=")[2], "password": SECOND})
    press(other, new)
    assert [person.email for person in found(select(Person))] == ["vera@example.org"]
