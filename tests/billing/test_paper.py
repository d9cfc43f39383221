"""What stands on an invoice as people read it, and the code that their bank's app reads."""

from dataclasses import replace
from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader

from crowd.billing.documents import paper
from crowd.billing.documents.content import Content
from crowd.core.i18n import language_of
from tests.billing.contents import SCHOOL, credit, invoice


def said(app: Flask, content: Content) -> str:
    with app.app_context():
        pages = PdfReader(BytesIO(paper.pdf(content))).pages
        return " ".join(" ".join(page.extract_text().split()) for page in pages).replace(
            "\xa0", " "
        )


def test_everything_the_law_asks_for(app: Flask) -> None:
    text = said(app, invoice())
    for words in (
        "The Crowd", "Voorbeeldstraat 1", "1234 AB Utrecht", "KvK 12345678",
        "Btw-id NL123456789B01", "Stichting De Plataan", "Dorpsstraat 2", "CROWD-0001",
        "1 augustus 2026", "Groepslidmaatschap", "40", "€ 206,6115", "21%", "€ 8.264,46",
        "€ 1.735,54", "€ 10.000,00", "1 augustus 2026 tot en met 31 juli 2027",
        "31 augustus 2026", "4500012345", "K-2040", "NL13 TEST 0123 4567 89",
    ):  # fmt: skip
        assert words in text, words


def test_why_there_is_no_vat(app: Flask) -> None:
    text = said(app, invoice(mode="exempt"))
    assert "Vrijgesteld van btw, art. 11 lid 1 onderdeel o Wet OB 1968" in text
    assert "Btw 0%" not in text


def test_a_credit_note_says_what_it_corrects(app: Flask) -> None:
    text = said(app, credit(invoice()))
    assert "Creditfactuur CROWD-0001-CN-01" in text
    assert "CROWD-0001 van 1 augustus 2026" in text and "Krijg je terug" in text


def test_in_english(app: Flask) -> None:
    text = said(app, invoice(lang="en", paid=400_000))
    for words in (
        "Invoice CROWD-0001",
        "Purchase order number",
        "Paid already",
        "€6,000.00",
        "€206.6115",
    ):
        assert words in text, words
    assert "Factuur" not in text


@pytest.mark.parametrize(
    ("content", "there"),
    [
        (invoice(), True),
        (invoice(paid=400_000), True),
        (invoice(paid=1_000_000), False),
        (invoice(automatic=True), False),
        (credit(invoice()), False),
    ],
)
def test_a_code_only_for_what_is_to_be_transferred(
    app: Flask, content: Content, there: bool
) -> None:
    with app.app_context(), language_of("nl"):
        assert bool(paper.paper(content).code) is there


def test_the_code_says_whom_how_much_and_what_for(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    import segno.helpers

    asked: dict[str, object] = {}
    make = segno.helpers.make_epc_qr
    monkeypatch.setattr(
        segno.helpers, "make_epc_qr", lambda **values: asked.update(values) or make(**values)
    )
    with app.app_context(), language_of("nl"):
        assert paper.paper(invoice(paid=400_000)).code.lstrip().startswith("<?xml")
    assert {name: str(value) for name, value in asked.items()} == {
        "name": "The Crowd",
        "iban": "NL13TEST0123456789",
        "amount": "6000",
        "text": "CROWD-0001",
    }


def test_the_same_file_each_time(app: Flask) -> None:
    with app.app_context():
        assert paper.pdf(invoice()) == paper.pdf(invoice())


def test_what_people_typed_is_drawn_as_they_typed_it(app: Flask) -> None:
    buyer = replace(SCHOOL, name='#set page(width: 1mm) *De* <Plataan> "$x$"')
    assert buyer.name in said(app, invoice(buyer=buyer))
