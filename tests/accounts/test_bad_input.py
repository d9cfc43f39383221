"""Whatever is posted to an account form: a page in words, never a failure of ours."""

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crowd.accounts.models import Person
from tests.client import Client

NASTY = (
    "\0", "a\0@b.nl", "' OR 1=1 --", "<script>alert(1)</script>", "%s%n{{7*7}}", "\u202e\u0000",
    "x" * 5000, "@" * 300, "٣", "-1", "9" * 400, '{"a":', "../../etc/passwd", "a@b.c\r\nBcc: d@e.f",
)  # fmt: skip
value = st.one_of(st.text(max_size=80), st.sampled_from(NASTY))
FORMS = {
    "/inloggen": ("email", "password", "remember", "next", "carried", "key"),
    "/aanmelden": ("name", "email", "password", "key"),
    "/wachtwoord-vergeten": ("email",),
    "/wachtwoord": ("t", "password"),
    "/bevestigen": ("t",),
    "/adres": ("t",),
    "/ik/profiel": (
        "name", "sector", "job_role", "level", "school", "about", "subjects", "learning",
        "experience", "picture", "no_picture",
    ),
    "/ik/instellingen/adres": ("email",),
    "/ik/instellingen/taal": ("lang",),
    "/ik/instellingen/wachtwoord": ("current_password", "password"),
}  # fmt: skip


@pytest.mark.parametrize("path", FORMS)
def test_anything_may_be_typed(app: Flask, vera: Person, path: str) -> None:
    client = Client(app)
    if path.startswith("/ik"):
        client.login(vera.email)
    token = client.token("/inloggen")

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.fixed_dictionaries({}, optional=dict.fromkeys(FORMS[path], value)))
    def post(fields: dict[str, str]) -> None:
        answer = client.browser.post(path, data={**fields, "csrf_token": token})
        assert answer.status_code < 500
        assert answer.status_code in {303, 400} or "<h1>" in answer.text
        assert "<script>alert" not in answer.text

    post()


@pytest.mark.parametrize("given_", NASTY)
def test_addresses_too(app: Flask, given_: str) -> None:
    client = Client(app)
    for path in ("/inloggen", "/bevestigen", "/wachtwoord", "/adres", "/taal/en", "/aanmelden"):
        answer = client.get(path, query_string={"t": given_, "next": given_})
        assert answer.status_code < 500 and "<script>alert" not in answer.text
