"""Invoices and credit notes: issued once, mailed, to be had again, and nobody else's business."""

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from io import BytesIO

import pytest
from flask import Flask
from lxml import etree
from pypdf import PdfReader
from sqlalchemy import select, update

from crowd.accounts.models import Person
from crowd.billing.documents import content as frozen
from crowd.billing.documents import health as document_health
from crowd.billing.documents.actions import issue_what_waits
from crowd.billing.documents.content import Content
from crowd.billing.documents.models import Document
from crowd.billing.models import BillingAudit, Invoice, Membership
from crowd.core import health
from crowd.core.clock import now
from crowd.core.db import db
from tests.billing.ubl_rules import problems, texts
from tests.client import Client
from tests.factories import bills, people
from tests.factories.rows import do, found

As = Callable[[Person], Client]
Mails = Callable[[], list[EmailMessage]]


def issued() -> list[Content]:
    do(issue_what_waits)
    return [frozen.load(each.content) for each in found(select(Document).order_by(Document.id))]


def text_of(pdf: bytes) -> str:
    return " ".join(PdfReader(BytesIO(pdf)).pages[0].extract_text().split())


def attached(mail: EmailMessage) -> dict[str, bytes]:
    return {str(each.get_filename()): each.get_content() for each in mail.iter_attachments()}


@pytest.fixture
def invoice(charlie: Person) -> Invoice:
    """Of a school for which charlie pays: 40 seats at 250 euro, VAT included."""
    return bills.invoice(bills.school_membership(charlie))


def test_the_invoice_goes_to_the_administration_as_pdf_and_ubl(
    app: Flask, invoice: Invoice, mails: Mails
) -> None:
    do(issue_what_waits)
    [mail] = mails()
    assert mail["To"] == "facturen@plataan.example"
    assert mail["Subject"] == f"Factuur {invoice.number} van The Crowd"
    said = mail.get_body(("plain",)).get_content()
    for words in ("€ 10.000,00", "NL13 TEST 0123 4567 89", "4500012345", str(invoice.number)):
        assert words in said.replace("\xa0", " ")
    files = attached(mail)
    pdf, ubl = files[f"factuur-{invoice.number}.pdf"], files[f"factuur-{invoice.number}.xml"]
    for words in ("€ 10.000,00", "€ 8.264,46", "€ 1.735,54", "206,6115", "KvK 87654321"):
        assert words in text_of(pdf).replace("\xa0", " ")
    assert problems(ubl) == []
    root = etree.fromstring(ubl)
    assert texts(root, "cac:LegalMonetaryTotal/cbc:PayableAmount") == ["10000.00"]
    assert texts(root, "cac:OrderReference/cbc:ID") == ["4500012345"]


def test_it_is_issued_and_mailed_once(invoice: Invoice, mails: Mails) -> None:
    assert do(issue_what_waits) == 1
    assert do(issue_what_waits) == 0
    assert len(mails()) == 1


def test_what_was_issued_never_changes(
    app: Flask, invoice: Invoice, charlie: Person, as_: As
) -> None:
    do(issue_what_waits)
    address = f"/facturen/{found(select(Document.id))[0]}/pdf"
    before = as_(charlie).get(address).data
    do(lambda: db.session.execute(update(Membership).values(organisation="Anders", street="")))
    seller = app.config["SELLER"]
    app.config["SELLER"] = {**seller, "name": "Een ander"}
    try:
        assert as_(charlie).get(address).data == before
    finally:
        app.config["SELLER"] = seller


@pytest.mark.parametrize(
    ("mode", "cents", "net", "vat"),
    [
        ("incl_21", 75_000, 61_983, 13_017),
        ("excl_21", 75_000, 75_000, 15_750),
        ("exempt", 75_000, 75_000, 0),
    ],
)
def test_totals_are_those_of_stripe(
    charlie: Person, mode: str, cents: int, net: int, vat: int
) -> None:
    bills.invoice(bills.school_membership(charlie), cents, mode=mode)
    [content] = issued()
    assert (content.net, content.vat, content.gross) == (net, vat, net + vat)


