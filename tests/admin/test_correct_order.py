"""The treasurer puts an order right: the next invoice says so, what was issued does not change."""

import json
import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from crowd.accounts.models import Person
from crowd.billing.actions import ending, seats
from crowd.billing.documents.models import Document
from crowd.billing.models import BillingAudit
from tests.billing.helpers import act, invoices, join, membership, order, run_all
from tests.client import Client
from tests.factories import people
from tests.factories.rows import found
from tests.fakes.stripe import Stripe

As = Callable[[Person], Client]
TOLD = {
    "organisation": "Stichting De Plataan",
    "street": "Kerkstraat 3",
    "postcode": "2345 bc",
    "city": "Utrecht",
    "contact_name": "Ans Admin",
    "contact_email": "ans@example.org",
    "invoice_email": "crediteuren@example.org",
    "po_number": "PO-2027-001",
    "cost_centre": "",
    "kvk": "",
}


@pytest.fixture
def desk(app: Flask, as_: As) -> Client:
    """Of the treasurer."""
    return as_(people.person("Tess Tel", role="admin"))


def test_the_next_invoice_says_what_was_corrected(
    app: Flask, stripe: Stripe, desk: Client, vera: Person
) -> None:
    id_ = order(app, stripe, vera)
    path = f"/beheer/lidmaatschappen/{id_}"
    assert 'value="PO-2026-117"' in desk.get(path).text
    run_all(app, "billing.issue")
    issued = [row.content for row in found(select(Document))]
    assert desk.post(path, TOLD).status_code == 303
    held = membership(id_)
    assert (held.street, held.postcode, held.po_number) == (
        "Kerkstraat 3",
        "2345 BC",
        "PO-2027-001",
    )
    customer = stripe.get(held.customer_id or "")
    assert customer["address"]["line1"] == "Kerkstraat 3"
    assert customer["email"] == "crediteuren@example.org"
    stripe.let_pass(stripe.year + 1)
    stripe.settle()
    assert [row.po_number for row in invoices(id_)] == ["PO-2026-117", "PO-2027-001"]
    assert invoices(id_)[0].po_number == "PO-2026-117"
    run_all(app, "billing.issue")
    papers = found(select(Document).order_by(Document.id))
    assert [row.content for row in papers][: len(issued)] == issued
    buyers = [json.loads(row.content)["buyer"] for row in papers]
    assert [buyer["street"] for buyer in buyers] == ["Lindelaan 1", "Kerkstraat 3"]


def test_it_stands_in_the_audit_by_field_and_only_when_something_changed(
    app: Flask, stripe: Stripe, desk: Client, vera: Person
) -> None:
    id_ = order(app, stripe, vera)
    path = f"/beheer/lidmaatschappen/{id_}"
    for _again in range(2):
        desk.post(path, TOLD)
    lines = found(select(BillingAudit).where(BillingAudit.what == "corrected"))
    assert [line.detail for line in lines] == ["street, postcode, invoice_email, po_number"]
    assert "straat, postcode, adres voor facturen, bestelnummer" in desk.get(path).text
    assert "Kerkstraat" not in lines[0].detail, "an audit keeps no addresses"


def test_the_log_speaks_in_words(app: Flask, stripe: Stripe, desk: Client, vera: Person) -> None:
    id_ = order(app, stripe, vera)
    act(app, lambda: seats.at_renewal(id_, 8))
    act(app, lambda: ending.cancel(id_))
    page = desk.get(f"/beheer/lidmaatschappen/{id_}").text
    for words in (
        "10 plekken, op factuur",
        "nieuw → actief",
        "10 → 8, vanaf de verlenging",
        "tot ",
    ):
        assert words in page
    assert "->" not in page and "invoice" not in re.sub(r"<[^>]*>", "", page)


def test_an_order_number_that_goes_is_gone_from_the_next_invoice(
    app: Flask, stripe: Stripe, desk: Client, vera: Person
) -> None:
    id_ = order(app, stripe, vera)
    desk.post(f"/beheer/lidmaatschappen/{id_}", {**TOLD, "po_number": ""})
    stripe.let_pass(stripe.year + 1)
    stripe.settle()
    assert [row.po_number for row in invoices(id_)] == ["PO-2026-117", ""]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"postcode": "12"}, "Een postcode is"),
        ({"invoice_email": "x"}, "Klopt dit e-mailadres"),
        ({"po_number": "x" * 141}, "te lang"),
        ({"organisation": ""}, "Vul de naam in."),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_lost(
    app: Flask, stripe: Stripe, desk: Client, vera: Person, change: dict[str, str], words: str
) -> None:
    id_ = order(app, stripe, vera)
    answer = desk.post(f"/beheer/lidmaatschappen/{id_}", {**TOLD, **change})
    assert answer.status_code == 422 and words in answer.text
    assert 'value="Kerkstraat 3"' in answer.text
    assert membership(id_).street == "Lindelaan 1"


def test_when_stripe_is_away_nothing_changes_and_the_text_stays(
    app: Flask, stripe: Stripe, desk: Client, vera: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crowd.billing import gateway

    id_ = order(app, stripe, vera)

    def down(*_args: object, **_named: object) -> None:
        raise gateway.Down("away")

    monkeypatch.setattr(gateway, "call", down)
    answer = desk.post(f"/beheer/lidmaatschappen/{id_}", TOLD)
    assert answer.status_code == 422 and 'value="Kerkstraat 3"' in answer.text
    assert "Dit lukt nu even niet" in answer.text and membership(id_).street == "Lindelaan 1"


def test_an_order_that_was_not_placed_yet_is_placed_as_corrected(
    app: Flask, stripe: Stripe, desk: Client, vera: Person
) -> None:
    from crowd.billing.actions import purchase

    told = {name: value for name, value in TOLD.items() if value}
    wanted = purchase.SchoolOrder(owner_id=vera.id, seats=5, **{**told, "po_number": "old"})  # type: ignore[arg-type]
    id_ = act(app, lambda: purchase.order_school(wanted)).membership_id
    desk.post(f"/beheer/lidmaatschappen/{id_}", TOLD)
    stripe.settle()
    assert [row.po_number for row in invoices(id_)] == ["PO-2027-001"]


def test_a_teachers_membership_is_looked_at_and_has_no_such_form(
    app: Flask, stripe: Stripe, desk: Client, as_: As, vera: Person
) -> None:
    id_ = join(app, stripe, vera)
    page = desk.get(f"/beheer/lidmaatschappen/{id_}").text
    assert "Lidmaatschap van Vera" in page and "Pas de gegevens aan" not in page
    assert desk.post(f"/beheer/lidmaatschappen/{id_}", TOLD).status_code == 404
    assert desk.get("/beheer/lidmaatschappen/999").status_code == 404
    assert as_(vera).get(f"/beheer/lidmaatschappen/{id_}").status_code == 403
