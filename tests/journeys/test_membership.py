"""A teacher joins in a real browser: pays, and goes on with the question that waited."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit

At = Callable[..., Visit]


@pytest.fixture
def site(own_site: str) -> str:
    return own_site


@pytest.mark.parametrize("width", ["phone", "desktop"])
def test_from_a_question_to_paying_and_back(visit: At, width: str) -> None:
    """The same person once more on a phone: by then a member, who stops and undoes it."""
    her = visit(width).log_in("volger")
    her.open("/lid-worden").accessible()
    if her.page.get_by_text("Je bent al lid.").count():
        return stops_and_stays(her)
    her.open("/vragen/nieuw")
    expect(her.page.locator("main")).to_contain_text("Hiervoor heb je een lidmaatschap nodig")
    her.page.get_by_label("Ja, ik wil meteen beginnen").check()
    her.page.get_by_role("button", name="Bestellen en betalen").click()
    her.page.wait_for_url("**/dev/stripe/betalen/**")
    her.accessible()
    her.page.get_by_label("iDEAL | Wero").check()
    her.page.get_by_role("button", name="Betaal €").click()
    expect(her.page.get_by_role("heading", name="Welkom, je bent lid.")).to_be_visible()
    her.accessible()
    her.page.get_by_role("link", name="Stel je vraag").last.click()
    expect(her.page.locator("form#ask")).to_be_visible()
    stops_and_stays(her)
    return None


def stops_and_stays(her: Visit) -> None:
    her.open("/ik/lidmaatschap").accessible()
    expect(her.page.locator("main")).to_contain_text("Je kunt meedoen")
    her.page.get_by_role("link", name="Lidmaatschap opzeggen").click()
    her.accessible()
    her.page.get_by_role("button", name="Zeg op").click()
    expect(her.page.locator("main")).to_contain_text("Je hebt opgezegd.")
    her.page.get_by_role("button", name="Toch lid blijven").click()
    expect(her.page.locator("main")).to_contain_text("tenzij je opzegt")
    her.page.get_by_role("link", name="Lidmaatschap herroepen").click()
    her.accessible()
    expect(her.page.get_by_role("button", name="Bevestig herroeping")).to_be_visible()
