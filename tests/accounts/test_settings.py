from collections.abc import Callable
from datetime import timedelta

import time_machine
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from crowd.accounts.models import LoginSession, Person
from crowd.core.clock import now
from tests.accounts.pages import who
from tests.client import Client
from tests.factories.rows import found

AsPerson = Callable[[Person], Client]
NEW = "een giraf op schaatsen"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1"


def change(client: Client, current: str, new: str) -> TestResponse:
    fields = {"current_password": current, "password": new}
    return client.post("/ik/instellingen/wachtwoord", fields, from_="/ik/instellingen")


def test_a_new_password_asks_the_old_one_and_ends_other_sessions(
    as_: AsPerson, app: Flask, vera: Person
) -> None:
    here, elsewhere = as_(vera), as_(vera)
    assert change(here, "demo-wachtwoord", NEW).location == "/ik/instellingen"
    assert (who(here), who(elsewhere)) == ("Vera Vos", None)
    Client(app).login(vera.email, NEW)


def test_without_the_old_password_nothing_changes(as_: AsPerson, app: Flask, vera: Person) -> None:
    here = as_(vera)
    answer = change(here, "niet-het-goede", NEW)
    assert answer.status_code == 422 and "Dit is niet je wachtwoord van nu." in answer.text
    assert NEW not in answer.text
    for _ in range(4):
        change(here, "niet-het-goede", NEW)
    assert change(here, "demo-wachtwoord", NEW).status_code == 429, "guessing here is throttled too"


def test_a_weak_new_password_is_refused(as_: AsPerson, app: Flask, vera: Person) -> None:
    for weak in ("veravos12345", "kort", ""):
        assert change(as_(vera), "demo-wachtwoord", weak).status_code == 422
    Client(app).login(vera.email)


def test_every_device_is_listed_and_can_be_logged_out_at_once(
    client: Client, app: Flask, vera: Person
) -> None:
    phone = Client(app)
    phone.browser.environ_base["HTTP_USER_AGENT"] = PHONE
    phone.login(vera.email)
    client.login(vera.email)
    page = client.get("/ik/instellingen").text
    assert "Safari · iPhone" in page and "dit apparaat" in page
    [row] = found(select(LoginSession).where(LoginSession.device == "Safari · iPhone"))
    assert client.post(f"/ik/instellingen/sessies/{row.id}/uitloggen").status_code == 303
    assert phone.get("/ik/instellingen").status_code == 302
    assert "Safari · iPhone" not in client.get("/ik/instellingen").text
    assert who(client) == "Vera Vos"


def test_all_other_devices_in_one_go(as_: AsPerson, vera: Person) -> None:
    here, there, yonder = as_(vera), as_(vera), as_(vera)
    here.post("/ik/instellingen/sessies/uitloggen")
    assert [who(c) for c in (here, there, yonder)] == ["Vera Vos", None, None]


def test_somebody_elses_session_is_left_alone(as_: AsPerson, vera: Person, charlie: Person) -> None:
    charlies = as_(charlie)
    [row] = found(select(LoginSession))
    for id_ in (row.id, 0, 10**30):
        as_(vera).post(f"/ik/instellingen/sessies/{id_}/uitloggen")
    assert who(charlies) == "Charlie de Croon"


def test_the_last_use_is_noted_once_an_hour(as_: AsPerson, vera: Person) -> None:
    start = now()
    with time_machine.travel(start, tick=False) as clock:
        here = as_(vera)
        clock.shift(timedelta(minutes=59))
        here.get("/ik/instellingen")
        assert found(select(LoginSession.last_used_at)) == [start]
        clock.shift(timedelta(minutes=2))
        here.get("/ik/instellingen")
        assert found(select(LoginSession.last_used_at)) == [start + timedelta(minutes=61)]


def test_a_language_is_kept_on_this_device_and_in_the_account(as_: AsPerson, vera: Person) -> None:
    here = as_(vera)
    assert here.post("/ik/instellingen/taal", {"lang": "en"}).status_code == 303
    assert '<html lang="en">' in here.get("/ik/instellingen").text
    assert '<html lang="en">' in as_(vera).get("/ik/instellingen").text, "on another device too"
    assert here.post("/ik/instellingen/taal", {"lang": "fr"}).status_code == 422
    assert here.post("/ik/instellingen/taal").status_code == 422


def test_a_visitor_has_no_settings(client: Client) -> None:
    assert client.get("/ik/instellingen").location == "/inloggen?next=/ik/instellingen"
