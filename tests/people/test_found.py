"""Whom a search finds: by name, and by what they know."""

from collections.abc import Callable
from typing import TypeVar

import pytest
from flask import Flask

from crowd.accounts.models import Person
from crowd.people.found import experienced_in, named
from crowd.people.models import PersonTheme
from tests.factories import people
from tests.factories.rows import save

T = TypeVar("T")
ORDER, HOMEWORK = "klassenmanagement/orde-en-rust", "didactiek/huiswerk"


def ask(app: Flask, question: Callable[[], T]) -> T:
    with app.app_context():
        return question()


@pytest.mark.parametrize(
    ("typed", "finds"),
    [
        ("zoe", True),
        ("ZOË", True),
        ("zoe oz", True),
        ("öztürk", True),
        ("ozturk zoe", True),
        ("marie", True),
        ("anne-marie", True),
        ("oë", False),  # in the middle of a word
        ("zoe bakker", False),
        ("z", False),
        ("", False),
        ("zoe zoe zoe zoe zoe zoe", False),
        ("%", False),
        ("z%e", False),
        ("_o_", False),
        ("🙂", False),
        ("زوي", False),
    ],
)
def test_by_name(app: Flask, typed: str, finds: bool) -> None:
    zoe = people.person("Zoë Anne-Marie Öztürk", "zoe@example.org")
    people.person("Bob Bakker")
    assert ask(app, lambda: named(typed, 5)) == ([zoe.id] if finds else [])


def test_no_more_than_asked_for_and_nobody_unconfirmed(app: Flask) -> None:
    first, second = (people.person(f"Karel {n}", f"karel{n}@example.org") for n in "ab")
    people.person("Karel Nietbevestigd", "karelc@example.org", confirmed=False)
    assert ask(app, lambda: named("karel", 5)) == [first.id, second.id]
    assert ask(app, lambda: named("karel", 1)) == [first.id]


def test_by_themes_who_knows_most_first(app: Flask, alice: Person, bob: Person) -> None:
    charlie = people.person("Charlie C", "cc@example.org")
    for person, themes in ((alice, [ORDER]), (bob, [ORDER, HOMEWORK])):
        for theme in themes:
            save(PersonTheme(person_id=person.id, theme=theme, kind="experience"))
    save(PersonTheme(person_id=charlie.id, theme=ORDER, kind="learning"))

    found = ask(app, lambda: experienced_in([ORDER, HOMEWORK], 5))
    assert list(found) == [bob.id, alice.id]
    assert sorted(found[bob.id]) == sorted([ORDER, HOMEWORK])
    assert list(ask(app, lambda: experienced_in([ORDER], 5, but=[bob.id]))) == [alice.id]
    assert list(ask(app, lambda: experienced_in([ORDER], 1))) == [alice.id]
    assert ask(app, lambda: experienced_in([], 5)) == {}
