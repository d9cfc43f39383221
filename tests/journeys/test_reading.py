"""Reading on: one's place, what is new, links to a part, keys, paper."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit

At = Callable[..., Visit]
HALF_A_MINUTE = 31_000


def ask(her: Visit, title: str) -> str:
    """Ask a question, and its address."""
    her.open("/vragen/nieuw")
    her.page.fill("[name=title]", title)
    her.page.fill("[name=body]", "Ik wil dit graag van collega's weten.")
    her.page.get_by_role("button", name="Plaats je vraag").click()
    her.page.wait_for_url(re.compile(r"/vragen/\d+-"))
    return her.page.url.removeprefix(her.site)


def scrolled(page: Page) -> int:
    return int(page.evaluate("Math.round(scrollY)"))


@pytest.mark.parametrize("width", ["phone", "desktop"])
def test_back_to_the_same_place_in_the_list(visit: At, width: str) -> None:
    her = visit(width).log_in("lid").open("/vragen?tab=nieuw&sector=vo")
    if (more := her.page.get_by_role("link", name="Meer vragen")).count():
        more.click()
        her.page.wait_for_url(re.compile("na="))
    where = her.page.url
    last = her.page.locator(".question-title a").last
    last.scroll_into_view_if_needed()
    place = scrolled(her.page)
    assert place > 300
    last.click()
    her.page.wait_for_url(re.compile(r"/vragen/\d+-"))

    her.page.go_back()

    assert her.page.url == where
    expect(last).to_be_in_viewport()
    her.page.wait_for_function(f"Math.abs(scrollY - {place}) < 3")
    her.page.get_by_text("Filter", exact=False).first.click()
    assert her.page.locator("select[name=sector]").input_value() == "vo"


def test_after_logging_out_back_shows_nothing(visit: At) -> None:
    her = visit("desktop").log_in("lid").open("/vragen?tab=nieuw")
    her.page.locator(".question-title a").first.click()
    title = her.page.locator("h1").inner_text()
    body = her.page.locator(".question-body").inner_text()
    her.page.locator(".menu > summary").click()
    her.page.get_by_role("button", name="Uitloggen").click()
    her.page.wait_for_url(her.site + "/")

    her.page.go_back()

    assert title not in her.page.locator("body").inner_text()
    assert body not in her.page.content()


def test_what_comes_in_while_reading(visit: At) -> None:
    her = visit("desktop").log_in("collega")
    where = ask(her, "Wie kijkt er mee terwijl ik dit lees?")
    him = visit("phone").log_in("ervaren")
    him.page.clock.install()
    him.open(where)
    him.page.fill("#reactie", "Ik ben nog aan het typen")
    place = scrolled(him.page)

    her.tap("#deel > summary")
    her.page.fill("[name=did]", "Ik begon gewoon met een kort gesprek.")
    her.page.get_by_role("button", name="Plaats je ervaring").click()
    her.page.wait_for_url(re.compile(r"#ervaring-\d+"))
    him.page.clock.fast_forward(HALF_A_MINUTE)

    told = him.page.get_by_role("status").get_by_role("link", name="1 nieuwe ervaring")
    expect(told).to_be_in_viewport()
    assert scrolled(him.page) == place
    him.accessible()
    told.click()
    first = him.page.locator(".experience")
    expect(first).to_contain_text("een kort gesprek")
    expect(first.get_by_text("Nieuw", exact=True)).to_be_visible()
    expect(him.page.locator("#ervaringen-kop")).to_have_text("1 ervaring")
    expect(him.page.locator("#reactie")).to_have_value("Ik ben nog aan het typen")
    there = him.page.get_by_role("link", name="Naar het eerste nieuwe")
    expect(there).to_be_focused()
    him.accessible()
    there.click()
    expect(first).to_be_in_viewport()
    expect(there).to_have_count(0)


def test_a_link_to_a_part_of_a_page(visit: At) -> None:
    her = visit("phone", permissions=["clipboard-read", "clipboard-write"]).log_in("lid")
    her.open("/vragen?tab=nieuw&status=geoogst")
    her.page.locator(".question-title a").first.click()
    her.page.wait_for_url(re.compile(r"/vragen/\d+-"))
    last = her.page.locator(".experience").last
    last.get_by_role("link", name="Kopieer de link naar deze ervaring").click()
    expect(her.page.locator(".toast")).to_contain_text("gekopieerd")
    link = her.page.evaluate("navigator.clipboard.readText()")
    assert link.endswith(f"#{last.get_attribute('id')}")

    her.page.goto("about:blank")
    her.page.goto(link)
    expect(last).to_be_in_viewport()
    top, bar = last.bounding_box(), her.page.locator(".bar").bounding_box()
    assert top and bar and 0 <= top["y"] < bar["y"]
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    assert last.evaluate(f"one => getComputedStyle(one).backgroundColor !== {paper}")
    her.accessible()


def test_keys(visit: At) -> None:
    her = visit("desktop").log_in("lid").open("/vragen?tab=nieuw")
    keys, titles = her.page.keyboard, her.page.locator(".question-title a")
    for key, title in (("j", 0), ("j", 1), ("k", 0)):
        keys.press(key)
        expect(titles.nth(title)).to_be_focused()
    keys.press("/")
    expect(her.page.locator(".top-search input")).to_be_focused()
    keys.type("n?g")  # typing is typing
    assert her.page.url.endswith("/vragen?tab=nieuw")
    her.page.locator("h1").click()
    keys.press("g")
    keys.press("b")
    her.page.wait_for_url("**/berichten")
    keys.press("Shift+?")
    her.page.wait_for_url("**/toetsen")
    her.accessible()

    her.page.get_by_label("Sneltoetsen aan").uncheck()
    keys.press("n")
    her.page.wait_for_timeout(300)
    assert her.page.url.endswith("/toetsen")
    her.page.reload()
    expect(her.page.get_by_label("Sneltoetsen aan")).not_to_be_checked()
    her.page.get_by_label("Sneltoetsen aan").check()
    her.page.locator("h1").click()
    keys.press("n")
    her.page.wait_for_url("**/vragen/nieuw")


def test_join_by_key(visit: At) -> None:
    her = visit("desktop").log_in("collega")
    where = ask(her, "Haakt er iemand aan met alleen een toets?")
    him = visit("desktop").log_in("ervaren").open(where)
    him.page.keyboard.press("a")
    expect(him.page.get_by_text("Je bent aangehaakt").first).to_be_visible()


def test_on_paper(visit: At) -> None:
    her = visit("desktop").log_in("lid").open("/vragen?tab=nieuw&status=geoogst")
    her.page.locator(".question-title a").first.click()
    her.page.wait_for_url(re.compile(r"/vragen/\d+-"))
    shown = {"h1", ".question-body", ".experience", ".network", ".harvest", ".on-paper"}
    her.page.emulate_media(media="print")
    for part in shown:
        expect(her.page.locator(part).first).to_be_visible()
    expect(her.page.locator(".on-paper")).to_have_text(her.page.url)
    assert her.page.locator("button:visible, input:visible, summary:visible").count() == 0
    for word in ("Kopieer de link", "Bewaar", "Deel deze vraag", "Hier heb ik iets aan"):
        assert word not in her.page.locator("body").inner_text()
    assert her.page.pdf(format="A4").startswith(b"%PDF")


def test_no_motion_for_who_wants_none(visit: At) -> None:
    """The face that hooks on, a toast, and the harvest stand still."""
    her = visit("desktop").log_in("lid").open("/vragen?tab=nieuw&status=geoogst")
    her.page.locator(".question-title a").first.click()
    her.page.wait_for_url(re.compile(r"/vragen/\d+-"))
    her.page.goto(her.page.url + "#opbrengst")
    moves = "getComputedStyle(document.querySelector('.harvest')).animationName"
    assert her.page.evaluate(moves) == "none"
    her.page.emulate_media(reduced_motion="no-preference")
    assert her.page.evaluate(moves) == "ripen"
