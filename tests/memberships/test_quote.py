"""The price of so many seats without log-in, and a quote as PDF in a minute."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from crowd.accounts.models import Person
from crowd.core.clock import now
from crowd.memberships.models import Quote
from crowd.schools.actions import new_school
from crowd.schools.models import School
from tests.client import Client
from tests.factories.rows import do, found

AsPerson = Callable[[Person], Client]

SCHOOL = {
    "organisation": "Stichting De Plataan",
    "brin": "99xa",
    "street": "Lindelaan 1",
    "postcode": "1234ab",
    "city": "Utrecht",
    "contact_name": "Ans Admin",
    "contact_email": "Ans@Plataan.nl",
}


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).replace("\xa0", " ").split())


def quoted(client: Client, **change: str) -> str:
    answer = client.post("/scholen/offerte", {"seats": "40", **SCHOOL, **change})
    assert answer.status_code == 303, text_of(answer.text)
    return answer.location


def test_the_price_of_forty_seats_with_and_without_vat(client: Client) -> None:
    page = text_of(client.get("/scholen?plekken=40").text)
    assert "€ 10.000 per jaar" in page
    assert "€ 10.000 met 21% btw, € 8.264,46 zonder. De btw is € 1.735,54." in page
    assert "€ 250 per plek, voor 40 plekken. Zonder btw € 206,61." in page


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("excl_21", "€ 12.100 met 21% btw, € 10.000 zonder. De btw is € 2.100."),
        ("exempt", "Vrijgesteld van btw."),
    ],
)
def test_vat_by_setting(app: Flask, client: Client, mode: str, words: str) -> None:
    before = app.config["VAT_MODE"]
    app.config["VAT_MODE"] = mode
    try:
        assert words in text_of(client.get("/scholen?plekken=40").text)
    finally:
        app.config["VAT_MODE"] = before


def test_the_term_by_setting(app: Flask, client: Client, as_: AsPerson, olga: Person) -> None:
    before = app.config["INVOICE_TERM_DAYS"]
    app.config["INVOICE_TERM_DAYS"] = 14
    try:
        answer = client.get(f"{quoted(client)}.pdf")
        paper = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)
        pages = [paper, client.get("/scholen").text, as_(olga).get("/scholen/bestellen").text]
    finally:
        app.config["INVOICE_TERM_DAYS"] = before
    assert ["binnen 14 dagen" in " ".join(page.split()) for page in pages] == [True] * 3


def test_steps_by_setting(app: Flask, client: Client) -> None:
    before = app.config["SEAT_STEPS"]
    app.config["SEAT_STEPS"] = ((10, 22_500), (40, 20_000))
    try:
        assert "€ 8.000 per jaar" in text_of(client.get("/scholen?plekken=40").text)
        page = text_of(client.get("/scholen?plekken=39").text)
        assert "€ 8.775 per jaar" in page and "vanaf 40 plekken € 200 per plek" in page
    finally:
        app.config["SEAT_STEPS"] = before


BAD = [
    ("-1", "Eén plek is het minste"),
    ("0", "Eén plek is het minste"),
    ("10000000", "maken we samen een afspraak"),
    ("10.000.000", "maken we samen een afspraak"),
    ("9" * 12, "maken we samen een afspraak"),
    ("twaalf", "Schrijf het aantal in cijfers"),
    ("12,5", "Schrijf het aantal in cijfers"),
    ("10.5", "Schrijf het aantal in cijfers"),
    ("1e3", "Schrijf het aantal in cijfers"),
    ("<b>", "Schrijf het aantal in cijfers"),
]


@pytest.mark.parametrize(("number", "words"), BAD)
def test_a_number_that_is_none_is_answered_in_words(
    client: Client, number: str, words: str
) -> None:
    for answer in (
        client.get("/scholen", query_string={"plekken": number}),
        client.post("/scholen/offerte", {**SCHOOL, "seats": number}),
    ):
        assert answer.status_code == 422 and words in text_of(answer.text)
        assert "Traceback" not in answer.text
    assert found(select(Quote)) == []


def test_a_quote_as_pdf_without_an_account(client: Client) -> None:
    path = quoted(client)
    page = text_of(client.get(path).text)
    assert "€ 10.000 per jaar" in page and "Voor Stichting De Plataan" in page
    answer = client.get(f"{path}.pdf")
    assert answer.mimetype == "application/pdf"
    reader = PdfReader(BytesIO(answer.data))
    text = " ".join(reader.pages[0].extract_text().replace("\xa0", " ").split())
    (quote,) = found(select(Quote))
    for words in (
        f"Offerte {now():%Y}-{quote.id:04d}",
        "Stichting De Plataan",
        "1234 AB Utrecht",
        "99XA",
        "€ 8.264,46",
        "€ 1.735,54",
        "€ 10.000",
        f"http://localhost{path}",
    ):
        assert words in text, words
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]


def test_a_quote_in_english(client: Client) -> None:
    client.get("/taal/en")
    path = quoted(client)
    client.get("/taal/nl")
    text = PdfReader(BytesIO(client.get(f"{path}.pdf").data)).pages[0].extract_text()
    assert "Quote" in text and "Offerte" not in text


def test_what_is_wrong_keeps_what_was_typed(client: Client) -> None:
    bad = {"brin": "PLAT", "postcode": "12AB", "contact_email": "ans", "city": ""}
    answer = client.post("/scholen/offerte", {"seats": "40", **SCHOOL, **bad})
    page = text_of(answer.text)
    assert answer.status_code == 422
    for words in ("Een BRIN-code heeft 4 tekens", "Een postcode is", "Vul de plaats in"):
        assert words in page
    assert 'value="Stichting De Plataan"' in answer.text and 'value="Lindelaan 1"' in answer.text


def test_a_school_of_the_list_fills_the_form(client: Client, as_: AsPerson, vera: Person) -> None:
    school = do(
        lambda: new_school(
            "Het Kompas", "Zwolle", "99XB", street="Kade 2", postcode="8011 AB", board="Stichting K"
        )
    )
    typing = {"HX-Request": "true"}
    for words in ("99xb", "kompas zwo", "KOMPÁS"):
        query = {"zoek": words, "plekken": "40"}
        page = client.get("/scholen/zoek", query_string=query, headers=typing).text
        whole = client.get("/scholen/zoek", query_string=query, follow_redirects=True).text
        assert f"school={school.id}#formulier" in whole, "without a script too"
        assert f"/scholen/offerte?plekken=40&amp;school={school.id}" in page
    assert "Niet gevonden" in client.get("/scholen/zoek?zoek=Atlantis", headers=typing).text
    form = as_(vera).get(f"/scholen/offerte?plekken=40&school={school.id}").text
    filled = re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]+)"', form)
    values = dict(filled)
    assert values["organisation"] == "Stichting K" and values["street"] == "Kade 2"
    assert values["city"] == "Zwolle" and values["contact_name"] == vera.name
    assert values["seats"] == "40" and values["contact_email"] == vera.email


def test_a_school_that_only_holds_seats_is_nobodys_business(
    client: Client, our_school: School
) -> None:
    assert "Niet gevonden" in client.get("/scholen/offerte?zoek=Plataan").text
    assert "De Plataan" not in client.get(f"/scholen/offerte?school={our_school.id}").text
    for wrong in ("x", "0", "99999999999", "²"):
        assert client.get("/scholen/offerte", query_string={"school": wrong}).status_code == 200


def test_after_thirty_days_a_quote_says_so(client: Client) -> None:
    path = quoted(client)
    with time_machine.travel(now() + timedelta(days=31), tick=False):
        page = client.get(path).text
    assert "Maak een nieuwe" in page and "/scholen/bestellen" not in page


def test_a_token_that_is_none_is_no_page(client: Client) -> None:
    assert client.get("/scholen/offertes/onzin").status_code == 404
    assert client.get("/scholen/offertes/onzin.pdf").status_code == 404
