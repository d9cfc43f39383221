"""Two at once: the last seat goes to one, an address is invited once, and nothing fails."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from crowd.accounts.models import Person
from crowd.billing.models import Membership
from crowd.core.db import db
from crowd.core.errors import CrowdError
from crowd.memberships.actions import inviting, seats
from crowd.memberships.addresses import parse
from crowd.memberships.models import Seat
from crowd.memberships.queries import groups as queries
from tests.factories import groups, people
from tests.factories.groups import seats_in
from tests.factories.rows import do


def at_once(app: Flask, *works: Callable[[], Any]) -> list[Any]:
    """Each in a thread and a transaction of its own, started together; what came of them."""
    ready = threading.Barrier(len(works))
    results: list[Any] = [None] * len(works)

    def run(number: int, work: Callable[[], Any]) -> None:
        with app.test_request_context():
            ready.wait()
            try:
                results[number] = work()
                db.session.commit()
            except Exception as error:
                db.session.rollback()
                results[number] = error
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def inviting_by(person: Person, group: Membership, text: str) -> Callable[[], list[str]]:
    def invite() -> list[str]:
        membership = queries.managed(person.id, group.id, lock=True)
        outcomes = inviting.invite(membership, group.school_id or 0, parse(text), "nl")
        return [outcome.result for outcome in outcomes]

    return invite


@pytest.mark.parametrize("round_", range(3))
def test_two_admins_invite_for_the_last_seat(
    app: Flask, olga: Person, group: Membership, round_: int
) -> None:
    groups.change(group, seats_paid=1)
    results = at_once(
        app, *(inviting_by(olga, group, f"{name}@x.nl") for name in ("a", "b", "c", "d"))
    )
    assert sorted(result[0] for result in results) == ["full", "full", "full", "invited"]
    assert len(seats_in(group)) == 1


def test_two_admins_paste_the_same_list(app: Flask, olga: Person, group: Membership) -> None:
    text = "\n".join(f"c{n}@x.nl" for n in range(6))
    results = at_once(app, inviting_by(olga, group, text), inviting_by(olga, group, text))
    assert sorted(result.count("invited") for result in results) == [0, 6]
    assert [seat.place for seat in seats_in(group)] == [1, 2, 3, 4, 5, 6]


def test_the_last_seat_by_the_link(app: Flask, group: Membership) -> None:
    groups.change(group, seats_paid=2)
    everybody = [people.person(f"P{n} Peters", member=False) for n in range(5)]

    def taking(person: Person) -> Callable[[], Any]:
        def take() -> Any:
            row = db.session.get_one(Person, person.id)
            return seats.take(group.id, group.school_id or 0, row).place

        return take

    results = at_once(app, *(taking(person) for person in everybody))
    assert sorted(each for each in results if isinstance(each, int)) == [1, 2]
    refused = [each for each in results if not isinstance(each, int)]
    assert len(refused) == 3 and all(isinstance(each, CrowdError) for each in refused)


def test_one_invitation_by_two_people_at_once(app: Flask, olga: Person, group: Membership) -> None:
    at_once(app, inviting_by(olga, group, "v@x.nl"))
    (seat,) = seats_in(group)
    couple = [people.person(f"Q{n} Quist", member=False) for n in range(2)]

    def accepting(person: Person) -> Callable[[], Any]:
        def accept() -> Any:
            row = db.session.get_one(Person, person.id)
            return seats.accept(seat.token or "", row, with_this_account=True).person_id

        return accept

    results = at_once(app, *(accepting(person) for person in couple))
    (winner,) = [each for each in results if isinstance(each, int)]
    (kept,) = seats_in(group)
    assert kept.person_id == winner


def test_the_database_refuses_two_in_one_place(app: Flask, group: Membership) -> None:
    """Whatever the code does: a place is given once."""

    def put(email: str) -> None:
        db.session.add(
            Seat(membership_id=group.id, school_id=group.school_id, place=1, email=email)
        )

    do(lambda: put("a@x.nl"))
    with app.app_context():
        put("b@x.nl")
        with pytest.raises(IntegrityError):
            db.session.commit()
        db.session.rollback()
