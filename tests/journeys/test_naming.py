"""Naming a colleague or a theme while typing, and quoting what somebody wrote."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.conftest import Visit

At = Callable[..., Visit]
QUESTION = "/vragen/3"
CHOOSE = """(text, words) => {
  const path = `.//text()[contains(., "${words}")]`;
  const found = document.evaluate(path, text, null, 9).singleNodeValue;
  const from = found.data.indexOf(words);
  getSelection().setBaseAndExtent(found, from, found, from + words.length);
}"""


@pytest.fixture
def site(own_site: str) -> str:
    return own_site


def options(her: Visit) -> Locator:
    return her.page.locator(".offered:not([hidden])").get_by_role("option")


def test_who_takes_part_is_offered_and_named(visit: At) -> None:
    her = visit("phone").log_in("lid").open(QUESTION)
    area = her.page.locator("#reactie")
    area.press_sequentially("Zoals @wou")
    expect(options(her)).to_have_count(1)
    expect(options(her)).to_contain_text("Wouter Dekkers")
    box = options(her).bounding_box()
    assert box and box["height"] >= 44
    expect(area).to_have_attribute("aria-activedescendant", "reactie-offered-0")
    her.accessible()
    options(her).tap()
    expect(area).to_have_value(re.compile(r"^Zoals @\[Wouter Dekkers\]\(\d+\) $"))
    expect(area).to_be_focused()
    expect(options(her)).to_have_count(0)
    area.press_sequentially("zei.")
    her.page.get_by_role("button", name="Plaats je reactie").click()
    said = her.page.locator(".comment", has_text="zei.").last
    expect(said.get_by_role("link", name="@Wouter Dekkers")).to_be_visible()


def test_by_keyboard_and_back(visit: At) -> None:
    her = visit("desktop").log_in("lid").open(QUESTION)
    area, keys = her.page.locator("#reactie"), her.page.keyboard
    area.press_sequentially("@")
    expect(options(her).first).to_be_visible()
    first = options(her).first.locator("strong").inner_text()
    keys.press("ArrowDown")
    expect(options(her).nth(1)).to_have_attribute("aria-selected", "true")
    keys.press("ArrowUp")
    keys.press("Enter")
    expect(area).to_have_value(re.compile(rf"^@\[{first}\]\(\d+\) $"))
    keys.press("Control+z")
    expect(area).to_have_value("@")
    area.fill("")
    area.press_sequentially("mail naar jan@school @")
    expect(options(her).first).to_be_visible()
    keys.press("Escape")
    expect(options(her)).to_have_count(0)
    expect(area).to_have_value("mail naar jan@school @")


def test_a_theme_named_in_a_question_is_chosen_too(visit: At) -> None:
    her = visit("desktop").log_in("lid").open("/vragen/nieuw?opnieuw=1")
    area = her.page.locator("[name=body]")
    area.fill("")
    area.press_sequentially("Dit gaat over #rumoer")
    expect(options(her).first).to_contain_text("Orde en rust")
    her.accessible()
    her.page.keyboard.press("Enter")
    expect(area).to_have_value("Dit gaat over #[Orde en rust](orde-en-rust) ")
    expect(her.page.get_by_role("checkbox", name="Orde en rust")).to_be_checked()
    her.page.get_by_role("button", name="Voorbeeld").click()
    preview = her.page.get_by_role("region", name="Voorbeeld")
    expect(preview.get_by_role("link", name="#Orde en rust")).to_be_visible()


def test_what_is_selected_is_quoted_where_the_answer_belongs(visit: At) -> None:
    her = visit("desktop").log_in("lid").open(QUESTION)
    told = her.page.locator(".experience", has_text="Wouter Dekkers").first
    told.locator(".prose").first.evaluate(CHOOSE, "een eigen grafiekje bij")
    quote = her.page.get_by_role("button", name="Citeer")
    expect(quote).to_be_visible()
    quote.click()
    number = (told.get_attribute("id") or "").partition("-")[2]
    area = her.page.locator(f"#reactie-op-{number}")
    expect(area).to_be_focused()
    expect(area).to_have_value(
        re.compile(r"^@\[Wouter Dekkers\]\(\d+\):\n\n> een eigen grafiekje bij\n\n$")
    )
    expect(quote).to_have_count(0)

    her.page.locator(".question-body").evaluate(CHOOSE, "Volgens mij")
    quote.focus()
    her.page.keyboard.press("Enter")
    expect(her.page.locator("#reactie")).to_have_value(re.compile(r"> Volgens mij\n\n$"))


def test_who_cannot_answer_is_offered_no_quoting(visit: At) -> None:
    her = visit("desktop").open(QUESTION)
    her.page.locator(".question-body").evaluate(CHOOSE, "Volgens mij")
    assert her.page.locator("[data-quote], .quote").count() == 0
