from collections.abc import Callable
from datetime import timedelta

import time_machine
from flask import Flask
from sqlalchemy import select

from crowd.accounts.models import EmailChange, LoginAttempt, LoginSession, Person
from crowd.core import jobs
from crowd.core.clock import now
from crowd.core.jobs import enqueue
from tests.accounts.pages import who
from tests.client import Client
from tests.factories.rows import do, found

AsPerson = Callable[[Person], Client]


def test_what_is_of_no_use_any_more_is_forgotten(
    app: Flask, as_: AsPerson, client: Client, vera: Person, charlie: Person
) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        unused, revoked = as_(vera), as_(vera)
        revoked.post("/uitloggen")
        unused.post("/ik/instellingen/adres", {"email": "nieuw@example.com"})
        client.post("/inloggen", {"email": vera.email, "password": "niet-het-goede"})
        clock.shift(timedelta(days=179))
        charlies = as_(charlie)
        do(lambda: enqueue("accounts.purge"))
        with app.app_context():
            jobs.run_due()
        assert who(unused) == "Vera Vos" and who(charlies) == "Charlie de Croon"
        assert len(found(select(LoginSession))) == 2
        assert found(select(EmailChange)) == found(select(LoginAttempt)) == []
        clock.shift(timedelta(days=2))
        do(lambda: enqueue("accounts.purge"))
        with app.app_context():
            jobs.run_due()
        assert len(found(select(LoginSession))) == 2, "in use since"
