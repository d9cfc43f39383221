"""Searching, through the address."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crowd.accounts.models import Person
from crowd.core import jobs
from crowd.people.models import PersonTheme
from crowd.questions.actions import closing, experiences
from crowd.questions.models import Question
from crowd.questions.queries.parts import own_experience
from crowd.schools.models import School
from crowd.search.actions import rebuild
from tests.client import Client
from tests.factories import questions
from tests.factories.rows import do, save

As = Callable[[Person], Client]
_TITLE = re.compile(r'class="question-title"[^>]*><a href="[^"]*">(.*?)</a>', re.S)
_FRAGMENT = re.compile(r'<p class="fragment">(.*?)</p>', re.S)


def titles(page: str) -> list[str]:
    return [re.sub("<.*?>", "", title) for title in _TITLE.findall(page)]


def index(app: Flask) -> None:
    with app.app_context():
        rebuild()


@pytest.fixture
def gym(app: Flask, alice: Person, bob: Person) -> Question:
    gym = questions.question(
        alice, "Hoe krijg ik ze na de gymles weer rustig?", "Ze zijn dan warm."
    )
    questions.experience(gym, bob, "Bij de kapstokken vertel ik eerst een kort verhaal.")
    questions.question(
        bob, "Wat doe ik met telefoons in mijn lokaal?", "Ze liggen op tafel.", sector="mbo"
    )
    index(app)
    return gym


def test_what_is_posted_is_found_when_the_worker_was_there(
    app: Flask, as_: As, alice: Person
) -> None:
    browser = as_(alice)
    browser.post("/vragen/nieuw", {"title": "Hoe houd ik een kringgesprek levend?", "body": "Tja."})
    with app.app_context():
        jobs.run_due()

    assert titles(browser.get("/zoeken?q=kringgesprek").text) == [
        "Hoe houd ik een kringgesprek levend?"
    ]


def test_the_words_that_answer_are_marked(as_: As, alice: Person, gym: Question) -> None:
    page = as_(alice).get("/zoeken?q=gymles").text

    assert "1 vraag gevonden" in page
    assert "<mark>gymles</mark>" in page
    assert 'value="gymles"' in page


def test_an_experience_is_quoted_with_a_link_to_it(as_: As, alice: Person, gym: Question) -> None:
    page = as_(alice).get("/zoeken?q=kapstokken").text

    [fragment] = _FRAGMENT.findall(page)
    assert "Uit een ervaring" in fragment
    assert re.search(rf'href="{gym.url}#ervaring-\d+"', fragment)
    assert "<mark>kapstokken</mark>" in fragment


def test_a_yield_is_quoted(app: Flask, as_: As, alice: Person, gym: Question) -> None:
    told = closing.Yield(tried="We ademen samen uit op het plein.")
    do(lambda: closing.close(questions.viewer(alice), gym, told))
    index(app)

    [fragment] = _FRAGMENT.findall(as_(alice).get("/zoeken?q=plein").text)

    assert "Uit de opbrengst" in fragment
    assert f'href="{gym.url}#opbrengst"' in fragment
    assert "<mark>plein</mark>" in fragment


def test_what_was_deleted_is_not_quoted(
    app: Flask, as_: As, alice: Person, bob: Person, gym: Question
) -> None:
    """Also not while the index still knows it."""
    me = questions.viewer

    def delete() -> None:
        mine = own_experience(me(bob), gym)
        experiences.delete_experience(me(bob), gym, mine)

    do(delete)

    page = as_(alice).get("/zoeken?q=kapstokken").text

    assert "kort verhaal" not in page


def test_nobody_finds_what_they_may_not_read(
    app: Flask,
    as_: As,
    client: Client,
    alice: Person,
    bob: Person,
    charlie: Person,
    vera: Person,
    our_school: School,
) -> None:
    secret = "Wat doen wij op school met de pauzedienst?"
    questions.question(alice, secret, "Alleen voor ons.", school_id=our_school.id)
    index(app)

    assert titles(as_(bob).get("/zoeken?q=pauzedienst").text) == [secret]
    for browser in (as_(charlie), as_(vera), client):
        page = browser.get("/zoeken?q=pauzedienst").text
        assert titles(page) == []
        assert "Alleen voor ons" not in page


def test_an_asker_without_name_stays_so(app: Flask, as_: As, alice: Person, bob: Person) -> None:
    questions.question(alice, "Hoe zeg ik dat de werkdruk te hoog is?", anonymous=True)
    index(app)

    page = as_(bob).get("/zoeken?q=werkdruk").text

    assert len(titles(page)) == 1
    assert "Alice" not in page


def test_filters_stand_in_the_address(as_: As, alice: Person, gym: Question) -> None:
    browser = as_(alice)

    assert titles(browser.get("/zoeken?q=telefoons&sector=mbo").text) == [
        "Wat doe ik met telefoons in mijn lokaal?"
    ]
    none = browser.get("/zoeken?q=telefoons&sector=vo").text
    assert titles(none) == []
    assert "Geen vragen met deze filters" in none
    assert 'href="/zoeken?q=telefoons"' in none
    assert len(titles(browser.get("/zoeken?q=telefoons&sector=bestaat-niet").text)) == 1


def facet(page: str, name: str) -> dict[str, int]:
    """What there is to choose from, and the counts."""
    found = re.search(
        rf'<section class="facet" aria-labelledby="facet-{name}">.*?</section>', page, re.S
    )
    row = r'<span>([^<]*)</span> <span class="facet-count">(\d+)</span>'
    return {label: int(n) for label, n in re.findall(row, found[0])} if found else {}


def test_what_there_is_to_choose_from(as_: As, alice: Person, gym: Question) -> None:
    browser = as_(alice)
    page = browser.get("/zoeken?q=mijn rust lokaal").text
    assert "2 vragen gevonden" in page
    assert facet(page, "sector") == {"Voortgezet onderwijs": 1, "Middelbaar beroepsonderwijs": 1}
    assert facet(page, "met") == {"Met een ervaring": 1}
    assert facet(page, "van") == {"Ik vroeg het": 1}
    assert facet(page, "sinds") == {}  # would change nothing

    narrowed = browser.get("/zoeken?q=mijn rust lokaal&sector=mbo").text
    assert "1 vraag gevonden" in narrowed
    assert facet(narrowed, "sector") == facet(page, "sector")
    assert facet(narrowed, "van") == {}
    [chip] = re.findall(r'<ul class="chosen".*?</ul>', narrowed, re.S)
    assert "Middelbaar beroepsonderwijs" in chip
    assert 'href="/zoeken?q=mijn+rust+lokaal"' in chip
    assert 'type="hidden" name="sector" value="mbo"' in narrowed  # kept by the next words


def test_counts_never_tell_of_what_one_may_not_read(
    app: Flask, as_: As, alice: Person, charlie: Person, our_school: School, gym: Question
) -> None:
    questions.question(
        alice, "Rust bij ons op school?", "Rust.", sector="po", school_id=our_school.id
    )
    index(app)
    assert "Primair onderwijs" in facet(as_(alice).get("/zoeken?q=rust lokaal").text, "sector")
    assert facet(as_(charlie).get("/zoeken?q=rust lokaal").text, "sector") == {
        "Voortgezet onderwijs": 1, "Middelbaar beroepsonderwijs": 1,
    }  # fmt: skip


def test_without_words_one_may_choose_too(as_: As, alice: Person, gym: Question) -> None:
    browser = as_(alice)
    page = browser.get("/zoeken?van=gevraagd").text
    assert titles(page) == [gym.title]
    assert "Ze zijn dan warm." in page
    assert "Uit de vraag" not in page  # nothing was asked that it answers
    assert titles(browser.get("/zoeken").text) == []


def test_the_newest_or_last_active_first(app: Flask, as_: As, alice: Person, bob: Person) -> None:
    asked = [questions.question(alice, f"Toets {n} keer", "toets " * (3 - n)) for n in range(3)]
    questions.joined(asked[0], bob)
    index(app)
    browser = as_(alice)
    newest = [question.title for question in reversed(asked)]
    assert titles(browser.get("/zoeken?q=toets&orde=nieuwste").text) == newest
    active = titles(browser.get("/zoeken?q=toets&orde=actief").text)
    assert active == [asked[0].title, *newest[:2]]
    page = browser.get("/zoeken?q=toets&orde=gek").text
    assert 'href="/zoeken?q=toets" rel="nofollow" aria-current="true">Beste' in page
    assert re.search(r'href="/zoeken\?q=toets&amp;orde=actief"[^>]*>Laatst actief', page)


def test_nothing_with_these_filters_says_what_to_drop(
    as_: As, alice: Person, gym: Question
) -> None:
    page = as_(alice).get("/zoeken?q=telefoons&sector=vo&sinds=week").text
    assert re.search(
        r'href="/zoeken\?q=telefoons&amp;sinds=week">Zonder Voortgezet onderwijs', page
    )
    assert "1 vraag</span>" in page
    assert "Zonder Afgelopen week" not in page  # that would not help


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("-toets", "alleen wat je niet zoekt"),
        ("de het een", "staan in bijna elke vraag"),
        ("x", "staan in bijna elke vraag"),
        ("🙂", "geen woord in"),
        ("*", "geen woord in"),
        ('"', "geen woord in"),
        ("مدرسة", "Niets gevonden voor"),
    ],
)
def test_what_cannot_find_anything_says_why(
    as_: As, alice: Person, gym: Question, typed: str, said: str
) -> None:
    assert said in as_(alice).get("/zoeken", query_string={"q": typed}).text


def test_ten_thousand_words(as_: As, alice: Person, gym: Question) -> None:
    page = as_(alice).get("/zoeken?q=" + "rustig+" * 10_000).text
    assert "We zochten op het begin van wat je typte." in page
    assert titles(page) == [gym.title]


def test_colleagues_by_name_and_by_what_they_know(
    app: Flask, as_: As, client: Client, alice: Person, bob: Person, vera: Person, gym: Question
) -> None:
    for person in (alice, bob, vera):
        save(PersonTheme(person_id=person.id, theme="toetsing/nakijken", kind="experience"))

    def shown(browser: Client, q: str) -> list[str]:
        page = browser.get("/zoeken", query_string={"q": q}).text
        section = re.search(r'<section class="search-people".*?</section>', page, re.S)
        return re.findall(r'href="(/leden/\d+)"', section[0]) if section else []

    assert shown(as_(alice), "bob bak") == [f"/leden/{bob.id}"]
    # oneself is no news, and who is no member cannot be asked
    assert shown(as_(alice), "minder nakijken") == [f"/leden/{bob.id}"]
    assert "Ervaring met Nakijken" in as_(alice).get("/zoeken?q=minder nakijken").text
    for browser in (as_(vera), client):
        assert shown(browser, "bob bak") == shown(browser, "minder nakijken") == []


def test_the_next_page_holds_its_place(app: Flask, as_: As, alice: Person) -> None:
    """Also when the question that ended the last page is gone by now."""
    asked = [questions.question(alice, f"Proefwerkweek {n}", "Kort.") for n in range(25)]
    index(app)
    browser = as_(alice)
    first = titles(browser.get("/zoeken?q=proefwerkweek&orde=nieuwste").text)
    assert first == [question.title for question in reversed(asked)][:20]
    rest = titles(browser.get(f"/zoeken?q=proefwerkweek&orde=nieuwste&na=20.{asked[5].id}").text)
    assert rest == titles(browser.get("/zoeken?q=proefwerkweek&orde=nieuwste&na=20.999").text)
    assert len(rest) == 5


def test_a_list_longer_than_a_page_goes_on(app: Flask, as_: As, alice: Person) -> None:
    asked = {f"Waarom werkt een proefwerkweek bij ons niet, reden {n}?" for n in range(45)}
    for title in asked:
        questions.question(alice, title, "Kort.")
    index(app)
    browser = as_(alice)
    seen: list[str] = []
    address: str | None = "/zoeken?q=proefwerkweek"
    pages = 0
    while address:
        page = browser.get(address).text
        assert "45 vragen gevonden" in page
        seen += titles(page)
        pages += 1
        following = re.search(r'class="pager"><a[^>]*href="([^"]*)"', page)
        address = following[1].replace("&amp;", "&") if following else None

    assert pages == 3
    assert len(seen) == 45
    assert set(seen) == asked


def test_nothing_found_helps_on(as_: As, alice: Person, gym: Question) -> None:
    page = as_(alice).get("/zoeken?q=onderwijsinspectiebezoek").text

    assert "Niets gevonden voor" in page
    assert 'href="/vragen/nieuw?title=onderwijsinspectiebezoek"' in page
    assert "Zo vind je meer" in page


def test_a_visitor_searches_the_examples(client: Client, gym: Question) -> None:
    page = client.get("/zoeken?q=gymles").text

    assert titles(page) == []
    assert "Je zoekt nu in de voorbeeldvragen" in page
    assert "/vragen/nieuw" not in page


def test_what_was_typed_is_never_html(as_: As, alice: Person, gym: Question) -> None:
    page = as_(alice).get("/zoeken?q=%3Cscript%3Ealert(1)%3C/script%3E+gymles").text

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(q=st.text(max_size=300), na=st.text(max_size=20), sector=st.text(max_size=20))
def test_any_text_is_a_search(client: Client, q: str, na: str, sector: str) -> None:
    answer = client.get("/zoeken", query_string={"q": q, "na": na, "sector": sector})

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "query",
    ["q=%00", "q=%FF%FE", "q=" + "a" * 5000, "q=%22%22%22", "q=---", "q=*:*", "q=%F0%9F%98%80",
     "q=les&na=99999999999999999999", "q=les&na=-1", "q=les&na=1.-1",
     "q=les&na=.", "q=les&orde=%00", "niveau=groep-4", "sinds=ooit&van=jou",
     "q=les&na=%D9%A3", "q&q=x", "thema=%00"],
)  # fmt: skip
def test_odd_addresses(as_: As, alice: Person, gym: Question, query: str) -> None:
    assert as_(alice).get(f"/zoeken?{query}").status_code == 200
