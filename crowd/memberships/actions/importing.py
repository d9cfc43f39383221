"""Members from elsewhere get an account and what they have there; once more changes nothing."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta

from sqlalchemy import select

from crowd.accounts.models import Person
from crowd.accounts.passwords import NOBODY
from crowd.accounts.queries import person_by_email
from crowd.billing.models import Membership
from crowd.billing.rules import FOREVER
from crowd.core.clock import AMSTERDAM, now
from crowd.core.db import db
from crowd.memberships.actions.giving import give_seat
from crowd.memberships.member_file import MemberLine
from crowd.memberships.models import Seat
from crowd.schools.models import School


def bring_in(lines: Iterable[MemberLine]) -> Iterator[tuple[MemberLine, str]]:
    """Each line, and what becomes of it. The caller commits, or not."""
    for line in lines:
        person, said = _person(line)
        had = _seat(person, line) if line.school or line.brin else _own(person, line)
        db.session.flush()
        yield line, f"{said}, {had}" if said else had


def _person(line: MemberLine) -> tuple[Person, str]:
    """The account of this address, or a new one: its password is chosen by "forgotten"."""
    if known := person_by_email(line.email):
        return known, ""
    name = line.name or line.email.partition("@")[0]
    person = Person(name=name, email=line.email, password_hash=NOBODY, lang="nl")
    db.session.add(person)
    db.session.flush()
    return person, "new account"


def _own(person: Person, line: MemberLine) -> str:
    """A membership that was given, to the end of the last day."""
    ends = _end_of(line)
    given = db.session.scalar(
        select(Membership)
        .where(
            Membership.owner_id == person.id,
            Membership.kind == "teacher",
            Membership.collection == "given",
        )
        .order_by(Membership.id.desc())
    )
    if given is None:
        given = Membership(kind="teacher", collection="given", owner_id=person.id)
        db.session.add(given)
    elif given.period_end == ends:
        return f"member until {line.end} already"
    given.period_start = given.period_start or _start_of(line)
    given.period_end = given.access_until = ends
    return f"member until {line.end}"


def _seat(person: Person, line: MemberLine) -> str:
    """A seat at the school, in a membership that was given to it."""
    school = _school(line)
    held = db.session.scalar(
        select(Seat).where(
            Seat.school_id == school.id, Seat.person_id == person.id, Seat.released_at.is_(None)
        )
    )
    seat = held or give_seat(school.id, person.id)
    membership = db.session.get_one(Membership, seat.membership_id)
    ends = _end_of(line)
    if membership.collection == "given" and _ends_later(membership, ends):
        membership.period_end = membership.access_until = ends
    place = f"at {school.name}"
    return f"has a seat {place} already" if held else f"a seat {place} until {line.end}"


def _ends_later(membership: Membership, ends: datetime) -> bool:
    """One end for all seats of a school: the last that the file names."""
    return membership.access_until >= FOREVER or ends > membership.access_until


def _school(line: MemberLine) -> School:
    by = School.brin == line.brin if line.brin else School.name == line.school
    if known := db.session.scalar(select(School).where(by)):
        return known
    school = School(name=line.school or line.brin, brin=line.brin or None)
    db.session.add(school)
    db.session.flush()
    return school


def _start_of(line: MemberLine) -> datetime:
    return datetime.combine(line.start, time(), AMSTERDAM) if line.start else now()


def _end_of(line: MemberLine) -> datetime:
    """The moment after the last day."""
    assert line.end is not None
    return datetime.combine(line.end + timedelta(days=1), time(), AMSTERDAM)