def test_lines_rounded_one_by_one_still_add_up(charlie: Person) -> None:
    """Three lines of a third of a cent too much or too little, and a total of Stripe."""
    lines = [bills.line(10_001, 1), bills.line(10_001, 1), bills.line(10_001, 1)]
    bills.invoice(bills.school_membership(charlie), 30_003, lines=lines)
    [content] = issued()
    assert content.gross == 30_003
    assert sum(row.net for row in content.rows) == content.net


def test_a_discount_stands_on_the_line(charlie: Person) -> None:
    bills.invoice(bills.school_membership(charlie), 800_000, lines=[bills.line(1_000_000)])
    [content] = issued()
    assert content.gross == 800_000
    assert content.rows[0].discount == bills.line(1_000_000)["net_cents"] - content.net


def test_two_rates_on_one_invoice(charlie: Person) -> None:
    lines = [bills.line(-121_000, 4), bills.line(218_000, 4, "incl_9")]
    taxes = (
        '[{"percent": 21.0, "amount_cents": -21000, "taxable_cents": -100000, "inclusive": true},'
        ' {"percent": 9.0, "amount_cents": 18000, "taxable_cents": 200000, "inclusive": true}]'
    )
    bills.invoice(
        bills.school_membership(charlie),
        lines=lines,
        taxes=taxes,
        total_cents=97_000,
        tax_cents=-3_000,
        remaining_cents=97_000,
    )
    [content] = issued()
    assert [(group.percent, group.net, group.vat) for group in content.groups] == [
        (21, -100_000, -21_000),
        (9, 200_000, 18_000),
    ]
    assert content.gross == 97_000


def test_a_credit_note_follows_its_invoice(invoice: Invoice, mails: Mails) -> None:
    whole = bills.credit_note(invoice, 1_000_000, 173_554)
    part = bills.credit_note(invoice, 25_000, 4_339)
    drawn, credit, small = issued()
    assert (credit.number, credit.gross, credit.vat) == (whole.number, 1_000_000, 173_554)
    assert (small.number, small.gross, small.rows[0].quantity) == (part.number, 25_000, 1)
    assert credit.rows == drawn.rows and credit.invoice_number == invoice.number
    names = [name for mail in mails() for name in attached(mail)]
    assert f"creditfactuur-{whole.number}.pdf" in names
    for mail in mails():
        [ubl] = [data for name, data in attached(mail).items() if name.endswith(".xml")]
        assert problems(ubl) == []


def test_collected_automatically_it_waits_for_the_payment(charlie: Person, mails: Mails) -> None:
    own = bills.school_membership(charlie, kind="teacher", collection="auto", organisation="")
    bill = bills.invoice(own, 25_000, finalized_at=now())
    assert issued() == []
    do(
        lambda: db.session.execute(
            update(Invoice).where(Invoice.id == bill.id).values(status="paid", remaining_cents=0)
        )
    )
    [content] = issued()
    assert (content.payable, content.rows[0].article) == (0, "LID-LERAAR")
    assert "Te betalen" not in mails()[0].get_body(("plain",)).get_content()


def test_one_that_is_not_paid_says_so_after_three_days(charlie: Person) -> None:
    own = bills.school_membership(charlie, kind="teacher", collection="auto")
    bills.invoice(own, 25_000, finalized_at=now() - timedelta(days=4))
    [content] = issued()
    assert content.payable == 25_000


@pytest.mark.parametrize("change", [{"number": None}, {"finalized_at": None}])
def test_a_draft_is_no_invoice(charlie: Person, change: dict[str, None]) -> None:
    bills.invoice(bills.school_membership(charlie), **change)
    assert issued() == []


