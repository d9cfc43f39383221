"""Looking for something: proposals while typing, filters, a search that is kept; by keyboard."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit

At = Callable[..., Visit]


def test_proposals_by_keyboard(visit: At) -> None:
    her = visit("desktop").log_in("lid").open("/")
    field = her.page.locator(".top-search input")
    her.page.keyboard.press("/")
    expect(field).to_be_focused()
    expect(field).to_have_role("combobox")
    expect(field).to_have_attribute("aria-expanded", "false")

    field.press_sequentially("nakij")
    options = her.page.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    her.accessible()
    her.page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute(
        "aria-activedescendant", options.first.get_attribute("id") or ""
    )
    her.page.keyboard.press("ArrowUp")
    expect(field).not_to_have_attribute("aria-activedescendant", re.compile("."))

    her.page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    expect(field).to_have_value("nakij")
    field.press_sequentially("ken")
    expect(options.first).to_be_visible()
    her.page.keyboard.press("ArrowUp")  # the last one
    expect(options.last).to_have_attribute("aria-selected", "true")
    her.page.keyboard.press("Enter")
    her.page.wait_for_url(re.compile(r"/vragen/\d+-"))


def test_enter_without_a_choice_searches(visit: At) -> None:
    her = visit("phone").log_in("lid").open("/zoeken")
    field = her.page.get_by_role("combobox")
    expect(field).to_be_focused()
    field.press_sequentially("nakijken")
    expect(her.page.get_by_role("option").first).to_be_visible()
    her.accessible()
    her.page.keyboard.press("Enter")
    her.page.wait_for_url(re.compile(r"/zoeken\?q=nakijken"))
    expect(her.page.get_by_role("status").first).to_contain_text("gevonden")


def test_without_a_script_it_is_a_plain_field(visit: At) -> None:
    her = visit("phone", java_script_enabled=False).log_in("lid").open("/zoeken")
    her.page.fill("#q", "klas")
    her.page.get_by_role("button", name="Zoek", exact=True).click()
    her.page.get_by_text("Filter", exact=True).click()
    her.page.get_by_role("link", name="Primair onderwijs").click()
    assert "sector=po" in her.page.url


@pytest.mark.parametrize("width", ["phone", "desktop"])
def test_choosing_and_taking_away_by_keyboard(visit: At, width: str) -> None:
    her = visit(width).log_in("lid").open("/zoeken?q=klas")
    fold = her.page.locator(".facets > summary")
    choice = her.page.get_by_role("link", name=re.compile("^Primair onderwijs"))
    if width == "phone":  # a fold, so that what was found comes first
        expect(choice).to_be_hidden()
        fold.focus()
        her.page.keyboard.press("Enter")
    else:  # beside what was found, without a tap
        expect(fold).to_be_hidden()
    expect(choice).to_be_visible()
    her.accessible()
    count = choice.locator(".facet-count").inner_text()
    choice.focus()
    her.page.keyboard.press("Enter")
    her.page.wait_for_url(re.compile("sector=po"))
    expect(her.page.get_by_role("status").first).to_contain_text(f"{count} vragen gevonden")
    her.accessible()

    chip = her.page.get_by_role("link", name="Haal dit filter weg: Primair onderwijs")
    chip.focus()
    her.page.keyboard.press("Enter")
    her.page.wait_for_url(lambda url: "sector" not in url)
    her.page.get_by_role("link", name="Nieuwste", exact=True).focus()
    her.page.keyboard.press("Enter")
    her.page.wait_for_url(re.compile("orde=nieuwste"))


def test_a_search_is_kept_and_let_go(visit: At) -> None:
    her = visit("phone").log_in("collega").open("/zoeken?q=dyslexie&sector=vo")
    her.page.get_by_role("button", name="Bewaar deze zoekopdracht").click()
    expect(her.page.get_by_text("Je bewaarde deze zoekopdracht")).to_be_visible()
    her.accessible()
    her.open("/ik").accessible()
    kept = her.page.get_by_role("link", name='"dyslexie", Voortgezet onderwijs')
    expect(kept).to_be_visible()
    her.page.locator(".saved-searches").get_by_role("button", name="Haal weg").click()
    expect(kept).to_be_hidden()
    assert "/ik#" in her.page.url


def test_another_spelling_and_a_colleague(visit: At) -> None:
    her = visit("desktop", "en").log_in("lid").open("/zoeken?q=nakijkne")
    her.accessible()
    her.page.get_by_role("link", name="nakijken", exact=True).click()
    her.page.wait_for_url(re.compile("q=nakijken"))
    people = her.page.locator(".search-people")
    expect(people.get_by_role("heading", name="Colleagues")).to_be_visible()
    expect(people.get_by_text("Experience with").first).to_be_visible()
