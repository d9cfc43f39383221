"""The seats of a school as those who manage them see them: who, and never what anybody does."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, case, func, or_, select

from crowd.billing.models import Membership
from crowd.core.clock import now
from crowd.core.db import db
from crowd.core.errors import NotFound
from crowd.core.paging import Page, page
from crowd.memberships import rules
from crowd.memberships.models import Seat
from crowd.memberships.queries.groups import managed
from crowd.schools.models import School
from crowd.schools.queries import schools

SIZE = 200


@dataclass(frozen=True)
class Row:
    """A seat as it is shown: what whoever invited wrote, and whether it was accepted."""

    id: int
    name: str
    email: str
    school: str
    state: str  # invited, held or released
    since: datetime
    until: datetime | None  # an invitation ends, a seat was released
    mailings: int
    may_mail: bool


@dataclass(frozen=True)
class Totals:
    paid: int
    room: int
    held: int
    invited: int
    ends_at: datetime | None
    ends: bool  # and is not renewed
    open: bool

    @property
    def used(self) -> int:
        return self.held + self.invited

    @property
    def free(self) -> int:
        return max(0, self.room - self.used)


def seat_for(person_id: int | None, membership_id: int, seat_id: int) -> tuple[Membership, Seat]:
    """A seat of a membership that this person manages, to change it: locked."""
    membership = managed(person_id, membership_id, lock=True)
    seat = db.session.get(Seat, seat_id, populate_existing=True)
    if seat is None or seat.membership_id != membership.id:
        raise NotFound
    return membership, seat


def totals(membership: Membership) -> Totals:
    held, invited = db.session.execute(
        select(func.count(Seat.accepted_at), func.count() - func.count(Seat.accepted_at)).where(
            Seat.membership_id == membership.id, Seat.released_at.is_(None)
        )
    ).one()
    return Totals(
        paid=membership.seats_paid,
        room=rules.room(membership.seats_paid, membership.seats_next),
        held=held,
        invited=invited,
        ends_at=membership.period_end,
        ends=membership.cancel_at_period_end,
        open=membership.access_until > now(),
    )


def seats_of(membership_id: int, q: str = "", after: str | None = None) -> Page[Row]:
    """Who was invited or holds a seat: open invitations first, then by name or address."""
    shown = select(Seat).where(Seat.membership_id == membership_id, Seat.released_at.is_(None))
    if q:
        words = (func.lower(Seat.name), Seat.email)
        shown = shown.where(or_(*(text.contains(q.lower(), autoescape=True) for text in words)))
    held = case((Seat.accepted_at.is_(None), 0), else_=1)
    named = func.lower(case((Seat.name != "", Seat.name), else_=Seat.email), type_=String)
    return _rows(page(shown, key_columns=(held, named, Seat.id), after=after, size=SIZE))


def former_of(membership_id: int, after: str | None = None) -> Page[Row]:
    """Who held a seat before, the last one first. Invitations that were taken back were nobody's:
    they are not shown."""
    shown = select(Seat).where(
        Seat.membership_id == membership_id,
        Seat.released_at.is_not(None),
        Seat.accepted_at.is_not(None),
    )
    keys = (Seat.released_at.desc(), Seat.id.desc())
    return _rows(page(shown, key_columns=keys, after=after, size=SIZE))


def row_of(seat_id: int) -> Row:
    """One seat, as those who manage it see it."""
    seat = db.session.get_one(Seat, seat_id)
    return _row(seat, db.session.get_one(School, seat.school_id).name)


def _rows(found: Page[Seat]) -> Page[Row]:
    wanted = {seat.school_id for seat in found.rows}
    names = {school.id: school.name for school in schools(sorted(wanted))}
    return Page([_row(seat, names[seat.school_id]) for seat in found.rows], found.next)


def _row(seat: Seat, school: str) -> Row:
    invited = seat.accepted_at is None
    return Row(
        id=seat.id,
        name=seat.name,
        email=seat.email,
        school=school,
        state="released" if seat.released_at else "invited" if invited else "held",
        since=seat.accepted_at or seat.invited_at,
        until=seat.released_at or (rules.expires_at(seat.invited_at) if invited else None),
        mailings=seat.mailings,
        may_mail=rules.may_mail_again(seat.mailings, seat.mailed_at, now()),
    )
