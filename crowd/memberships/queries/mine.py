"""What somebody pays for and holds, and what that comes down to now: one's own, nobody else's."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from crowd.billing import emails, mirror, rules
from crowd.billing.actions.ending import back, begun_at
from crowd.billing.actions.sync import standing_of
from crowd.billing.models import Invoice, Membership
from crowd.billing.rules import Access
from crowd.core.clock import days_left, now
from crowd.core.db import db
from crowd.core.errors import NotFound
from crowd.memberships.models import Seat
from crowd.schools.models import School


@dataclass(frozen=True)
class Own:
    """A membership of one's own; `yearly` cents are paid at the next renewal."""

    id: int
    paid: bool  # and not given
    access: Access
    yearly: int
    ends_at: datetime | None
    running: bool
    cancelled: bool
    has_customer: bool
    withdraw_until: datetime | None
    withdraw_cents: int
    invoices: list[Invoice]

    @property
    def days_to_withdraw(self) -> int:
        return days_left(self.withdraw_until or now())


@dataclass(frozen=True)
class Held:
    """A seat, with until when the school's membership runs."""

    school: str
    access: Access
    ends_at: datetime | None


@dataclass(frozen=True)
class Mine:
    own: list[Own]
    seats: list[Held]

    @property
    def allowed(self) -> bool:
        found = [*(own.access for own in self.own), *(seat.access for seat in self.seats)]
        return any(access.allowed for access in found)

    @property
    def paid(self) -> Own | None:
        """The newest that is or was paid for."""
        return next((each for each in self.own if each.paid), None)

    @property
    def running(self) -> Own | None:
        return next((each for each in self.own if each.paid and each.running), None)


def mine(person_id: int) -> Mine:
    """The newest first; what was begun and never paid is left out when something else is there."""
    rows = db.session.scalars(
        select(Membership)
        .where(Membership.owner_id == person_id, Membership.kind == "teacher")
        .order_by(Membership.id.desc())
        .options(selectinload(Membership.invoices).selectinload(Invoice.credit_notes))
    ).all()
    begun = [row for row in rows if row.status or row.collection == "given"]
    return Mine(own=[_own(row) for row in begun or rows], seats=_seats(person_id))


def running_id(person_id: int) -> int:
    """The id of the membership that this person pays for now."""
    found = mine(person_id).running
    if found is None:
        raise NotFound
    return found.id


def newest_id(person_id: int) -> int | None:
    """What was begun or bought last, paid or not."""
    return db.session.scalar(
        select(Membership.id)
        .where(
            Membership.owner_id == person_id,
            Membership.kind == "teacher",
            Membership.collection != "given",
        )
        .order_by(Membership.id.desc())
        .limit(1)
    )


def _own(row: Membership) -> Own:
    moment, begun = now(), begun_at(row)
    may = not row.withdrawn_at and rules.may_withdraw(mirror.mirror_of(row), begun, moment)
    return Own(
        id=row.id,
        paid=row.collection != "given",
        access=standing_of(row),
        yearly=emails.yearly(row),
        ends_at=row.period_end,
        running=bool(row.subscription_id) and row.status not in mirror.DEAD,
        cancelled=row.cancel_at_period_end,
        has_customer=row.customer_id is not None,
        withdraw_until=begun + rules.WITHDRAWAL if may and begun else None,
        withdraw_cents=back(row, moment) if may else 0,
        invoices=[invoice for invoice in reversed(row.invoices) if invoice.number],
    )


def _seats(person_id: int) -> list[Held]:
    rows = db.session.execute(
        select(Membership, School.name)
        .join(Seat, Seat.membership_id == Membership.id)
        .join(School, School.id == Seat.school_id)
        .where(
            Seat.person_id == person_id,
            Seat.accepted_at.is_not(None),
            Seat.released_at.is_(None),
        )
        .options(selectinload(Membership.invoices).selectinload(Invoice.credit_notes))
        .order_by(Seat.id.desc())
    ).all()
    return [Held(name, standing_of(row), row.period_end) for row, name in rows]
