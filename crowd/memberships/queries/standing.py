"""Who is a member, and at which schools someone holds an active seat."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, literal, null, select, union_all

from crowd.billing.models import Membership
from crowd.core.clock import now
from crowd.core.db import db
from crowd.memberships.models import Seat


@dataclass(frozen=True)
class Standing:
    """What someone's memberships and seats come down to, at this moment."""

    is_member: bool
    school_ids: frozenset[int]
    ends_at: datetime | None  # of the own membership
    late: bool = False  # a payment for it failed


def standing(person_id: int) -> Standing:
    """One query: the active memberships and seats of a person."""
    late = (Membership.status == "past_due").label("late")
    own = select(literal(0).label("school_id"), Membership.period_end.label("ends_at"), late).where(
        Membership.owner_id == person_id,
        Membership.kind == "teacher",
        Membership.access_until > now(),
    )
    seats = select(Seat.school_id, null().label("ends_at"), literal(False).label("late")).where(
        Seat.person_id == person_id, *_active()
    )
    rows: Sequence[Any] = db.session.execute(union_all(own, seats)).all()
    ends = [row.ends_at for row in rows if row.school_id == 0 and row.ends_at]
    return Standing(
        is_member=bool(rows),
        school_ids=frozenset(row.school_id for row in rows if row.school_id),
        ends_at=max(ends) if ends else None,
        late=any(row.late for row in rows),
    )


def school_ids(person_id: int) -> frozenset[int]:
    """Schools where this person holds an active seat."""
    return standing(person_id).school_ids


def members_of(school_id: int) -> set[int]:
    """Who holds an active seat at a school."""
    rows = db.session.scalars(select(Seat.person_id).where(Seat.school_id == school_id, *_active()))
    return {person_id for person_id in rows if person_id is not None}


def members_among(person_ids: Collection[int]) -> set[int]:
    """Those of these people who are a member now, by themselves or by a seat."""
    own = select(Membership.owner_id).where(
        Membership.owner_id.in_(person_ids),
        Membership.kind == "teacher",
        Membership.access_until > now(),
    )
    seats = select(Seat.person_id).where(Seat.person_id.in_(person_ids), *_active())
    return {id_ for id_ in db.session.scalars(union_all(own, seats)) if id_ is not None}


def _active() -> tuple[ColumnElement[bool], ...]:
    """A seat that is held, in a membership that gives access now."""
    open_ = select(Membership.id).where(Membership.access_until > now())
    return (
        Seat.accepted_at.is_not(None),
        Seat.released_at.is_(None),
        Seat.membership_id.in_(open_),
    )


def holds_seat(school_id: Any, person_id: Any) -> ColumnElement[bool]:
    """For a query over other tables: this person holds an active seat at this school."""
    return exists().where(Seat.school_id == school_id, Seat.person_id == person_id, *_active())
