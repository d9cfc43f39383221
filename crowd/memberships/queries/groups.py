"""A school's membership as those who manage it see it: its seats, and never what anybody does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, func, or_, select

from crowd.accounts.models import Person
from crowd.billing.models import Membership
from crowd.core.clock import now
from crowd.core.db import db
from crowd.core.errors import NotFound
from crowd.memberships import rules
from crowd.memberships.models import MailDomain, Seat, SeatLink, SeatLocation, SeatManager
from crowd.schools.models import School


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


def managed_by(person_id: int) -> list[Membership]:
    """The memberships of schools that this person pays or manages, newest first."""
    mine = select(SeatManager.membership_id).where(SeatManager.person_id == person_id)
    return list(
        db.session.scalars(
            select(Membership)
            .where(
                Membership.kind == "school",
                or_(Membership.owner_id == person_id, Membership.id.in_(mine)),
            )
            .order_by(Membership.id.desc())
        )
    )


def last_order(person_id: int) -> Membership | None:
    """What this person ordered last for a school."""
    return db.session.scalar(
        select(Membership)
        .where(Membership.kind == "school", Membership.owner_id == person_id)
        .order_by(Membership.id.desc())
        .limit(1)
    )


def manages(person_id: int) -> bool:
    """Whether there are seats that this person pays or manages."""
    mine = exists().where(SeatManager.person_id == person_id)
    paid = exists().where(Membership.kind == "school", Membership.owner_id == person_id)
    return bool(db.session.scalar(select(or_(mine, paid))))


def managed(person_id: int | None, membership_id: int, *, lock: bool = False) -> Membership:
    """This membership, for who may manage it; with `lock` nobody else changes its seats meanwhile.

    SQLite has one writer, who holds the lock already.
    """
    query = select(Membership).where(Membership.id == membership_id, Membership.kind == "school")
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    membership = db.session.scalar(query)
    if membership is None:
        raise NotFound
    managers = db.session.scalars(
        select(SeatManager.person_id).where(SeatManager.membership_id == membership_id)
    ).all()
    if not rules.may_manage(person_id, membership.owner_id, managers):
        raise NotFound
    return membership


def paid_by(person_id: int | None, membership_id: int, *, lock: bool = False) -> Membership:
    """This membership, for who pays it."""
    membership = managed(person_id, membership_id, lock=lock)
    if not rules.may_pay(person_id, membership.owner_id):
        raise NotFound
    return membership


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


def seats_of(membership_id: int) -> list[Row]:
    """Who was invited or holds a seat: open invitations first, then by name."""
    return sorted(
        _rows(membership_id, released=False),
        key=lambda row: (row.state != "invited", (row.name or row.email).lower()),
    )


def former_of(membership_id: int) -> list[Row]:
    """Who held a seat before, the last one first."""
    rows = _rows(membership_id, released=True)
    return sorted(rows, key=lambda row: row.until or row.since, reverse=True)


def row_of(seat_id: int) -> Row:
    """One seat, as those who manage it see it."""
    seat, school = db.session.execute(
        select(Seat, School.name)
        .join(School, School.id == Seat.school_id)
        .where(Seat.id == seat_id)
    ).one()
    return _row(seat, school)


def _rows(membership_id: int, *, released: bool) -> list[Row]:
    """Invitations that were taken back were nobody's: they are not shown."""
    shown = (
        and_(Seat.released_at.is_not(None), Seat.accepted_at.is_not(None))
        if released
        else Seat.released_at.is_(None)
    )
    found = db.session.execute(
        select(Seat, School.name)
        .join(School, School.id == Seat.school_id)
        .where(Seat.membership_id == membership_id, shown)
    )
    return [_row(seat, school) for seat, school in found]


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


def locations_of(membership_id: int) -> Sequence[School]:
    """The schools that seats may be for: the one that ordered, and those that were added."""
    first = select(Membership.school_id).where(Membership.id == membership_id)
    more = select(SeatLocation.school_id).where(SeatLocation.membership_id == membership_id)
    return db.session.scalars(
        select(School)
        .where(or_(School.id.in_(first), School.id.in_(more)))
        .order_by(School.name, School.id)
    ).all()


def managers_of(membership_id: int) -> Sequence[Person]:
    return db.session.scalars(
        select(Person)
        .join(SeatManager, SeatManager.person_id == Person.id)
        .where(SeatManager.membership_id == membership_id)
        .order_by(Person.name)
    ).all()


def link_of(membership_id: int) -> SeatLink | None:
    return db.session.get(SeatLink, membership_id)


def domains_of(membership_id: int) -> Sequence[MailDomain]:
    return db.session.scalars(
        select(MailDomain)
        .where(MailDomain.membership_id == membership_id)
        .order_by(MailDomain.domain)
    ).all()


def name_of(membership: Membership) -> str:
    """What this group is called: the organisation that ordered, else its school."""
    if membership.organisation:
        return membership.organisation
    school = db.session.get(School, membership.school_id) if membership.school_id else None
    return school.name if school else ""
