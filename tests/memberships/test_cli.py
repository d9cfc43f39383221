import time_machine
from flask import Flask

from crowd.accounts.models import Person
from crowd.core.clock import now
from crowd.memberships.queries.standing import Standing, members_of, school_ids, standing
from crowd.schools.models import School
from tests.factories import people
from tests.factories.rows import do

DAY = 24 * 3600


def run(app: Flask, *args: str) -> str:
    result = app.test_cli_runner().invoke(args=["memberships", *args])
    assert result.exit_code == 0, result.output
    return result.output


def standing_of(person: Person) -> Standing:
    return do(lambda: standing(person.id))


def test_an_administrator_gives_a_membership(app: Flask, vera: Person) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        assert not standing_of(vera).is_member
        assert "is a member until" in run(app, "give", "VERA@example.org", "--days", "30")
        assert standing_of(vera).is_member
        clock.shift(30 * DAY - 1)
        assert standing_of(vera).is_member
        clock.shift(1)
        assert not standing_of(vera).is_member


def test_an_ended_membership_ends_at_once_and_a_seat_stays(
    app: Flask, alice: Person, charlie: Person
) -> None:
    assert "no more" in run(app, "end", charlie.email)
    assert not standing_of(charlie).is_member
    run(app, "end", alice.email)
    assert standing_of(alice).is_member, "by the seat of the school"
    assert "had no membership" in run(app, "end", charlie.email)


def test_giving_just_before_ending_leaves_nothing(app: Flask, vera: Person) -> None:
    with time_machine.travel(now(), tick=False):
        run(app, "give", vera.email)
        run(app, "end", vera.email)
    assert not standing_of(vera).is_member


def test_an_unconfirmed_address_is_mentioned(app: Flask) -> None:
    people.person("Eva de Wit", confirmed=False)
    assert "not confirmed" in run(app, "give", "eva@example.org")


def test_what_is_not_right_is_said(app: Flask, vera: Person) -> None:
    for args in (["give", "niemand@example.org"], ["give", vera.email, "--days", "0"]):
        result = app.test_cli_runner().invoke(args=["memberships", *args])
        assert result.exit_code != 0 and "Traceback" not in result.output
    assert not standing_of(vera).is_member


def test_a_seat_opens_its_school_only(
    app: Flask, alice: Person, bob: Person, charlie: Person, our_school: School
) -> None:
    other = people.school("Het Kompas")
    people.seat(other, charlie)
    assert do(lambda: school_ids(alice.id)) == {our_school.id}
    assert do(lambda: school_ids(charlie.id)) == {other.id}
    assert do(lambda: members_of(our_school.id)) == {alice.id, bob.id}
