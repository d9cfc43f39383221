"""The list of questions: tabs, filters, pages."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event

from crowd.accounts.models import Person
from crowd.core import clock
from crowd.core.db import db
from crowd.people.models import PersonTheme, Profile
from crowd.questions.models import Question
from tests.client import Client
from tests.factories import people, questions, rows
from tests.questions.pages import As

CLASS = "klassenmanagement/orde-en-rust"
HOMEWORK = "didactiek/huiswerk"


def titles(browser: Client, address: str) -> list[str]:
    """The titles of the questions on a list page, in order."""
    page = browser.get(address)
    assert page.status_code == 200
    return re.findall(r'class="question-title"[^>]*><a href="[^"]*">([^<]*)</a>', page.text)


def ask(person: Person, title: str, **more: Any) -> Question:
    return questions.question(person, f"{title} om over na te denken", **more)


def has_theme(person: Person, theme: str, kind: str) -> None:
    rows.save(PersonTheme(person_id=person.id, theme=theme, kind=kind))


@pytest.fixture
def four(alice: Person, bob: Person, charlie: Person) -> dict[str, Question]:
    """alice: homework and order in vo; bob: homework in po, closed; charlie: order in mbo."""
    made = {
        "a1": ask(alice, "Alice een", themes=[HOMEWORK], subject="rekenen-wiskunde"),
        "a2": ask(alice, "Alice twee", themes=[CLASS]),
        "b1": ask(bob, "Bob een", themes=[HOMEWORK], sector="po"),
        "c1": ask(charlie, "Charlie een", themes=[CLASS], sector="mbo"),
    }
    questions.joined(made["c1"], bob)
    questions.experience(made["a2"], charlie)
    return made


def on(browser: Client, address: str, four: dict[str, Question]) -> list[str]:
    names = {question.title: name for name, question in four.items()}
    return [names[title] for title in titles(browser, address)]


def test_newest_first(as_: As, four: dict[str, Question], charlie: Person) -> None:
    assert on(as_(charlie), "/vragen?tab=nieuw", four) == ["c1", "b1", "a2", "a1"]
    assert on(as_(charlie), "/vragen", four) == ["c1", "b1", "a2", "a1"]


def test_waiting_for_a_first_experience(
    as_: As, four: dict[str, Question], bob: Person, charlie: Person
) -> None:
    as_(bob).post(f"/vragen/{four['b1'].id}/afronden")
    assert on(as_(charlie), "/vragen?tab=wacht", four) == ["c1", "a1"]


def test_joined_and_mine(as_: As, four: dict[str, Question], bob: Person) -> None:
    assert on(as_(bob), "/vragen?tab=aangehaakt", four) == ["c1"]
    assert on(as_(bob), "/vragen?tab=van-mij", four) == ["b1"]


def test_ones_own_nameless_question_is_mine(as_: As, alice: Person) -> None:
    asked = questions.question(alice, anonymous=True)
    assert titles(as_(alice), "/vragen?tab=van-mij") == [asked.title]


def test_for_you(as_: As, four: dict[str, Question]) -> None:
    """Your themes, your sector, and what you joined; who told nothing gets everything."""
    new = people.person("Noor Nieuw", sector=None)
    browser = as_(new)
    assert len(on(browser, "/vragen?tab=voor-jou", four)) == 4

    has_theme(new, HOMEWORK, "learning")
    assert on(browser, "/vragen?tab=voor-jou", four) == ["b1", "a1"]
    questions.joined(four["c1"], new)
    assert on(browser, "/vragen?tab=voor-jou", four) == ["c1", "b1", "a1"]
    rows.do(lambda: setattr(db.session.get_one(Profile, new.id), "sector", "vo"))
    assert on(browser, "/vragen?tab=voor-jou", four) == ["c1", "b1", "a2", "a1"]


def test_where_you_can_help(
    as_: As, four: dict[str, Question], bob: Person, charlie: Person
) -> None:
    """What you have experience with, asked by others, still open."""
    assert on(as_(bob), "/vragen?tab=help", four) == []
    assert "Kies onderwerpen waar je ervaring mee hebt" in as_(bob).get("/vragen?tab=help").text
    for theme in (HOMEWORK, CLASS):
        has_theme(bob, theme, "experience")
    assert on(as_(bob), "/vragen?tab=help", four) == ["c1", "a2", "a1"]

    as_(charlie).post(f"/vragen/{four['c1'].id}/afronden")
    assert on(as_(bob), "/vragen?tab=help", four) == ["a2", "a1"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ("sector=po", ["b1"]),
        (f"thema={HOMEWORK}", ["b1", "a1"]),
        ("vak=rekenen-wiskunde", ["a1"]),
        ("status=in-gesprek", ["a2"]),
        (f"thema={CLASS}&sector=vo", ["a2"]),
        (f"thema={CLASS}&sector=po", []),
        ("sector=maan&thema=x/y&vak=%00&status=af", ["c1", "b1", "a2", "a1"]),
        ("sector=po&sector=vo", ["b1"]),
        ("tab=bestaat-niet", ["c1", "b1", "a2", "a1"]),
        ("tab=%00&na=%00", ["c1", "b1", "a2", "a1"]),
    ],
)
def test_filters_in_the_address(
    as_: As, four: dict[str, Question], charlie: Person, filters: str, found: list[str]
) -> None:
    address = f"/vragen?{filters}" if "tab=" in filters else f"/vragen?tab=nieuw&{filters}"
    assert on(as_(charlie), address, four) == found


def test_filters_stay_when_the_tab_changes(as_: As, four: dict[str, Question], bob: Person) -> None:
    page = as_(bob).get("/vragen?tab=nieuw&sector=po&thema=x").text
    assert "?tab=wacht&amp;sector=po" in page
    assert "thema=x" not in page
    assert "Geen vragen met deze filters" in as_(bob).get("/vragen?tab=wacht&sector=so").text


@pytest.fixture
def many(alice: Person) -> list[str]:
    """Forty-five questions: three by three at the same moment."""
    start = clock.now() - timedelta(days=1)

    def add() -> None:
        for n in range(45):
            db.session.add(
                Question(
                    author_id=alice.id,
                    title=f"Vraag nummer {n:02} van de rij",
                    body="b",
                    body_html="<p>b</p>",
                    html_version=1,
                    sector="vo",
                    created_at=start + timedelta(minutes=n // 3),
                )
            )

    rows.do(add)
    return [f"Vraag nummer {n:02} van de rij" for n in reversed(range(45))]


def pages(browser: Client, address: str | None) -> list[list[str]]:
    found = []
    while address:
        page = browser.get(address).text
        found.append(titles(browser, address))
        more = re.search(r'class="pager">.*?href="([^"]*)"', page, re.S)
        address = more[1].replace("&amp;", "&") if more else None
    return found


def test_page_after_page(as_: As, many: list[str], charlie: Person) -> None:
    found = pages(as_(charlie), "/vragen?tab=nieuw&sector=vo")
    assert [len(page) for page in found] == [20, 20, 5]
    assert [title for page in found for title in page] == many


def test_nothing_twice_when_something_new_comes(
    as_: As, many: list[str], bob: Person, charlie: Person
) -> None:
    browser = as_(charlie)
    first = browser.get("/vragen?tab=nieuw").text
    more = re.search(r'class="pager">.*?href="([^"]*)"', first, re.S)
    assert more
    questions.question(bob)
    assert titles(browser, more[1].replace("&amp;", "&")) == many[20:40]


@pytest.mark.parametrize(
    "cursor",
    ["x", "%00", "W10", "bnVsbA", "eyJhIjoxfQ", "a" * 2000, "WyIyMDI2LTAxLTAxIiwxXQ", "../..", "é"],
)
def test_a_malformed_cursor_is_the_first_page(
    as_: As, many: list[str], charlie: Person, cursor: str
) -> None:
    assert titles(as_(charlie), f"/vragen?tab=nieuw&na={cursor}") == many[:20]


@pytest.mark.parametrize("tab", ["nieuw", "voor-jou", "wacht"])
def test_as_many_queries_for_three_as_for_twenty(
    app: Flask, as_: As, alice: Person, bob: Person, charlie: Person, tab: str
) -> None:
    browser = as_(charlie)
    for n in range(3):
        questions.joined(ask(alice, f"Vraag {n}"), bob)
    few = queries(app, lambda: titles(browser, f"/vragen?tab={tab}"))
    for n in range(17):
        questions.joined(ask(alice, f"Nog een vraag {n}"), bob)

    assert queries(app, lambda: titles(browser, f"/vragen?tab={tab}")) == few


def queries(app: Flask, work: Callable[[], Any]) -> int:
    said: list[str] = []

    def count(_conn: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        said.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        assert work()
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len(said)


def test_the_question_page_costs_the_same_for_3_and_30(
    app: Flask, as_: As, alice: Person, charlie: Person
) -> None:
    asked, browser = questions.question(alice), as_(charlie)

    def visit(n: int) -> None:
        other = people.person(f"Persoon{n} Nummer")
        questions.joined(asked, other)
        one = questions.experience(asked, other)
        as_(other).post(f"/vragen/{asked.id}/reacties", {"body": "b", "experience_id": one.id})

    for n in range(3):
        visit(n)
    few = queries(app, lambda: browser.get(asked.url).text)
    for n in range(3, 30):
        visit(n)
    assert queries(app, lambda: browser.get(asked.url).text) == few


def test_visitors_see_examples_only(
    client: Client, as_: As, four: dict[str, Question], mo: Person
) -> None:
    assert titles(client, "/vragen") == []
    as_(mo).post(f"/vragen/{four['a1'].id}/voorbeeld", {"show": "1"})
    for tab in ("", "?tab=voor-jou", "?tab=van-mij", "?tab=aangehaakt"):
        assert on(client, f"/vragen{tab}", four) == ["a1"]


def test_an_old_question_stands_below(as_: As, alice: Person, charlie: Person) -> None:
    with time_machine.travel(clock.now() + timedelta(days=1)):
        later = ask(alice, "Morgen gevraagd")
    sooner = ask(alice, "Vandaag gevraagd")
    assert titles(as_(charlie), "/vragen?tab=nieuw") == [later.title, sooner.title]
