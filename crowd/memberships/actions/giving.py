"""Giving a membership or a seat without paying."""

from datetime import timedelta

from sqlalchemy import select

from crowd.accounts.models import Person
from crowd.billing.models import Membership
from crowd.billing.rules import FOREVER
from crowd.core.clock import now
from crowd.core.db import db
from crowd.memberships.models import Seat


def give_membership(person_id: int, days: int = 365) -> Membership:
    """A membership from now on, without paying."""
    moment = now()
    membership = Membership(
        kind="teacher",
        collection="given",
        owner_id=person_id,
        period_start=moment,
        period_end=moment + timedelta(days=days),
        access_until=moment + timedelta(days=days),
    )
    db.session.add(membership)
    return membership


def give_seat(school_id: int, person_id: int) -> Seat:
    """A seat in what this school was given, which has no end."""
    moment = now()
    given = _given_to(school_id)
    seat = Seat(
        membership_id=given.id,
        school_id=school_id,
        place=given.seats_paid,  # nobody else has the last one
        email=db.session.get_one(Person, person_id).email,
        person_id=person_id,
        invited_at=moment,
        accepted_at=moment,
    )
    db.session.add(seat)
    return seat


def _given_to(school_id: int) -> Membership:
    """The membership that this school was given, with room for one more."""
    given = db.session.scalar(
        select(Membership).where(
            Membership.school_id == school_id, Membership.collection == "given"
        )
    )
    if given is not None:
        given.seats_paid += 1
        return given
    given = Membership(
        kind="school",
        collection="given",
        school_id=school_id,
        period_start=now(),
        access_until=FOREVER,
    )
    db.session.add(given)
    db.session.flush()
    return given


def end_membership(person_id: int) -> int:
    """End this person's given memberships now; returns how many there were. Seats stay."""
    moment = now()
    running = db.session.scalars(
        select(Membership).where(
            Membership.owner_id == person_id,
            Membership.kind == "teacher",
            Membership.collection == "given",
            Membership.access_until > moment,
        )
    ).all()
    for membership in running:
        membership.period_end = membership.access_until = moment
    return len(running)
