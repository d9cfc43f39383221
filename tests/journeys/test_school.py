"""A school's office: price, quote, order, forty invitations, a successor, five seats more.

The office knows invoices and not pedagogy: at no step a question is in sight.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit

At = Callable[..., Visit]

LIST = "\n".join(
    [f"Collega {n} <C{n}@WISSELAAR.example.org>" for n in range(37)]
    + ["c3@wisselaar.example.org", "C4@wisselaar.example.org", "receptie"]
)


@pytest.fixture
def site(own_site: str) -> str:
    return own_site


@pytest.mark.parametrize("width", ["phone", "desktop"])
def test_from_the_price_to_a_quote_without_an_account(visit: At, width: str) -> None:
    office = visit(width).open("/scholen")
    office.page.fill("[name=plekken]", "40")
    office.page.keyboard.press("Enter")
    expect(office.page.locator(".price")).to_contain_text(re.compile(r"€\s10\.000"))
    office.accessible()
    office.tap("a:has-text('Maak een offerte')")
    office.page.fill("#zoek", "99XA")
    office.page.locator("#gevonden a").click()
    expect(office.page.locator("[name=street]")).to_have_value("Ruilweg 12")
    office.page.fill("[name=contact_name]", "Ank de Boer")
    office.page.fill("[name=contact_email]", "kantoor@example.org")
    office.accessible()
    office.tap("button:has-text('Maak de offerte')")
    expect(office.page.get_by_role("heading", level=1)).to_contain_text("Offerte")
    office.accessible()
    link = office.page.get_by_role("link", name="Download de pdf").get_attribute("href")
    answer = office.page.request.get(f"{office.site}{link}")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF-")


def test_from_a_wrong_number_to_forty_invitations_and_a_successor(visit: At) -> None:
    office = visit("desktop").log_in("kantoor")
    office.open("/scholen?plekken=twaalf")
    expect(office.page.get_by_text("Schrijf het aantal in cijfers")).to_be_visible()
    office.open("/scholen/bestellen?plekken=40&school=1")
    form = office.page.locator("#formulier")
    fields = form.locator("input.input")
    filled = [each for each in fields.all() if each.input_value()]
    assert fields.count() + 1 <= 15, "and the choice how to pay"
    assert len(filled) + 1 >= 8, "that choice is made already"
    office.accessible()
    office.page.fill("[name=po_number]", "PO-2026-0511")
    office.page.fill("[name=cost_centre]", "4711")
    office.page.fill("[name=kvk]", "12345678")
    office.page.fill("[name=invoice_email]", "facturen@example.org")
    office.tap("button:has-text('Bestellen met betaalverplichting')")
    office.page.wait_for_url(re.compile(r"/groep/\d+$"))
    office.accessible()

    office.page.fill("[name=emails]", LIST)
    office.tap("button:has-text('Nodig uit')")
    told = office.page.locator("#uitkomst")
    expect(told).to_have_text("37 uitgenodigd, 2 hadden al een plek, 1 klopt niet")
    expect(office.page.locator("[name=emails]")).to_have_value("receptie")
    office.accessible()

    office.taps = 0
    row = office.page.locator("li.seat", has_text="c12@wisselaar.example.org")
    row.locator("summary").click()
    row.locator("[name=email]").fill("opvolger@wisselaar.example.org")
    row.get_by_role("button", name="Geef de plek door").click()
    expect(office.page.locator(".toast")).to_contain_text("De plek is doorgegeven")
    expect(office.page.get_by_text("opvolger@wisselaar.example.org").first).to_be_visible()
    assert "c12@wisselaar" not in office.page.content()
    assert "/vragen/1" not in office.page.content()


def test_more_seats_and_what_they_cost_first(visit: At) -> None:
    office = visit("phone").log_in("kantoor").open("/groep")
    if office.page.url.endswith("/groep"):
        office.page.locator("main ul.seats a").last.click()
    office.tap("a:has-text('Meer of minder plekken')")
    office.page.fill("[name=plekken]", "45")
    office.page.keyboard.press("Enter")
    expect(office.page.locator(".order-sum .price")).to_contain_text("€")
    office.accessible()
    office.tap("button:has-text('Bestellen met betaalverplichting')")
    office.page.wait_for_url(re.compile(r"/groep/\d+$"))
    expect(office.page.locator(".seat-used")).to_contain_text("van 45 plekken")


@pytest.mark.parametrize("width", ["phone", "desktop"])
def test_a_colleague_takes_the_seat_and_sees_what_the_school_sees(visit: At, width: str) -> None:
    colleague = visit(width).open("/dev/mail")
    letter = colleague.page.locator("details", has_text="bram.de.jager@wisselaar.example.org")
    found = re.search(r"/plek/[\w-]+", letter.first.text_content() or "")
    assert found
    colleague.open(found[0])
    colleague.accessible()
    if width == "phone":
        return
    colleague.page.fill("[name=name]", "Bram de Jager")
    colleague.page.fill("[name=password]", "een lange zin om te onthouden")
    colleague.tap("button:has-text('Maak account en neem je plek')")
    colleague.page.wait_for_url("**/ik/profiel**")
    colleague.open("/ik/school")
    expect(colleague.page.locator(".seat-seen")).to_contain_text("Bram de Jager")
    colleague.accessible()


@pytest.mark.parametrize("width", ["phone", "desktop"])
def test_the_treasurer_puts_an_order_right(visit: At, width: str) -> None:
    books = visit(width).log_in("beheer").open("/beheer/lidmaatschappen?soort=school")
    books.accessible()
    books.page.get_by_role("link", name="Stichting De Vier Winden").click()
    books.page.get_by_text("Pas de gegevens aan").click()
    books.accessible()
    books.page.fill("[name=po_number]", f"VW-{width}")
    books.page.get_by_role("button", name="Sla de gegevens op").click()
    expect(books.page.locator(".toast")).to_contain_text("Het staat op de volgende factuur")
    expect(books.page.locator(".facts")).to_contain_text(f"VW-{width}")
