"""The treasurer's pages: everything there, for nobody else, and nothing that does not add up."""

import csv
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from io import StringIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from crowd.accounts.models import Person
from crowd.admin.forms import cents_of
from crowd.admin.queries.invoices import bucket
from crowd.billing import gateway, intents, mirror
from crowd.billing.documents.actions import issue_what_waits
from crowd.billing.documents.models import Document
from crowd.billing.models import CreditNote, Invoice
from crowd.core.clock import now
from crowd.core.mail import LoggedMail
from tests.billing.helpers import invoices, join, order
from tests.client import Client
from tests.factories import bills, people
from tests.factories.rows import do, found, save
from tests.fakes.stripe import Stripe
from tests.queries import count_queries

As = Callable[[Person], Client]
Mails = Callable[[], list[EmailMessage]]
PAGES = (
    "/beheer/facturen",
    "/beheer/facturen.csv",
    "/beheer/openstaand",
    "/beheer/lidmaatschappen",
    "/beheer/lidmaatschappen.csv",
    "/beheer/mail",
    "/beheer/logboek",
)


@pytest.fixture
def tess(app: Flask) -> Person:
    """The treasurer."""
    return people.person("Tess Tel", role="admin")


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.text.replace("\xa0", " ")


def rows_of(client: Client, path: str) -> list[list[str]]:
    answer = client.get(path)
    assert answer.data.startswith(b"\xef\xbb\xbf") and b"\r\n" in answer.data
    return list(csv.reader(StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))


@pytest.mark.parametrize("path", PAGES)
def test_only_for_who_keeps_the_books(alice: Person, mo: Person, as_: As, path: str) -> None:
    assert as_(alice).get(path).status_code == 403
    assert as_(mo).get(path).status_code == 403


@pytest.mark.parametrize("path", PAGES)
def test_with_nothing_in_them(tess: Person, as_: As, path: str) -> None:
    assert as_(tess).get(path).status_code == 200


def test_filters_stand_in_the_address(tess: Person, charlie: Person, as_: As) -> None:
    school = bills.school_membership(charlie)
    late = bills.invoice(school, due_at=now() - timedelta(days=3))
    paid = bills.invoice(school, status="paid")
    own = bills.school_membership(charlie, kind="teacher", organisation="")
    other = bills.invoice(own, 25_000)
    browser = as_(tess)
    for query, there in (
        ("", {late, paid, other}),
        ("stand=late", {late}),
        ("stand=open", {late, other}),
        ("stand=paid", {paid}),
        ("soort=teacher", {other}),
        ("q=plataan", {late, paid}),
        ("q=charlie@", {late, paid, other}),
        (f"q={paid.number}", {paid}),
        ("q=100%25", set()),
        ("jaar=2001", set()),
        ("jaar=9999&stand=onzin&soort=%00", {late, paid, other}),
    ):
        page = text(browser, f"/beheer/facturen?{query}")
        assert {i for i in (late, paid, other) if f">{i.number}<" in page} == there, query


def test_pages_go_on_after_the_last(tess: Person, charlie: Person, as_: As) -> None:
    membership = bills.school_membership(charlie)
    numbers = {bills.invoice(membership, 25_000).number for _ in range(53)}
    browser = as_(tess)
    first = text(browser, "/beheer/facturen?stand=open")
    address = first.split('href="/beheer/facturen?na=')[1].split('"')[0].replace("&amp;", "&")
    assert "stand=open" in address
    second = text(browser, f"/beheer/facturen?na={address}")
    seen = [{n for n in numbers if f">{n}<" in page} for page in (first, second)]
    assert [len(each) for each in seen] == [50, 3] and seen[0] | seen[1] == numbers
    assert len(rows_of(browser, "/beheer/facturen.csv")) == 54


def test_the_books_above_the_list(tess: Person, charlie: Person, as_: As) -> None:
    membership = bills.school_membership(charlie)
    invoice = bills.invoice(membership, remaining_cents=975_000)
    bills.credit_note(invoice, 25_000, 4_339)
    page = text(as_(tess), "/beheer/facturen")
    for words in ("€ 10.000,00", "€ -250,00", "€ 9.750,00"):
        assert words in page
    assert "Klopt niet" not in page


def test_a_mirror_that_is_off_is_said(tess: Person, charlie: Person, as_: As) -> None:
    bills.invoice(bills.school_membership(charlie), paid_cents=100)
    assert "Klopt niet: vergelijk met Stripe" in text(as_(tess), "/beheer/facturen")


