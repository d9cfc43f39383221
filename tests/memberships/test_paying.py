"""A school that pays online: what failed is paid in another way, by who pays and nobody else."""

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask

from crowd.accounts.models import Person
from crowd.core.clock import now
from crowd.memberships.models import SeatManager
from tests.billing.helpers import access_of, invoices, membership, order
from tests.client import Client
from tests.factories.rows import save
from tests.fakes.stripe import Stripe

AsPerson = Callable[[Person], Client]
Mails = Callable[[], list[EmailMessage]]
BUTTON = "Kies een andere kaart of rekening"


@pytest.fixture
def school(app: Flask, stripe: Stripe, olga: Person) -> int:
    return order(app, stripe, olga, pay="checkout")


def fail(stripe: Stripe, id_: int) -> None:
    """The next year is not paid."""
    stripe.change_method(membership(id_).customer_id or "", "card_declined")
    stripe.let_pass(stripe.year + 1)
    stripe.settle()


def test_a_failed_payment_is_paid_with_another_card(
    as_: AsPerson, stripe: Stripe, olga: Person, school: int, mails: Mails
) -> None:
    here = f"/groep/{school}"
    assert BUTTON not in as_(olga).get(here).text
    fail(stripe, school)
    (told,) = [mail for mail in mails() if mail["Subject"] == "De betaling is niet gelukt"]
    assert f"http://localhost{here}" in told.get_content().splitlines()
    assert "De plekken van je school blijven tot" in told.get_content()
    stripe.let_pass(20)
    stripe.settle()
    assert not access_of(school).allowed
    page = as_(olga).get(here).text
    last = invoices(school)[-1]
    assert BUTTON in page and f'href="{last.hosted_url}"' in page
    answer = as_(olga).post(f"{here}/betaalgegevens")
    assert answer.status_code == 303
    portal = answer.location.removeprefix("http://localhost")
    assert as_(olga).post(portal, {"method": "card"}).status_code == 303
    stripe.settle()
    assert access_of(school).allowed
    assert BUTTON not in as_(olga).get(here).text


def test_a_refused_order_of_more_seats_leads_to_another_card(
    as_: AsPerson, stripe: Stripe, olga: Person, school: int
) -> None:
    stripe.change_method(membership(school).customer_id or "", "card_declined")
    data = {"seats": "12", "seen": "10", "at": int(now().timestamp())}
    refused = as_(olga).post(f"/groep/{school}/meer", data)
    assert refused.status_code == 422 and "De betaling is geweigerd" in refused.text
    assert f'action="/groep/{school}/betaalgegevens"' in refused.text


def test_who_does_not_pay_sees_no_bills(
    as_: AsPerson, stripe: Stripe, charlie: Person, school: int
) -> None:
    save(SeatManager(membership_id=school, person_id=charlie.id))
    fail(stripe, school)
    assert "betaalgegevens" not in as_(charlie).get(f"/groep/{school}").text
    assert as_(charlie).post(f"/groep/{school}/betaalgegevens").status_code == 404


def test_a_school_that_pays_on_invoice_has_no_card(
    app: Flask, as_: AsPerson, stripe: Stripe, olga: Person
) -> None:
    id_ = order(app, stripe, olga)
    for page in ("", "/meer"):
        assert "betaalgegevens" not in as_(olga).get(f"/groep/{id_}{page}").text