def test_a_teacher_without_an_address_gets_a_pdf_alone(charlie: Person, mails: Mails) -> None:
    own = bills.school_membership(
        charlie, organisation="", street="", invoice_email="", contact_email="", contact_name=""
    )
    bills.invoice(own, 25_000, status="paid")
    [content] = issued()
    assert (content.buyer.name, content.buyer.email) == ("Charlie de Croon", "charlie@example.org")
    assert [name[-4:] for name in attached(mails()[0])] == [".pdf"]


def test_in_english_for_who_reads_english(app: Flask, mails: Mails) -> None:
    eve = people.person("Eve English")
    do(lambda: db.session.execute(update(Person).where(Person.id == eve.id).values(lang="en")))
    invoice = bills.invoice(bills.school_membership(eve))
    do(issue_what_waits)
    [mail] = mails()
    assert mail["Subject"] == f"Invoice {invoice.number} from The Crowd"
    [pdf] = [data for name, data in attached(mail).items() if name.endswith(".pdf")]
    assert "Purchase order number" in text_of(pdf) and "€10,000.00" in text_of(pdf)


def test_the_payer_finds_them_all(invoice: Invoice, charlie: Person, as_: As) -> None:
    bills.credit_note(invoice, 25_000, 4_339)
    do(issue_what_waits)
    page = as_(charlie).get("/ik/facturen").text.replace("\xa0", " ")
    assert str(invoice.number) in page and "€ 10.000" in page and "Nog open" in page
    assert "-€ 250" in page or "€ -250" in page


def test_no_invoices_yet(vera: Person, as_: As) -> None:
    assert "Nog geen facturen." in as_(vera).get("/ik/facturen").text


@pytest.mark.parametrize("what", ["pdf", "ubl", "mailen"])
def test_somebody_elses_is_no_page(
    invoice: Invoice, alice: Person, mo: Person, as_: As, what: str
) -> None:
    do(issue_what_waits)
    address = f"/facturen/{found(select(Document.id))[0]}/{what}"
    assert as_(alice).get(address).status_code == 404
    assert as_(mo).get(address).status_code == 404
    treasurer = people.person("Tess Tel", role="admin")
    assert as_(treasurer).get(address).status_code == 200


def test_a_visitor_logs_in_first(invoice: Invoice, client: Client) -> None:
    do(issue_what_waits)
    answer = client.get(f"/facturen/{found(select(Document.id))[0]}/pdf")
    assert answer.status_code == 302 and "/inloggen" in answer.location


def test_mailed_again_to_the_administration(
    invoice: Invoice, charlie: Person, as_: As, mails: Mails
) -> None:
    do(issue_what_waits)
    browser = as_(charlie)
    address = f"/facturen/{found(select(Document.id))[0]}/mailen"
    assert "facturen@plataan.example" in browser.get(address).text
    data = {"email": "Crediteuren@Bestuur.Example", "key": "een-keer"}
    assert browser.post(address, data).status_code == 303
    assert browser.post(address, data).status_code == 303  # a double click
    to = sorted(str(mail["To"]) for mail in mails())
    assert to == ["crediteuren@bestuur.example", "facturen@plataan.example"]
    audit = found(select(BillingAudit).where(BillingAudit.what == "mailed"))
    assert [(line.actor_id, line.detail) for line in audit] == [
        (charlie.id, f"{invoice.number} crediteuren@bestuur.example")
    ]


def test_an_address_that_is_none(invoice: Invoice, charlie: Person, as_: As, mails: Mails) -> None:
    do(issue_what_waits)
    answer = as_(charlie).post(
        f"/facturen/{found(select(Document.id))[0]}/mailen", {"email": "de administratie"}
    )
    assert answer.status_code == 422 and "de administratie" in answer.text
    assert len(mails()) == 1


def test_the_doctor_says_what_was_not_issued(app: Flask, invoice: Invoice) -> None:
    with app.app_context(), pytest.raises(health.Wrong, match=str(invoice.number)):
        document_health.check()
    do(issue_what_waits)
    with app.app_context():
        assert document_health.check() == "every final invoice is a document"
