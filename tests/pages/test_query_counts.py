"""A page costs the same number of queries for 3 and for 30 rows, and docs/queries.md tells how
many."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

import config
from crowd.accounts.models import Person
from crowd.billing.models import Membership
from crowd.core.clock import now
from crowd.core.db import db
from crowd.drafts.actions import keep_text
from crowd.people.models import PersonTheme, Profile
from crowd.questions.actions import experiences, relating
from crowd.questions.models import Experience, Join, Question
from crowd.search.actions import rebuild
from tests.client import Client
from tests.factories import groups, people, questions
from tests.factories.rows import do, save
from tests.queries import count_queries

As = Callable[[Person], Client]
DOCUMENT: Path = config.ROOT / "docs" / "queries.md"
PAGES = (
    "/",
    *(f"/vragen?tab={t}" for t in ("voor-jou", "help", "nieuw", "wacht", "aangehaakt", "van-mij")),
    "/zoeken?q=boeken",
    "/zoeken?q=boeken&sector=vo",
    "/leden/<id>",
    "/ik",
    "/berichten",
    "/vragen/<id>",
    "/groep/<id>",
    "/vragen/<id> (asker)",
)
THEMES = ("klassenmanagement/orde-en-rust", "didactiek/instructie")
OTHER = "didactiek/huiswerk"


def documented() -> dict[str, int]:
    rows = re.findall(r"^\| `([^`]+)` \| (\d+) \|", DOCUMENT.read_text("utf-8"), re.M)
    return {page: int(count) for page, count in rows}


@pytest.fixture
def crowd(app: Flask, alice: Person) -> list[Person]:
    """Thirty members besides alice, who follows one theme and knows another."""
    for theme, kind in ((THEMES[0], "learning"), (THEMES[1], "experience")):
        save(PersonTheme(person_id=alice.id, theme=theme, kind=kind))
    return [people.person(f"Lid{n} Leeuw", f"lid{n}@example.org") for n in range(30)]


def add(alice: Person, about: Question, other: Person, group: Membership) -> None:
    """One more row for every list of alice's pages, and for each part of the page `about`."""
    me = questions.viewer
    waiting = questions.question(
        other, f"Wat doe ik met een klas zonder boeken, nummer {other.id}", themes=THEMES
    )
    questions.joined(waiting, alice, "Bij mij ook.")
    answered = questions.question(
        other, f"Waarom is mijn klas op vrijdag zo druk, nummer {other.id}", themes=THEMES
    )
    questions.experience(answered, alice, "In mijn klas werkte een vaste plek.")
    mine = questions.question(alice, f"Hoe krijg ik mijn klas stil, poging {other.id} alweer")
    questions.joined(mine, other)
    answer = questions.experience(mine, other)
    do(lambda: experiences.start_trial(me(alice), mine, answer))
    do(lambda: keep_text(alice.id, f"/vragen/{mine.id}/reacties", {"body": "Nog niet af"}))

    groups.seated(group, other)

    questions.joined(about, other, "Ik zit hier ook mee.")
    told = questions.experience(about, other)
    questions.comment(about, other)
    do(lambda: experiences.mark_helpful(me(alice), about, told))
    do(lambda: setattr(db.session.get_one(Question, waiting.id), "example_at", now()))


def add_helper(number: int) -> None:
    """Somebody who knows more of it than who shared: a face that is nowhere else on the page."""
    helper = people.person(f"Kenner{number} Kok", f"kenner{number}@example.org")
    for theme in (*THEMES, OTHER):
        save(PersonTheme(person_id=helper.id, theme=theme, kind="experience"))
    do(lambda: setattr(db.session.get_one(Profile, helper.id), "level", "havo"))


def grow_old(alice: Person) -> None:
    """Her questions have been quiet for long."""
    old = now() - timedelta(days=40)
    mine = select(Question.id).where(Question.author_id == alice.id)
    for table, column in ((Question, Question.id), (Join, Join.question_id)):
        do(
            lambda t=table, c=column: db.session.execute(
                update(t).where(c.in_(mine)).values(created_at=old)
            )
        )
    do(
        lambda: db.session.execute(
            update(Experience).where(Experience.question_id.in_(mine)).values(created_at=old)
        )
    )


def test_the_number_of_queries_does_not_grow(
    app: Flask,
    as_: As,
    client: Client,
    alice: Person,
    charlie: Person,
    crowd: list[Person],
    capsys: pytest.CaptureFixture[str],
) -> None:
    for number in range(3):  # wait for an experience, and are not in her list
        questions.question(
            charlie, f"Hoe leer ik kleuters knippen, {number}", sector="po", themes=[OTHER]
        )
    about = questions.question(charlie, "Hoe houd ik mijn klas bij de les na de pauze?")
    questions.joined(about, alice)
    group = groups.group(alice, seats=40)
    paths = {page: page for page in PAGES}
    paths |= {"/leden/<id>": f"/leden/{crowd[0].id}", "/vragen/<id>": about.url}
    paths |= {"/groep/<id>": f"/groep/{group.id}"}
    own = questions.question(
        alice,
        "Hoe houd ik mijn klas bij de les na het feest?",
        themes=[*THEMES, OTHER],
        level="havo",
    )
    paths["/vragen/<id> (asker)"] = own.url
    browser = as_(alice)
    browser.get("/")  # the session's last use is noted once an hour

    def counts() -> dict[str, int]:
        grow_old(alice)
        with app.app_context():
            rebuild()
            relating.relate([about.id, own.id], anew=True)
        found = {page: count(app, browser, path) for page, path in paths.items()}
        return {"/ (visitor)": count(app, client, "/"), **found}

    for other in crowd[:3]:
        add(alice, about, other, group)
        add_helper(other.id)
    few = counts()
    for other in crowd[3:]:
        add(alice, about, other, group)
        add_helper(other.id)
    many = counts()

    with capsys.disabled():
        print("", *(f"| `{page}` | {number} |" for page, number in many.items()), sep="\n")
    assert many == few
    assert documented() == many


def count(app: Flask, browser: Client, path: str) -> int:
    with count_queries(app) as sent:
        answer = browser.get(path)
    assert answer.status_code == 200, path
    return len(sent)
