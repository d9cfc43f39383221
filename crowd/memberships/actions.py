"""Giving a membership or a seat; buying one comes with billing."""

from datetime import timedelta

from sqlalchemy import select

from crowd.core.clock import now
from crowd.core.db import db
from crowd.memberships.models import Membership, Seat


def give_membership(person_id: int, days: int = 365) -> Membership:
    """A membership from now on, without paying."""
    moment = now()
    membership = Membership(
        person_id=person_id, starts_at=moment, ends_at=moment + timedelta(days=days)
    )
    db.session.add(membership)
    return membership


def give_seat(school_id: int, person_id: int) -> Seat:
    seat = Seat(school_id=school_id, person_id=person_id)
    db.session.add(seat)
    return seat


def end_membership(person_id: int) -> int:
    """End this person's own memberships now; returns how many there were. Seats stay."""
    moment = now()
    running = db.session.scalars(
        select(Membership).where(Membership.person_id == person_id, Membership.ends_at > moment)
    ).all()
    for membership in running:
        if membership.starts_at < moment:
            membership.ends_at = moment
        else:
            db.session.delete(membership)
    return len(running)
