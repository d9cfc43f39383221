"""Naming a theme in a text: offered while typing, shown as the reader calls it, a link to it."""

from crowd.accounts.models import Person
from crowd.core.markdown import plain, render
from tests.client import Client
from tests.factories import questions
from tests.questions.pages import As, part

NAMED = "#[Orde en rust](orde-en-rust)"
ADDRESS = "/vragen?tab=nieuw&amp;thema=klassenmanagement/orde-en-rust"


def offered(browser: Client, words: str) -> list[str]:
    found = browser.get("/vragen/onderwerpen", query_string={"q": words}).json
    return [one["name"] for one in found or []]


def test_themes_are_offered_by_name_and_by_synonym(as_: As, alice: Person) -> None:
    browser = as_(alice)
    assert offered(browser, "orde en")[0] == "Orde en rust"
    assert "Orde en rust" in offered(browser, "rumoer")
    assert offered(browser, "xyzzy") == offered(browser, "") == []
    browser.browser.set_cookie("lang", "en")
    assert "Order and calm" in offered(browser, "rumoer")


def test_only_members_are_offered_any(as_: As, client: Client, vera: Person) -> None:
    for browser, status in ((client, 302), (as_(vera), 402)):
        assert browser.get("/vragen/onderwerpen?q=orde").status_code == status


def test_it_is_shown_in_the_readers_language(as_: As, alice: Person, bob: Person) -> None:
    asked = questions.question(alice)
    as_(bob).post(f"/vragen/{asked.id}/reacties", {"body": f"{NAMED} past hier ook bij."})
    reader = as_(alice)
    page = reader.get(asked.url).text
    assert f'<a class="mention" lang="nl" href="{ADDRESS}">#Orde en rust</a>' in page
    reader.browser.set_cookie("lang", "en")
    assert f'<a class="mention" lang="en" href="{ADDRESS}">#Order and calm</a>' in (
        part(reader.get(asked.url).text, "reactie-1")
    )
    assert reader.get(ADDRESS.replace("&amp;", "&")).status_code == 200


def test_what_is_no_theme_stays_text(as_: As, alice: Person) -> None:
    def shown(body: str) -> str:
        return as_(alice).post("/vragen/voorbeeld-tekst", {"body": body}).text

    assert "#Weg</p>" in shown("#[Weg](weg-ermee)")
    assert "<a" not in shown("#[Weg](weg-ermee)")
    for source in ("#gym is leuk", "#[zo](http://x.nl)", "#[Orde](Orde En Rust)"):
        assert "thema=" not in shown(source)
    assert "\\" not in shown(NAMED)


def test_its_name_is_among_the_words_of_the_text() -> None:
    assert plain(f"Over {NAMED} en meer") == "Over #Orde en rust en meer"
    assert "data-theme" not in render(f"`{NAMED}`")
