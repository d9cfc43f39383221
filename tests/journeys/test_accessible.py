"""Every page, in both themes and both widths; enlarged; in forced colours; by keyboard alone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit

At = Callable[..., Visit]
OPEN = ["/", "/vragen", "/vragen/1", "/inloggen", "/aanmelden", "/wachtwoord-vergeten",
        "/lid-worden", "/scholen", "/scholen/offerte", "/zoeken?q=orde",
        "/zoeken?q=orde&sector=po", "/zoeken?q=xyzzy", "/toegankelijkheid",
        "/offline/nl", "/stijl", "/bestaat-niet", "/dev/mail", "/dev/stripe/",
        "/dev/stripe/berichten"]  # fmt: skip
MEMBERS = ["/", "/vragen?tab=nieuw", "/vragen?tab=help", "/vragen?tab=wacht", "/vragen/nieuw",
           "/vragen/1", "/vragen/2", "/vragen/3", "/ik", "/ik/profiel", "/ik/instellingen",
           "/berichten", "/zoeken?q=groep 4", "/concepten", "/leden/2", "/ik/lidmaatschap",
           "/ik/facturen", "/lid-worden", "/lid-worden/terug", "/toetsen", "/bestanden",
           "/vragen/1/geschiedenis", "/ik/profiel?welkom=1", "/ik/school", "/groep",
           "/zoeken?q=groep 4&sector=po&status=open"]  # fmt: skip
TREASURER = [f"/beheer/{page}" for page in
             ("facturen", "openstaand", "lidmaatschappen", "mail", "logboek")]  # fmt: skip
WIDE = """() => [...document.querySelectorAll('main *')]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1
    && !one.closest('pre, .scroll, .tabs, table'))
  .slice(0, 5).map((one) => `${one.tagName}.${one.className}`)"""

readers = pytest.mark.parametrize(
    ("who", "paths"), [("", OPEN), ("ervaren", MEMBERS), ("beheer", TREASURER)]
)


def enter(her: Visit, who: str) -> Visit:
    return her.log_in(who) if who else her


@readers
@pytest.mark.parametrize("width", ["phone", "desktop"])
def test_every_page_by_day_and_by_night(visit: At, width: str, who: str, paths: list[str]) -> None:
    her = enter(visit(width), who)
    for path in paths:
        her.page.emulate_media(color_scheme="light")
        her.open(path).accessible()
        her.page.emulate_media(color_scheme="dark")
        her.accessible(only="color-contrast")  # all that the night changes


@readers
@pytest.mark.parametrize("zoom", [2, 4])
def test_enlarged_nothing_goes_sideways(visit: At, zoom: int, who: str, paths: list[str]) -> None:
    """1280 by 1024 at 400% is a window of 320 by 256."""
    her = enter(visit("desktop"), who)
    her.page.set_viewport_size({"width": 1280 // zoom, "height": 1024 // zoom})
    for path in paths:
        her.open(path)
        wide = her.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{path} is {wide}px too wide: {her.page.evaluate(WIDE)}"
        if path != "/stijl":  # its panes are narrower than any page
            assert her.page.evaluate(WIDE) == [], path


@pytest.mark.parametrize("wide", [320, 360])
def test_a_visitor_who_reads_english_need_not_scroll_sideways(visit: At, wide: int) -> None:
    her = visit("desktop", "en")
    her.page.set_viewport_size({"width": wide, "height": 640})
    for path in OPEN:
        her.open(path)
        too_wide = her.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert too_wide <= 0, f"{path} is {too_wide}px too wide: {her.page.evaluate(WIDE)}"


def test_in_forced_colours_what_can_be_pressed_has_an_edge(visit: At) -> None:
    her = visit("phone", forced_colors="active").log_in("lid")
    for path in ("/", "/vragen/2", "/vragen/nieuw"):
        her.open(path)
        flat = her.page.evaluate(
            "[...document.querySelectorAll('.button, .join-spot, .avatar, .input')]"
            ".filter((one) => one.offsetParent && !one.matches('.button-plain')"
            " && parseFloat(getComputedStyle(one).borderTopWidth) < 1)"
            ".map((one) => one.className)"
        )
        assert flat == [], path


def press(her: Visit, *keys: str) -> None:
    for key in keys:
        her.page.keyboard.press(key)


def tab_to(her: Visit, words: str) -> None:
    """As far as the control with these words, and what has the focus is always in sight."""
    for _step in range(120):
        press(her, "Tab")
        here = her.page.evaluate(
            """() => {
              const one = document.activeElement, box = one.getBoundingClientRect();
              const ring = getComputedStyle(one.matches('.choice input') ? one.parentElement : one);
              const at = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
              return {
                words: `${one.innerText ?? ''} ${one.labels?.[0]?.innerText ?? ''}`,
                ring: parseFloat(ring.outlineWidth),
                covered: !one.contains(at) && !at?.contains(one) && !at?.closest('label')
                  && one.tagName !== 'BODY',
              };
            }"""
        )
        assert here["ring"] >= 2, here
        assert not here["covered"], here
        if words in here["words"]:
            return
    raise AssertionError(f"Tab does not come to {words!r}")


@pytest.mark.parametrize("width", ["phone", "desktop"])
def test_joining_and_sharing_by_keyboard(visit: At, width: str) -> None:
    asker = visit("desktop").log_in("collega").open("/vragen/nieuw")
    title = f"Kan iemand zonder muis bij mij aanhaken ({width})?"
    asker.page.fill("[name=title]", title)
    asker.page.fill("[name=body]", "Ik wil weten of het ook met het toetsenbord gaat.")
    asker.page.get_by_role("button", name="Plaats je vraag").click()
    asker.page.wait_for_url(re.compile(r"/vragen/\d+-kan-iemand"))

    her = visit(width).log_in("lid").open(asker.page.url.removeprefix(asker.site))
    tab_to(her, "Haak aan")
    press(her, "Enter")
    expect(her.page.get_by_text("Je bent aangehaakt").first).to_be_visible()
    assert her.page.evaluate("document.activeElement !== document.body"), "the place is kept"
    expect(her.page.locator(".toast")).to_have_count(1)
    press(her, "Escape")
    expect(her.page.locator(".toast")).to_have_count(0)

    tab_to(her, "Deel je ervaring")
    press(her, "Enter")
    expect(her.page.locator("#deel [name=did]")).to_be_focused()
    her.page.keyboard.type("Ik nam de Tab-toets en liep zo langs alles.")
    press(her, "Control+Enter")
    her.page.wait_for_url(re.compile(r"#ervaring-\d+"))
    expect(her.page.get_by_text("Ik nam de Tab-toets").first).to_be_visible()
    expect(her.page.locator(".toast")).to_have_count(1)
    her.accessible()
    press(her, "Escape")

    her.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    her.page.evaluate("navigator.share = navigator.canShare = undefined")
    tab_to(her, "Deel deze vraag")
    press(her, "Enter")
    expect(her.page.locator(".toast")).to_contain_text("De link is gekopieerd")
    link = her.page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(re.escape(her.site) + r"/vragen/\d+", link)


def test_the_share_sheet_of_the_device_gets_the_address_and_no_title(visit: At) -> None:
    her = visit("phone").log_in("lid").open("/vragen/nieuw")
    her.page.fill("[name=title]", "Wie deelt dit met een collega?")
    her.page.fill("[name=body]", "Alleen voor leden.")
    her.page.get_by_role("button", name="Plaats je vraag").click()
    her.page.wait_for_url(re.compile(r"/vragen/\d+-wie-deelt"))
    her.page.evaluate(
        "navigator.canShare = () => true;"
        "window.got = new Promise((done) => { navigator.share = async (what) => done(what); });"
        "0"
    )
    her.page.get_by_role("link", name="Deel deze vraag").click()
    got = her.page.evaluate("window.got")
    assert got["title"] == "The Crowd"
    assert re.fullmatch(re.escape(her.site) + r"/vragen/\d+", got["url"])
