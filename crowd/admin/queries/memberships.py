"""Memberships for the treasurer, with who pays and how many seats are in use."""

from dataclasses import dataclass

from sqlalchemy import func, select

from crowd.accounts.models import Person
from crowd.admin.filters import MembershipFilter
from crowd.admin.queries.payers import PAYER, SIZE, about, payer
from crowd.billing.models import Membership
from crowd.core.clock import now
from crowd.core.db import db
from crowd.core.errors import NotFound
from crowd.core.paging import Page, page
from crowd.memberships.models import Seat


@dataclass(frozen=True)
class BookedMembership:
    membership: Membership
    payer: str
    seats_used: int

    @property
    def is_ordered(self) -> bool:
        """By a school, so that there is something to put on an invoice."""
        return self.membership.kind == "school" and self.membership.collection != "given"

    @property
    def is_open(self) -> bool:
        return self.membership.access_until > now()


def memberships(wanted: MembershipFilter, after: str | None) -> Page[BookedMembership]:
    found = select(Membership).outerjoin(Person, Person.id == Membership.owner_id)
    if wanted.q:
        found = found.where(about(wanted.q, *PAYER))
    if wanted.kind:
        found = found.where(Membership.kind == wanted.kind)
    if wanted.access:
        is_open = Membership.access_until > now()
        found = found.where(is_open if wanted.access == "yes" else ~is_open)
    rows = page(found, key_columns=(Membership.id.desc(),), after=after, size=SIZE)
    return Page(_held(rows.rows), rows.next)


def membership(id_: int) -> BookedMembership:
    found = db.session.get(Membership, id_)
    if found is None:
        raise NotFound()
    return _held([found])[0]


def _held(rows: list[Membership]) -> list[BookedMembership]:
    ids = [row.id for row in rows]
    counted = db.session.execute(
        select(Seat.membership_id, func.count().label("seats"))
        .where(Seat.membership_id.in_(ids), Seat.released_at.is_(None))
        .group_by(Seat.membership_id)
    )
    used = {row.membership_id: row.seats for row in counted}
    owners = {
        person.id: person
        for person in db.session.scalars(
            select(Person).where(Person.id.in_([row.owner_id for row in rows if row.owner_id]))
        )
    }
    return [
        BookedMembership(row, payer(row, owners.get(row.owner_id or 0)), used.get(row.id, 0))
        for row in rows
    ]
