"""One's own membership: why and until when, receipts, card, stopping and withdrawing."""

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask

from crowd.accounts.models import Person
from crowd.core import jobs
from tests.billing.helpers import access_of, invoices, join, membership, mine, order
from tests.client import Client
from tests.fakes.stripe import Stripe

AsPerson = Callable[[Person], Client]
Mails = Callable[[], list[EmailMessage]]
PATH = "/ik/lidmaatschap"


@pytest.fixture
def member(app: Flask, as_: AsPerson, stripe: Stripe, vera: Person) -> Client:
    """Vera's browser, when she has paid by card."""
    join(app, stripe, vera)
    return as_(vera)


def subjects(mails: Mails) -> list[str]:
    return sorted(str(mail["Subject"]) for mail in mails())


def test_what_is_paid_until_when_and_the_receipt(member: Client) -> None:
    page = member.get(PATH).text
    assert "Je kunt meedoen" in page and "Verlengt daarna voor €\xa0250, tenzij je opzegt." in page
    assert "CROWD-0001" in page and "Betaald" in page


def test_stopping_takes_one_confirmation_and_can_be_undone(
    member: Client, stripe: Stripe, vera: Person, mails: Mails
) -> None:
    assert "Je kunt meedoen tot en met" in member.get(f"{PATH}/opzeggen").text
    assert not mine(vera).cancel_at_period_end, "a GET writes nothing"
    assert member.post(f"{PATH}/opzeggen").status_code == 303
    assert mine(vera).cancel_at_period_end
    page = member.get(PATH).text
    assert "Je hebt opgezegd. Je kunt meedoen tot en met" in page
    assert member.post(f"{PATH}/toch-blijven").status_code == 303
    assert not mine(vera).cancel_at_period_end
    stripe.settle()
    assert len([s for s in subjects(mails) if s.startswith("Je lidmaatschap stopt op")]) == 1


def test_who_stopped_takes_part_until_the_end_and_no_longer(
    member: Client, stripe: Stripe, vera: Person, mails: Mails
) -> None:
    member.post(f"{PATH}/opzeggen")
    stripe.let_pass(stripe.year - 1)
    stripe.settle()
    assert access_of(mine(vera).id).allowed
    stripe.let_pass(2)
    stripe.settle()
    assert mine(vera).status == "canceled" and not access_of(mine(vera).id).allowed
    page = member.get(PATH).text
    assert "Je lidmaatschap is verlopen." in page and 'href="/ik"' in page
    assert 'href="/ik/teksten.json"' in page
    assert "Je lidmaatschap is gestopt" in subjects(mails)


def test_withdrawing_takes_two_steps_and_is_acknowledged(
    member: Client, stripe: Stripe, vera: Person, mails: Mails
) -> None:
    stripe.let_pass(5.5)
    stripe.settle()
    assert "Lidmaatschap herroepen (nog 9 dagen)" in member.get(PATH).text
    second = member.get(f"{PATH}/herroepen").text
    assert "Bevestig herroeping" in second and "€\xa0246,58" in second and "Vera Vos" in second
    assert member.post(f"{PATH}/herroepen").status_code == 303
    stripe.settle()
    assert not access_of(mine(vera).id).allowed and mine(vera).status == "canceled"
    (invoice,) = invoices(mine(vera).id)
    assert invoice.refunded_cents == invoice.credited_cents == 25_000 - 342
    (told,) = [m for m in mails() if m["Subject"] == "Je hebt je lidmaatschap herroepen"]
    assert "€\xa0246,58" in told.get_content() and "uur" in told.get_content()
    assert "Je lidmaatschap is gestopt" not in subjects(mails)


def test_who_never_paid_is_promised_nothing_back(
    app: Flask, as_: AsPerson, stripe: Stripe, vera: Person, mails: Mails
) -> None:
    id_ = join(app, stripe, vera, "sepa_fails")
    assert "Je krijgt €" in as_(vera).get(f"{PATH}/herroepen").text, "the debit is under way"
    stripe.let_pass(6)
    stripe.settle()
    assert "Je betaalde nog niets" in as_(vera).get(f"{PATH}/herroepen").text
    assert as_(vera).post(f"{PATH}/herroepen").status_code == 303
    stripe.settle()
    assert membership(id_).status == "canceled" and invoices(id_)[0].status == "void"
    (told,) = [m for m in mails() if m["Subject"] == "Je hebt je lidmaatschap herroepen"]
    assert "Je betaalde nog niets" in told.get_content() and "terug" not in told.get_content()


