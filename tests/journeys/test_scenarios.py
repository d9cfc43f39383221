"""The main job as people live it: on a phone at nine in the evening, and at a desk."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit

At = Callable[..., Visit]
STUCK = "vrijdag laatste uur met 2 kader loopt uit de hand"
STORY = (
    "Ik geef dit jaar voor het eerst les aan 2 kader, op vrijdag het laatste uur. "
    "Ze lopen door het lokaal en roepen naar elkaar. Ik word steeds bozer en dat helpt niet. "
    "Ik heb een plattegrond geprobeerd. Wanneer ben ik blij? Als we een half uur echt werken."
)

widths = pytest.mark.parametrize("width", ["phone", "desktop"])


@widths
def test_a_tired_teacher_joins_within_four_taps(visit: At, width: str) -> None:
    her = visit(width).log_in("lid")
    her.accessible()
    expect(her.page.get_by_text("Waar loop je tegenaan?").first).to_be_visible()

    her.page.get_by_label("Waar loop je tegenaan?").fill(STUCK)
    her.taps += 1
    her.page.keyboard.press("Enter")
    her.page.wait_for_url("**/vragen/nieuw**")
    similar = her.page.locator("[data-similar] .similar-item")
    expect(similar.nth(2)).to_be_visible()
    her.accessible()

    first = similar.first
    her.taps += 1
    first.locator(".join-button").click()

    expect(first.get_by_text("Je bent aangehaakt")).to_be_visible()
    assert her.taps <= 4
    expect(her.page.locator(".toast").get_by_text("Aangehaakt")).to_be_visible()
    her.accessible()
    her.page.locator(".toast").get_by_role("button", name="Ongedaan maken").click()
    her.page.wait_for_load_state()
    her.open("/vragen?tab=aangehaakt")
    assert first.locator("a").count() == 0 or STUCK not in her.page.content()


@widths
def test_she_asks_without_her_name_within_twelve_taps(visit: At, width: str) -> None:
    her = visit(width).log_in("lid")
    title = f"Hoe houd ik het laatste uur met 2 kader rustig ({width})?"
    her.tap("a[href='/vragen/nieuw']")
    her.page.fill("[name=title]", title)
    her.page.fill("[name=body]", STORY)
    her.tap("label:has([name=anonymous])")
    expect(her.page.locator("[data-draft-status]")).to_contain_text(re.compile(r"Bewaard om \d"))
    her.accessible()
    her.tap("button:has-text('Plaats je vraag')")
    her.page.wait_for_url(re.compile(r"/vragen/\d+-hoe-houd-ik"))
    assert her.taps <= 12
    expect(her.page.get_by_text("Je vraag staat er.")).to_be_visible()
    her.accessible()

    him = visit(width).log_in("ervaren").open(her.page.url.removeprefix(her.site))
    expect(him.page.get_by_role("heading", level=1)).to_have_text(title)
    expect(him.page.get_by_text("Vraagsteller").first).to_be_visible()
    # beside it stand other questions, that she joined under her name
    assert "Sanne" not in him.page.locator("article.question-page").inner_html()
    him.accessible()


@widths
def test_an_experienced_member_answers_from_the_inbox(visit: At, width: str) -> None:
    her = visit(width).log_in("collega")
    her.open("/vragen/nieuw")
    her.page.fill("[name=title]", f"Wie werkt er met een vaste startopdracht ({width})?")
    her.page.fill("[name=body]", "Ik zoek een begin van de les dat vanzelf rust geeft.")
    her.page.get_by_role("button", name="Plaats je vraag").click()
    her.page.wait_for_url(re.compile(r"/vragen/\d+-wie-werkt"))
    where = her.page.url.removeprefix(her.site)

    him = visit(width).log_in("ervaren").open(where)
    him.tap("#deel > summary")
    him.page.fill("[name=did]", "Ik begin elke les met drie sommen op het bord.")
    him.page.fill("[name=happened]", "Na twee weken zat iedereen vanzelf.")
    him.page.fill("[name=different]", "Nog kortere sommen.")
    him.accessible()
    him.tap("button:has-text('Plaats je ervaring')")
    him.page.wait_for_url(re.compile(r"#ervaring-\d+"))
    assert him.taps <= 6
    him.tap("#aanbod > summary")
    him.tap("label:has([value=call])")
    him.page.fill("[name=contact]", "06 12 34 56 78, op donderdagmiddag")
    him.tap("button:has-text('Bied dit aan')")
    him.page.wait_for_url(re.compile(r"#aanbod-\d+"))
    him.accessible()

    her.open("/berichten")
    expect(her.page.get_by_text("deelde een ervaring").first).to_be_visible()
    expect(her.page.get_by_text("wil met je meedenken").first).to_be_visible()
    her.accessible()
    her.page.get_by_role("link", name=re.compile("vaste startopdracht")).first.click()
    assert "06 12 34 56 78" not in her.page.content()
    her.page.locator("[id^=contact-]:is(input)").fill("collega@example.org")
    her.page.get_by_role("button", name="Neem het aanbod aan").click()
    expect(her.page.get_by_text("06 12 34 56 78").first).to_be_visible()
    her.page.get_by_role("button", name="Hier heb ik iets aan").click()
    expect(her.page.locator(".helped", has_text="Je hebt hier iets aan")).to_be_visible()
    her.accessible()

    him.open("/berichten")
    expect(him.page.get_by_text("heeft iets aan je ervaring").first).to_be_visible()


@widths
def test_the_yield_is_told_and_found(visit: At, width: str) -> None:
    her = visit(width).log_in("collega").open("/vragen/nieuw")
    her.page.fill("[name=title]", f"Hoe krijg ik mijn ouderavond levendig, {width}?")
    her.page.fill("[name=body]", "De ouders zitten stil te luisteren en gaan snel weer weg.")
    her.page.get_by_role("button", name="Plaats je vraag").click()
    her.page.wait_for_url(re.compile(r"/vragen/\d+-hoe-krijg-ik-mijn-ouderavond"))
    where = her.page.url.removeprefix(her.site)

    her.open("/berichten").open(where + "#afronden")  # as the inbox leads there
    tried = her.page.locator("#afronden [name=tried]")
    expect(tried).to_be_focused()
    tried.fill("Ik zette de stoelen in een kring.")
    her.page.locator("#afronden label", has_text="uitgeprobeerd").click()
    her.page.locator("#afronden").get_by_role("button", name="Rond je vraag af").click()
    expect(her.page.locator("#opbrengst")).to_contain_text("in een kring")
    expect(her.page.get_by_text("Geoogst").first).to_be_visible()
    her.accessible()
    her.page.get_by_role("link", name="Pas aan je opbrengst").click()
    her.accessible()
    her.page.locator("[name=tried]").fill("Ik zette de stoelen in een kwetterkring.")
    her.page.get_by_role("button", name="Sla je opbrengst op").click()
    expect(her.page.locator("#opbrengst")).to_contain_text("kwetterkring")
    her.accessible()

    him = visit(width).log_in("ervaren")
    found = him.page.locator("main a", has_text=f"ouderavond levendig, {width}")
    for _attempt in range(25):  # the worker indexes within seconds
        him.open("/zoeken?q=kwetterkring")
        if found.count():
            break
        him.page.wait_for_timeout(200)
    expect(found.first).to_be_visible()
    him.accessible()


@widths
def test_someone_without_membership(visit: At, width: str) -> None:
    follower = visit(width).log_in("volger").open("/vragen")
    follower.accessible()
    follower.page.locator(".question-title a").first.click()
    expect(follower.page.get_by_role("link", name="Bekijk het lidmaatschap").first).to_be_visible()
    assert follower.page.locator(".question-body").count() == 0
    follower.accessible()
    follower.page.get_by_role("link", name="Bekijk het lidmaatschap").first.click()
    expect(follower.page.locator("main").get_by_text("€ 250").first).to_be_visible()
    follower.accessible()


def test_in_english(visit: At) -> None:
    her = visit("desktop", lang="en")
    her.open("/")
    expect(her.page.locator("html")).to_have_attribute("lang", "en")
    expect(her.page.get_by_role("link", name="Become a member").first).to_be_visible()
    her.accessible()
    her.log_in("lid").open("/vragen/nieuw")
    expect(her.page.get_by_role("button", name="Post your question")).to_be_visible()
    her.page.fill("[name=title]", "How do I keep my class calm after the gym lesson?")
    her.page.fill("[name=body]", "They come back loud and hot, and it takes a quarter of an hour.")
    her.page.get_by_role("button", name="Post your question").click()
    expect(her.page.get_by_text("Your question is up.").first).to_be_visible()
    her.accessible()


def test_without_javascript(visit: At) -> None:
    her = visit("phone", java_script_enabled=False).log_in("lid").open("/vragen/nieuw")
    her.page.fill("[name=title]", "Kan ik zonder script ook een vraag stellen?")
    her.page.fill("[name=body]", "Mijn telefoon is oud en het lukt vaak niet.")
    her.page.get_by_role("button", name="Bekijk vergelijkbare vragen").click()
    expect(her.page.locator("[name=body]")).to_have_value(re.compile("Mijn telefoon is oud"))
    her.page.get_by_role("button", name="Plaats je vraag").click()
    her.page.wait_for_url(re.compile(r"/vragen/\d+-kan-ik"))
    where = her.page.url.removeprefix(her.site)

    him = visit("phone", java_script_enabled=False).log_in("ervaren").open(where)
    him.page.get_by_role("button", name=re.compile("Haak aan")).first.click()
    expect(him.page.get_by_text("Je bent aangehaakt").first).to_be_visible()
    him.page.get_by_role("button", name=re.compile("Afhaken")).first.click()
    expect(him.page.get_by_role("button", name=re.compile("Haak aan")).first).to_be_visible()


def test_by_keyboard_alone(visit: At) -> None:
    her = visit("desktop").log_in("collega").open("/vragen/nieuw")
    her.page.keyboard.press("Tab")
    assert her.page.evaluate("document.activeElement.className") == "skip"
    her.page.locator("[name=title]").focus()
    her.page.keyboard.type("Mag ik dit helemaal met het toetsenbord doen?")
    her.page.locator("[name=body]").focus()
    her.page.keyboard.type("Ja, en zonder muis.")
    her.page.keyboard.press("Control+Enter")
    her.page.wait_for_url(re.compile(r"/vragen/\d+-mag-ik-dit"))


def test_two_people_edit_and_nothing_is_lost(visit: At) -> None:
    her = visit("desktop").log_in("collega").open("/vragen/nieuw")
    her.page.fill("[name=title]", "Welke versie van mijn vraag blijft er staan?")
    her.page.fill("[name=body]", "De eerste tekst van deze vraag.")
    her.page.get_by_role("button", name="Plaats je vraag").click()
    her.page.wait_for_url(re.compile(r"/vragen/\d+-welke-versie"))
    where = her.page.url.split("-")[0] + "/aanpassen"
    other = visit("phone").log_in("collega")
    for tab in (her, other):
        tab.page.goto(where)
    her.page.fill("[name=body]", "Van het bureau.")
    her.page.get_by_role("button", name="Sla je vraag op").click()
    her.page.wait_for_url(re.compile(r"welke-versie"))

    other.page.fill("[name=body]", "Van de telefoon.")
    other.page.get_by_role("button", name="Sla je vraag op").click()

    expect(other.page.get_by_text("intussen aangepast").first).to_be_visible()
    expect(other.page.locator("[name=body]")).to_have_value("Van de telefoon.")
    expect(other.page.locator("main")).to_contain_text("Van het bureau.")
    other.accessible()