def test_a_spreadsheet_in_dutch_without_formulas(tess: Person, charlie: Person, as_: As) -> None:
    school = bills.school_membership(charlie, organisation='=HYPERLINK("x")', po_number="+31 6")
    invoice = bills.invoice(school)
    head, row = rows_of(as_(tess), "/beheer/facturen.csv")
    cells = dict(zip(head, row, strict=True))
    assert cells["Nummer"] == invoice.number and cells["Totaal"] == "10000,00"
    assert cells["Btw"] == "1735,54" and cells["Nog open"] == "10000,00"
    assert cells["Betaler"] == '\'=HYPERLINK("x")' and cells["Bestelnummer"] == "'+31 6"


def test_memberships_with_their_seats(
    tess: Person, alice: Person, charlie: Person, as_: As
) -> None:
    bills.school_membership(charlie)
    browser = as_(tess)
    page = text(browser, "/beheer/lidmaatschappen?soort=school")
    assert "Stichting De Plataan" in page and "0 van 40" in page
    assert "Charlie" not in text(browser, "/beheer/lidmaatschappen?toegang=no")
    rows = rows_of(browser, "/beheer/lidmaatschappen.csv?soort=school")
    assert len(rows) == 3  # and the one that alice's school was given


@pytest.mark.parametrize(
    ("days", "where"), [(-1, 0), (0, 1), (29, 1), (30, 2), (60, 3), (90, 4), (400, 4)]
)
def test_how_long_it_is_open(days: int, where: int) -> None:
    today = now()
    assert bucket(today - timedelta(days=days), today) == where


def test_open_items_add_up(tess: Person, charlie: Person, as_: As) -> None:
    school = bills.school_membership(charlie)
    bills.invoice(school, 25_000, due_at=now() - timedelta(days=40))
    bills.invoice(school, 50_000)
    other = bills.school_membership(charlie, organisation="De Linde")
    bills.invoice(other, 10_000)
    page = text(as_(tess), "/beheer/openstaand")
    for words in ("€ 250,00", "€ 750,00", "De Linde", "€ 850,00"):
        assert words in page
    assert page.index("Plataan") < page.index("De Linde")


def test_mail_that_left_and_mail_that_did_not(tess: Person, as_: As) -> None:
    save(LoggedMail(message_id="<1>", to="a@example.org", subject="Eén", sent_at=now()))
    save(LoggedMail(message_id="<2>", to="b@example.org", subject="Twee", attempts=3, key="k:2"))
    browser = as_(tess)
    page = text(browser, "/beheer/mail")
    assert "Verstuurd" in page and "Nog niet gelukt, 3 keer geprobeerd" in page and "k:2" in page
    assert "a@example.org" not in text(browser, "/beheer/mail?q=TWEE")


def test_a_credit_note_on_a_bill_that_was_paid(
    app: Flask, stripe: Stripe, tess: Person, vera: Person, as_: As, mails: Mails
) -> None:
    [invoice] = invoices(join(app, stripe, vera))
    browser = as_(tess)
    address = f"/beheer/facturen/{invoice.id}"
    assert browser.get(address).status_code == 200
    data = {"cents": "62,50", "reason": "order_change", "key": "een"}
    assert browser.post(f"{address}/crediteren", data).status_code == 303
    assert browser.post(f"{address}/crediteren", data).status_code == 303
    stripe.settle()
    [note] = found(select(CreditNote))
    assert (note.total_cents, note.after_payment) == (6_250, True)
    assert found(select(Invoice))[0].refunded_cents == 6_250
    numbers = {document.number for document in found(select(Document))}
    assert numbers == {invoice.number, note.number}
    page = text(browser, address)
    assert "€ 62,50" in page and "Gecrediteerd" in page and "Tess Tel" in page
    assert any(f"Creditfactuur {note.number}" in str(mail["Subject"]) for mail in mails())


def test_money_back(app: Flask, stripe: Stripe, tess: Person, vera: Person, as_: As) -> None:
    [invoice] = invoices(join(app, stripe, vera))
    answer = as_(tess).post(f"/beheer/facturen/{invoice.id}/terugbetalen", {"cents": "250"})
    assert answer.status_code == 303
    assert found(select(Invoice))[0].refunded_cents == 25_000