def test_after_fourteen_days_one_cancels_and_does_not_withdraw(
    member: Client, stripe: Stripe, vera: Person
) -> None:
    stripe.let_pass(14)
    stripe.settle()
    assert "herroepen" not in member.get(PATH).text
    assert member.get(f"{PATH}/herroepen").status_code == 404
    assert member.post(f"{PATH}/herroepen").status_code == 409
    assert membership(mine(vera).id).withdrawn_at is None


def test_a_failed_renewal_is_told_once_and_another_card_puts_it_right(
    app: Flask, as_: AsPerson, stripe: Stripe, vera: Person, mails: Mails
) -> None:
    id_ = join(app, stripe, vera, "card_fails_later")
    stripe.let_pass(stripe.year + 1)
    stripe.settle()
    browser = as_(vera)
    page = browser.get(PATH).text
    assert "De betaling lukte niet. Je hebt nog 14 dagen." in page
    assert "lukte niet" in browser.get("/").text, "on every page of who pays"
    stripe.let_pass(4)  # tried again, and refused again
    stripe.settle()
    assert subjects(mails).count("De betaling is niet gelukt") == 1
    answer = browser.post(f"{PATH}/betaalgegevens")
    assert answer.status_code == 303
    portal = answer.location.removeprefix("http://localhost")
    assert browser.post(portal, {"method": "card"}).status_code == 303
    stripe.settle()
    assert access_of(id_).allowed and membership(id_).status == "active"
    assert "lukte niet" not in browser.get("/").text


def test_renewal_is_announced_three_times_with_the_amount(
    app: Flask, member: Client, stripe: Stripe, vera: Person, mails: Mails
) -> None:
    for days in (stripe.year - 45, 31, 11):
        stripe.let_pass(days)
        stripe.settle()
        for _again in range(2):
            _renewals(app)
            stripe.settle()
    told = [m for m in mails() if str(m["Subject"]).startswith("Je lidmaatschap loopt door op")]
    assert len(told) == 3
    assert all("Je betaalt €\xa0250 op" in mail.get_content() for mail in told)


def test_a_school_is_told_where_to_stop(
    app: Flask, stripe: Stripe, vera: Person, mails: Mails
) -> None:
    order(app, stripe, vera)
    stripe.let_pass(stripe.year - 45)
    stripe.settle()
    _renewals(app)
    stripe.settle()
    (told,) = [m for m in mails() if str(m["Subject"]).startswith("Je lidmaatschap loopt door op")]
    assert "Het gaat om 10 plekken." in told.get_content()
    assert "http://localhost/groep" in told.get_content().splitlines()


def _renewals(app: Flask) -> None:
    from crowd.billing.jobs import renewals
    from crowd.core.db import db

    with app.app_context():
        renewals()
        db.session.commit()
        jobs.run_due()


def test_who_has_nothing_finds_the_way_in_and_no_other_doors(
    as_: AsPerson, stripe: Stripe, vera: Person
) -> None:
    browser = as_(vera)
    page = browser.get(PATH).text
    assert "Je kunt nu niet meedoen" in page and 'href="/lid-worden"' in page
    for path in ("opzeggen", "herroepen"):
        assert browser.get(f"{PATH}/{path}").status_code == 404
    for path in ("opzeggen", "toch-blijven", "herroepen", "betaalgegevens"):
        assert browser.post(f"{PATH}/{path}").status_code == 404


def test_a_seat_says_which_school_pays(as_: AsPerson, stripe: Stripe, alice: Person) -> None:
    page = as_(alice).get(PATH).text
    assert "Je hebt een plek via De Plataan. Je betaalt zelf niets." in page


def test_a_given_membership_says_until_when(as_: AsPerson, charlie: Person) -> None:
    assert "Je kreeg een lidmaatschap, tot en met" in as_(charlie).get(PATH).text
