"""What somebody typed before paying is there afterwards: signing up, logging in and paying on the
way."""

import re
from collections.abc import Callable
from email.message import EmailMessage
from html import unescape

from flask import Flask
from sqlalchemy import select

from crowd.drafts.models import Draft
from crowd.questions.models import Question
from tests.accounts.pages import link_in, press
from tests.accounts.test_sign_up import GOOD, sign_up
from tests.client import Client
from tests.factories.rows import found
from tests.fakes.stripe import Stripe
from tests.memberships.test_join import pay
from tests.memberships.test_quote import quoted

Mails = Callable[[], list[EmailMessage]]
TYPED = {
    "title": "Hoe krijg ik mijn groep rustig na gym?",
    "body": 'Ze komen "vol" terug & ik ook.\nWat doe jij?',
}


def hidden(page: str, name: str) -> str:
    (value,) = re.findall(rf'name="{name}"[^>]* value="([^"]*)"', page)
    return unescape(value)


def test_a_question_survives_signing_up_logging_in_and_paying(
    app: Flask, client: Client, stripe: Stripe, mails: Mails
) -> None:
    sign_up(client)
    press(client, link_in(mails()[0], "/bevestigen"))
    elsewhere = Client(app)  # where nobody is logged in
    refused = elsewhere.post("/vragen/nieuw", TYPED)
    assert refused.status_code == 401 and "je tekst staat er nog" in refused.text
    login = {"email": "eva@example.org", "password": GOOD}
    told = {name: hidden(refused.text, name) for name in ("next", "carried")}
    again = elsewhere.post("/inloggen", {**login, **told})
    assert TYPED["title"] in again.text and "&#34;vol&#34; terug" in again.text
    assert elsewhere.post("/vragen/nieuw", TYPED).status_code == 402
    assert "Je tekst is bewaard" in elsewhere.get("/lid-worden").text

    back = pay(elsewhere, stripe)
    elsewhere.post("/lid-worden/terug")
    stripe.work()
    welcome = elsewhere.get(back).text
    assert "Ga verder waar je was" in welcome and TYPED["title"] in welcome
    form = elsewhere.get("/vragen/nieuw").text
    assert TYPED["title"] in form and TYPED["body"] in unescape(form)

    assert elsewhere.post("/vragen/nieuw", TYPED).status_code == 303
    assert [asked.body for asked in found(select(Question))] == [TYPED["body"]]
    assert found(select(Draft)) == [], "cleared once it is posted"


def test_a_quote_fills_the_order_of_who_signs_up_for_it(client: Client) -> None:
    path = quoted(client)
    order = f"/scholen/bestellen?offerte={path.rpartition('/')[2]}"
    login = client.get(order)
    assert login.status_code == 302
    page = client.get(login.location).text
    (way_in,) = set(re.findall(r'href="(/aanmelden\?next=[^"]+)"', page))
    made = client.get(unescape(way_in)).text
    fields = {"name": "Eva de Wit", "email": "eva@example.org", "password": GOOD}
    client.post("/aanmelden", {**fields, "next": hidden(made, "next")})
    onward = client.get("/aanmelden/gelukt").text
    assert f'href="{order}"' in onward
    form = client.get(order).text
    assert 'value="40"' in form and 'value="eva@example.org"' not in form