def test_money_goes_back_once_when_looking_at_it_fails(
    app: Flask, stripe: Stripe, tess: Person, vera: Person, as_: As,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    [invoice] = invoices(join(app, stripe, vera))
    address, browser = f"/beheer/facturen/{invoice.id}/terugbetalen", as_(tess)
    data = {"cents": "50", "key": "een"}
    with monkeypatch.context() as patch:
        patch.setattr(mirror, "fetch", _away)
        assert browser.post(address, data).status_code == 303
        assert browser.post(address, data).status_code == 303, "and pressed again"
    assert len(stripe.every("refund")) == 1
    stripe.settle()
    assert found(select(Invoice))[0].refunded_cents == 5_000
    assert "Tess Tel" in text(browser, f"/beheer/facturen/{invoice.id}")


def test_a_form_posted_while_its_first_post_is_busy_pays_nothing(
    app: Flask, stripe: Stripe, tess: Person, vera: Person, as_: As,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    [invoice] = invoices(join(app, stripe, vera))
    address, data = f"/beheer/facturen/{invoice.id}/terugbetalen", {"cents": "50", "key": "een"}
    second, real = as_(tess), intents.asked

    def meanwhile(*given: Any, **more: Any) -> Any:
        monkeypatch.setattr(intents, "asked", real)
        monkeypatch.setattr(intents, "WAIT", 0)
        assert second.post(address, data).status_code == 303, "it waits for nothing"
        return real(*given, **more)

    monkeypatch.setattr(intents, "asked", meanwhile)
    assert as_(tess).post(address, data).status_code == 303
    assert second.post(address, data).status_code == 303
    assert len(stripe.every("refund")) == 1


def test_a_refund_that_stripe_refused_may_be_asked_again(
    app: Flask, stripe: Stripe, tess: Person, vera: Person, as_: As
) -> None:
    [invoice] = invoices(join(app, stripe, vera))
    address, browser = f"/beheer/facturen/{invoice.id}/terugbetalen", as_(tess)
    assert browser.post(address, {"cents": "251", "key": "een"}).status_code == 422
    assert browser.post(address, {"cents": "250", "key": "een"}).status_code == 303
    assert found(select(Invoice))[0].refunded_cents == 25_000


def _away(*_given: Any) -> Any:
    raise gateway.Down("away")


@pytest.mark.parametrize(
    ("typed", "words"),
    [("", "Vul dit nog in"), ("veel", "Vul een bedrag in"), ("-5", "Vul een bedrag in")],
)
def test_an_amount_that_is_none(
    app: Flask, stripe: Stripe, tess: Person, vera: Person, as_: As, typed: str, words: str
) -> None:
    [invoice] = invoices(join(app, stripe, vera))
    answer = as_(tess).post(
        f"/beheer/facturen/{invoice.id}/crediteren", {"cents": typed, "reason": "duplicate"}
    )
    assert answer.status_code == 422 and words in answer.text and f'value="{typed}"' in answer.text
    assert found(select(CreditNote)) == []


def test_more_than_was_paid(
    app: Flask, stripe: Stripe, tess: Person, vera: Person, as_: As
) -> None:
    [invoice] = invoices(join(app, stripe, vera))
    answer = as_(tess).post(f"/beheer/facturen/{invoice.id}/terugbetalen", {"cents": "1.000.000"})
    assert answer.status_code == 422 and "Kies een bedrag" in answer.text


@pytest.mark.parametrize(
    ("mark", "status"), [("betaald", "paid"), ("afboeken", "uncollectible"), ("vervallen", "void")]
)
def test_an_open_invoice_is_settled_in_one_press(
    app: Flask, stripe: Stripe, tess: Person, vera: Person, as_: As, mark: str, status: str
) -> None:
    [invoice] = invoices(order(app, stripe, vera))
    browser = as_(tess)
    assert browser.post(f"/beheer/facturen/{invoice.id}/{mark}").status_code == 303
    assert found(select(Invoice))[0].status == status
    if status != "uncollectible":  # and not twice
        browser.post(f"/beheer/facturen/{invoice.id}/{mark}")
        assert "staat niet meer open" in text(browser, f"/beheer/facturen/{invoice.id}")


def test_stripe_is_away(app: Flask, stripe: Stripe, tess: Person, charlie: Person, as_: As) -> None:
    """An invoice that the embedded Stripe does not know: said, and nothing is lost."""
    invoice = bills.invoice(bills.school_membership(charlie))
    answer = as_(tess).post(
        f"/beheer/facturen/{invoice.id}/crediteren", {"cents": "62,50", "reason": "duplicate"}
    )
    assert answer.status_code == 422 and 'value="62,50"' in answer.text


@pytest.mark.parametrize("path", ["/beheer/facturen", "/beheer/lidmaatschappen", "/beheer/logboek"])
def test_a_list_costs_the_same_with_three_and_with_thirty_rows(
    app: Flask, tess: Person, charlie: Person, as_: As, path: str
) -> None:
    browser = as_(tess)
    counts = []
    for more in (3, 27):
        for _ in range(more):
            bills.invoice(bills.school_membership(charlie), 25_000)
        do(issue_what_waits)
        browser.get(path)
        with count_queries(app) as seen:
            browser.get(path)
        counts.append(len(seen))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("250", 25_000),
        ("62,50", 6_250),
        ("62.5", 6_250),
        ("1.250", 125_000),
        ("1.250,05", 125_005),
        ("€ 12,-", None),
        ("0,005", None),
        ("1e5", None),
    ],
)
def test_amounts_as_people_write_them(typed: str, cents: int | None) -> None:
    assert cents_of(typed) == cents
