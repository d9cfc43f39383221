"""Two at once on the same question, on a real database with threads."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select

from crowd.accounts.models import Person
from crowd.core.db import Base, db
from crowd.questions.models import (
    Closing,
    Experience,
    Helpful,
    Join,
    Offer,
    Outcome,
    Question,
    Revision,
    Subscription,
    Trial,
)
from tests.client import Client
from tests.factories import people, questions, rows
from tests.factories.questions import BODY, TITLE
from tests.questions.pages import As, now, told

AT_ONCE = 4


@pytest.fixture
def asked(alice: Person) -> Question:
    return questions.question(alice)


def at_once(browsers: list[Client], path: str, form: Callable[[int], dict[str, Any]]) -> list[int]:
    """Everybody posts at the same moment; the statuses that they got."""
    start = Barrier(len(browsers))
    tokens = [browser.own_token() for browser in browsers]

    def post(n: int) -> int:
        data = {"csrf_token": tokens[n], **form(n)}
        start.wait()
        return browsers[n].browser.post(path, data=data).status_code

    with ThreadPoolExecutor(len(browsers)) as threads:
        return sorted(threads.map(post, range(len(browsers))))


def devices(as_: As, person: Person) -> list[Client]:
    return [as_(person) for _ in range(AT_ONCE)]


def count(kind: type[Base]) -> int:
    return rows.do(lambda: db.session.scalar(select(func.count()).select_from(kind)) or 0)


def test_one_person_joins_once(as_: As, asked: Question, alice: Person, charlie: Person) -> None:
    codes = at_once(devices(as_, charlie), f"/vragen/{asked.id}/aanhaken", lambda n: {"note": "Ja"})
    assert codes == [303] * AT_ONCE
    assert count(Join) == 1
    assert told(as_(alice)) == ["Charlie de Croon haakte aan"]


def test_all_who_join_are_there(as_: As, asked: Question) -> None:
    browsers = [as_(people.person(f"Persoon{n} Test")) for n in range(AT_ONCE)]
    assert at_once(browsers, f"/vragen/{asked.id}/aanhaken", lambda n: {}) == [303] * AT_ONCE
    assert now(asked).joins == AT_ONCE


def test_one_person_shares_once(as_: As, asked: Question, charlie: Person) -> None:
    path = f"/vragen/{asked.id}/ervaringen"
    codes = at_once(devices(as_, charlie), path, lambda n: {"did": f"Verhaal {n}"})
    assert codes == [303] + [409] * (AT_ONCE - 1)
    assert count(Experience) == 1


def test_the_same_key_posts_once(as_: As, asked: Question, charlie: Person) -> None:
    form = {"title": TITLE, "body": BODY, "key": "een-sleutel"}
    assert at_once(devices(as_, charlie), "/vragen/nieuw", lambda n: form) == [303] * AT_ONCE
    assert count(Question) == 2


def test_closing_once(as_: As, asked: Question, alice: Person) -> None:
    path = f"/vragen/{asked.id}/afronden"
    codes = at_once(devices(as_, alice), path, lambda n: {"tried": f"Opbrengst {n}"})
    assert codes == [303] + [409] * (AT_ONCE - 1)
    assert (count(Closing), count(Outcome)) == (1, 1)
    assert at_once(devices(as_, alice), f"/vragen/{asked.id}/heropenen", lambda n: {}) == (
        [303] * AT_ONCE
    )


@pytest.mark.parametrize("form", [{"title": TITLE, "version": "1"}, {"version": "1"}])
def test_one_edit_wins_and_the_others_are_told(
    as_: As, asked: Question, alice: Person, form: dict[str, str]
) -> None:
    path = f"/vragen/{asked.id}/aanpassen"
    if "title" not in form:
        one = questions.experience(asked, alice)
        path = f"/vragen/{asked.id}/ervaringen/{one.id}/aanpassen"
    texts = [f"Tekst van scherm {n}." for n in range(AT_ONCE)]
    codes = at_once(
        devices(as_, alice), path, lambda n: {**form, "body": texts[n], "did": texts[n]}
    )
    assert codes == [303] + [409] * (AT_ONCE - 1)
    assert count(Revision) == 0  # within five minutes


@pytest.mark.parametrize(
    ("path", "form", "kind"),
    [
        ("aanbod", {"ways": "call", "per_month": "1", "contact": "06"}, Offer),
        ("volgen", {"level": "follow"}, Subscription),
        ("ervaringen/1/iets-aan", {}, Helpful),
        ("ervaringen/1/proberen", {}, Trial),
    ],
)
def test_twice_is_once(
    as_: As,
    asked: Question,
    bob: Person,
    charlie: Person,
    path: str,
    form: dict[str, str],
    kind: type[Base],
) -> None:
    questions.experience(asked, bob)
    questions.joined(asked, charlie)
    codes = at_once(devices(as_, charlie), f"/vragen/{asked.id}/{path}", lambda n: form)
    assert codes == [303] * AT_ONCE
    assert count(kind) == 1


def test_who_reacts_while_it_is_removed(
    as_: As, asked: Question, alice: Person, charlie: Person
) -> None:
    """Either the reaction came first and stays, or the question was gone."""
    browsers = [as_(alice), as_(charlie)]
    tokens = [browser.own_token() for browser in browsers]
    start = Barrier(2)

    def post(n: int) -> int:
        path = f"/vragen/{asked.id}/{('verwijderen', 'ervaringen')[n]}"
        start.wait()
        form = {"csrf_token": tokens[n], "did": "Net op tijd."}
        return browsers[n].browser.post(path, data=form).status_code

    with ThreadPoolExecutor(2) as threads:
        removed, shared = threads.map(post, range(2))

    assert removed == 303
    gone = now(asked).deleted_at is not None
    assert (shared, count(Experience)) in ([(404, 0)] if gone else [(303, 1)])
