from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import event

from crowd.accounts.models import Person
from crowd.core.db import db
from crowd.people.actions import Told, tell
from crowd.people.queries import Card, cards, people_with_experience, themes_of
from tests.factories import people
from tests.factories.rows import do


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """What the database is asked, from here on."""
    asked: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


def told(person: Person, **what: object) -> None:
    do(lambda: tell(db.session.merge(person), Told(name=person.name, **what)))  # type: ignore[arg-type]


def test_a_card_shows_someone(app: Flask, charlie: Person) -> None:
    with app.test_request_context():
        card = cards([charlie.id])[charlie.id]
        assert not card.you
    assert (card.name, card.first_name, card.initials) == ("Charlie de Croon", "Charlie", "CC")
    assert (card.role_label, card.sector) == ("docent, vo", "vo")
    assert card.url == f"/leden/{charlie.id}" and card.picture_url is None
    assert 0 <= card.tone < 8


@pytest.mark.parametrize(
    ("job_role", "sector", "nl", "en"),
    [
        ("docent", "vo", "docent, vo", "teacher / lecturer, vo"),
        ("leerkracht", "po", "leerkracht, po", "primary teacher, po"),
        ("ict-coach", None, "ICT-coach / i-coach", "digital coach"),
        (None, "mbo", "middelbaar beroepsonderwijs", "vocational education"),
        (None, None, "", ""),
        ("weg", "weg", "", ""),
    ],
)
def test_the_role_is_in_the_readers_language(
    app: Flask, vera: Person, job_role: str | None, sector: str | None, nl: str, en: str
) -> None:
    told(vera, job_role=job_role, sector=sector)
    for lang, label in (("nl", nl), ("en", en)):
        with app.test_request_context(headers={"Cookie": f"lang={lang}"}):
            assert cards([vera.id])[vera.id].role_label == label


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Eva", "E"), ("Jan-Willem van der Berg", "JB"), ("élan vital", "ÉV"), ('"Eva"', "?")],
)
def test_initials(app: Flask, name: str, initials: str) -> None:
    eva = people.person(name, "eva@example.org")
    with app.test_request_context():
        assert cards([eva.id])[eva.id].initials == initials


def test_thirty_cards_cost_one_query_and_the_next_time_none(
    app: Flask, statements: list[str]
) -> None:
    ids = [people.person(f"Lid {n}", f"lid{n}@example.org").id for n in range(30)]
    with app.test_request_context():
        statements.clear()
        assert len(cards([*ids, None])) == 30
        assert len([s for s in statements if s.startswith("SELECT")]) == 1
        statements.clear()
        cards(ids[:3])
        assert statements == []


def test_who_left_is_oud_lid(app: Flask, vera: Person) -> None:
    with app.test_request_context():
        known = cards([vera.id, 999_999])
        assert known[999_999] == Card.unknown()
        assert Card.unknown().name == "Oud-lid" and Card.unknown().url is None


def test_a_label_leads_to_nobody(app: Flask) -> None:
    with app.test_request_context():
        card = Card.label("Vraagsteller")
    assert (card.name, card.initials, card.url, card.picture_url) == (
        "Vraagsteller",
        "V",
        None,
        None,
    )


def test_people_with_experience_are_found_by_theme(
    app: Flask, alice: Person, bob: Person, charlie: Person
) -> None:
    pesten, rust = "pedagogisch-handelen/pesten", "klassenmanagement/orde-en-rust"
    told(alice, experience=[pesten], learning=[rust])
    told(bob, experience=[pesten, rust])
    told(charlie, learning=[pesten])
    assert do(lambda: people_with_experience([pesten, rust])) == (bob.id, alice.id)
    assert do(lambda: people_with_experience([pesten, rust], exclude=[bob.id])) == (alice.id,)
    assert do(lambda: people_with_experience([])) == ()
    assert do(lambda: themes_of(alice.id, "learning")) == (rust,)
