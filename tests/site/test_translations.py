"""Every sentence has its translation, and English pages have no Dutch but what people wrote."""

import re
import tomllib
from collections.abc import Callable, Iterator
from html.parser import HTMLParser

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

import config
from crowd.accounts.models import Person
from crowd.core.i18n import LANGUAGES
from tests.client import Client
from tests.factories import questions

As = Callable[[Person], Client]

CATALOGUES = config.ROOT / "crowd" / "translations"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")

# common Dutch words that are no English ones
DUTCH = re.compile(
    r"\b(aan|alle|bij|dan|dat|deze|dit|een|en|haak|heb|hebt|het|hier|hoe|iemand|ik|je|jij|jouw"
    r"|kan|kies|maar|mag|mee|naar|niet|nog|ook|op|uit|van|voor|vraag|vragen|wat|welke"
    r"|wie|wil|zijn|zo|zonder)\b",
    re.IGNORECASE,
)
SPOKEN = {"alt", "aria-label", "placeholder", "title", "data-busy", "data-found", "data-full",
          "data-later", "data-left", "data-login", "data-look", "data-offline", "data-open",
          "data-placed", "data-refused", "data-restored", "data-saved"}  # fmt: skip
VOID = {"area", "br", "hr", "img", "input", "link", "meta", "source", "wbr"}

FOR_VISITORS = ["/", "/aanmelden", "/inloggen", "/lid-worden", "/scholen", "/vragen",
                "/wachtwoord-vergeten", "/zoeken", "/nergens"]  # fmt: skip
FOR_MEMBERS = ["/", "/berichten", "/concepten", "/ik", "/ik/instellingen", "/ik/profiel",
               "/lid-worden", "/vragen", "/vragen?tab=aangehaakt", "/vragen?tab=van-mij",
               "/vragen/nieuw", "/zoeken", "/zoeken?q=gymles"]  # fmt: skip


@pytest.fixture(scope="module", params=sorted(LANGUAGES.keys() - {"nl"}))
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    with (CATALOGUES / request.param / "LC_MESSAGES" / "messages.po").open("rb") as text:
        return read_po(text, locale=request.param)


def sentences() -> Iterator[str]:
    """What `make translations` would find, by its first form."""
    settings = tomllib.loads((config.ROOT / "pyproject.toml").read_text())
    methods = [(m["pattern"], m["method"]) for m in settings["tool"]["babel"]["mappings"]]
    keywords = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None}
    for _file, _line, found, _comments, _context in extract_from_dir(
        config.ROOT, methods, keywords=keywords
    ):
        yield found if isinstance(found, str) else found[0]


def forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    """One sentence, or the one for one and the one for many."""
    return [text or ""] if isinstance(text, str | None) else list(text)


def translated(catalogue: Catalog) -> list[Message]:
    """All but the header."""
    return [message for message in catalogue if message.id]


def test_every_sentence_has_its_translation(catalogue: Catalog) -> None:
    known = {forms(m.id)[0]: m for m in translated(catalogue)}
    assert sorted(set(sentences()) - set(known)) == [], "run `make translations`, then fill"
    assert [id_ for id_, m in known.items() if not all(forms(m.string))] == []
    assert [id_ for id_, m in known.items() if m.fuzzy] == []


def test_no_translation_is_left_of_a_sentence_that_went(catalogue: Catalog) -> None:
    assert {forms(m.id)[0] for m in translated(catalogue)} - set(sentences()) == set()
    assert list(catalogue.obsolete) == []


def test_a_translation_has_the_same_places_to_fill_in(catalogue: Catalog) -> None:
    for message in translated(catalogue):
        wanted = set(PLACEHOLDER.findall(" ".join(forms(message.id))))
        many = catalogue.num_plurals if len(forms(message.id)) > 1 else 1
        assert len(forms(message.string)) == many, message.id
        for text in forms(message.string):
            assert set(PLACEHOLDER.findall(text)) == wanted, message.id
            assert "%" not in PLACEHOLDER.sub("", text), message.id


class English(HTMLParser):
    """What a page says in English, to eye and ear: not what stands in another `lang`."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.langs = [""]
        self.said: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        lang = found.get("lang", self.langs[-1])
        if lang == "en":
            self.said += [text for name, text in found.items() if name in SPOKEN]
        if tag not in VOID:
            self.langs.append("" if tag in {"script", "textarea", "title"} else lang)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.langs.pop()

    def handle_data(self, data: str) -> None:
        if self.langs[-1] == "en" and data.strip():
            self.said.append(data.strip())


def speaks_english(browser: Client, path: str) -> None:
    html = browser.get(path, follow_redirects=True).text
    assert '<html lang="en">' in html, path
    page = English(html)
    assert page.langs == [""], f"{path}: a tag does not close"
    assert [said for said in page.said if DUTCH.search(said)] == [], path


def test_what_a_visitor_reads_is_english(client: Client, mo: Person, as_: As) -> None:
    asked = questions.question(mo)
    as_(mo).post(f"/vragen/{asked.id}/voorbeeld", {"show": "1"})
    client.browser.set_cookie("lang", "en")
    for path in [*FOR_VISITORS, asked.url]:
        speaks_english(client, path)


def test_what_a_member_reads_is_english_but_for_what_others_wrote(
    as_: As, alice: Person, bob: Person
) -> None:
    asked = questions.question(alice)
    questions.joined(asked, bob, "Bij mij ook, en het is niet leuk.")
    questions.experience(asked, bob, "Ik deed het met een zandloper op mijn bureau.")
    questions.comment(asked, bob)
    for reader in (alice, bob):
        browser = as_(reader)
        browser.browser.set_cookie("lang", "en")
        for path in [*FOR_MEMBERS, asked.url, f"/leden/{bob.id}"]:
            speaks_english(browser, path)


def test_what_is_not_right_is_said_in_english(client: Client) -> None:
    client.browser.set_cookie("lang", "en")
    answer = client.post("/aanmelden", {"name": "", "email": "geen adres", "password": "kort"})
    assert "Please check 3 fields" in answer.text
    assert "Fill in your name." in answer.text
    assert "Is this email address right?" in answer.text


def test_words_that_are_kept_are_in_the_language_of_the_text(
    as_: As, alice: Person, bob: Person
) -> None:
    asked = questions.question(alice)
    questions.comment(asked, bob)
    browser = as_(alice)
    browser.browser.set_cookie("lang", "en")
    browser.post(f"/vragen/{asked.id}/verwijderen")
    page = as_(bob).get(f"/vragen/{asked.id}", follow_redirects=True).text
    assert "De vrager heeft deze vraag weggehaald" in page
