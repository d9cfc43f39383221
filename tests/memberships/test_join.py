"""The way of a teacher: the price, the order, Stripe's page, and back where one was writing."""

from collections.abc import Callable, Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask

from crowd.accounts.models import Person
from crowd.billing import gateway
from tests.billing.helpers import mine
from tests.client import Client
from tests.fakes.stripe import Stripe

AsPerson = Callable[[Person], Client]
Mails = Callable[[], list[EmailMessage]]
PATH = "/lid-worden"


@pytest.fixture
def settings(app: Flask) -> Iterator[Callable[..., None]]:
    """`settings(STUDENT_PRICE_CENTS=12_500)` for this test."""
    before = dict(app.config)
    yield lambda **values: app.config.update(values)
    app.config.update(before)


def pay(browser: Client, stripe: Stripe, method: str = "ideal", **form: Any) -> str:
    """Order, and pay on the page that it leads to; the address that leads back."""
    answer = browser.post(PATH, {"start": "y", "plan": "standard", **form})
    assert answer.status_code == 303, answer.text
    page = answer.location.removeprefix("http://localhost")
    assert page.startswith("/dev/stripe/betalen/")
    assert "iDEAL | Wero" in browser.get(page).text
    paid = browser.post(page, {"method": method})
    assert paid.status_code == 303, paid.text
    return paid.location.removeprefix("http://localhost")


def test_from_a_question_to_paying_and_back_to_the_question(
    as_: AsPerson, stripe: Stripe, vera: Person, mails: Mails
) -> None:
    browser = as_(vera)
    browser.post("/vragen/nieuw", {"title": "Hoe krijg ik mijn groep rustig?", "body": "Na gym."})
    back = pay(browser, stripe)
    assert "We kijken of je betaling binnen is" in browser.get(back).text
    assert browser.post("/lid-worden/terug").status_code == 303
    stripe.work()
    page = browser.get("/lid-worden/terug").text
    assert "Welkom, je bent lid." in page
    assert "Hoe krijg ik mijn groep rustig?" in page and 'href="/vragen/nieuw"' in page
    assert "Hoe krijg ik mijn groep rustig?" in browser.get("/vragen/nieuw").text
    (welcome,) = [mail for mail in mails() if mail["Subject"] == "Welkom bij The Crowd"]
    assert "€\xa0250" in welcome.get_content()


def test_a_second_press_leads_to_the_same_page(as_: AsPerson, stripe: Stripe, vera: Person) -> None:
    browser = as_(vera)
    first = browser.post(PATH, {"start": "y", "plan": "standard"})
    second = browser.post(PATH, {"start": "y", "plan": "standard"})
    assert first.location == second.location
    assert len(stripe.every("checkout.session")) == 1


def test_the_box_is_not_ticked_beforehand_and_is_asked_for(
    as_: AsPerson, stripe: Stripe, vera: Person
) -> None:
    browser = as_(vera)
    assert "checked" not in browser.get(PATH).text
    answer = browser.post(PATH, {"plan": "standard"})
    assert answer.status_code == 422
    assert "Vink dit aan als je meteen wilt beginnen." in answer.text
    assert stripe.every("checkout.session") == []


def test_a_refused_card_leaves_the_order_open(as_: AsPerson, stripe: Stripe, vera: Person) -> None:
    browser = as_(vera)
    page = browser.post(PATH, {"start": "y", "plan": "standard"}).location
    answer = browser.post(page, {"method": "card_declined"})
    assert answer.status_code == 422 and "De betaling is geweigerd" in answer.text
    assert browser.post(page, {"method": "card"}).status_code == 303


def test_a_student_pays_the_price_for_students(
    as_: AsPerson, stripe: Stripe, vera: Person, settings: Callable[..., None]
) -> None:
    settings(STUDENT_PRICE_CENTS=12_500)
    browser = as_(vera)
    assert "Student aan een lerarenopleiding" in browser.get(PATH).text
    pay(browser, stripe, plan="student")
    stripe.settle()
    assert (mine(vera).plan, mine(vera).unit_cents) == ("student", 12_500)


def test_a_code_takes_off_the_first_year(
    as_: AsPerson, stripe: Stripe, vera: Person, settings: Callable[..., None]
) -> None:
    settings(DISCOUNT_CODES={"NAJAAR": "20%"})
    browser = as_(vera)
    shown = browser.post(PATH, {"code": "najaar", "show": "1", "plan": "standard"})
    assert shown.status_code == 200 and "het eerste jaar €\xa0200" in shown.text
    assert stripe.every("checkout.session") == []
    wrong = browser.post(PATH, {"code": "LENTE", "start": "y", "plan": "standard"})
    assert wrong.status_code == 422 and "Deze kortingscode kennen we niet." in wrong.text
    assert 'value="LENTE"' in wrong.text
    pay(browser, stripe, code="najaar")
    assert mine(vera).unit_cents == 20_000


def test_a_plan_that_is_not_offered_is_refused(as_: AsPerson, stripe: Stripe, vera: Person) -> None:
    answer = as_(vera).post(PATH, {"start": "y", "plan": "student"})
    assert answer.status_code == 422


def test_who_is_a_member_buys_no_second_one(as_: AsPerson, stripe: Stripe, vera: Person) -> None:
    browser = as_(vera)
    pay(browser, stripe)
    stripe.settle()
    assert "Je bent al lid." in browser.get(PATH).text
    answer = browser.post(PATH, {"start": "y", "plan": "standard"})
    assert answer.status_code == 409 and "Je hebt al een lidmaatschap." in answer.text


def test_when_stripe_is_away_the_order_is_kept(
    app: Flask, as_: AsPerson, stripe: Stripe, vera: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_arguments: Any, **_more: Any) -> None:
        raise gateway.Down("APIConnectionError")

    browser = as_(vera)
    with monkeypatch.context() as patch:
        patch.setattr(gateway, "call", away)
        answer = browser.post(PATH, {"start": "y", "plan": "standard"})
    assert answer.status_code == 503
    assert "Je bestelling is bewaard." in answer.text and "Bestellen en betalen" in answer.text
    before = mine(vera).id
    pay(browser, stripe)
    assert mine(vera).id == before, "the same order went on"


def test_without_a_key_in_production_nothing_can_be_bought(
    as_: AsPerson, vera: Person, settings: Callable[..., None]
) -> None:
    settings(STRIPE_FAKE=False)
    assert "Betalen kan nu niet" in as_(vera).get(PATH).text


def test_the_way_back_believes_nothing(as_: AsPerson, stripe: Stripe, vera: Person) -> None:
    browser = as_(vera)
    for session in ("", "?session_id=cs_test_forged", "?session_id=cs_test_x&paid=1"):
        page = browser.get(f"/lid-worden/terug{session}").text
        assert "Je hebt nog niets besteld" in page and "je bent lid" not in page
