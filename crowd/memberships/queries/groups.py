"""A school's membership, for who pays or manages it: who does, where, and the ways in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, or_, select

from crowd.accounts.models import Person
from crowd.billing import mirror
from crowd.billing.models import Invoice, Membership
from crowd.core.clock import now
from crowd.core.db import db
from crowd.core.errors import NotFound
from crowd.memberships import rules
from crowd.memberships.models import (
    MailDomain,
    ManagerInvitation,
    SeatLink,
    SeatLocation,
    SeatManager,
)
from crowd.schools.models import School


@dataclass(frozen=True)
class Asked:
    """Somebody who was asked to manage and has not said yes."""

    email: str
    since: datetime
    may_mail: bool


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


def pays_online(membership: Membership) -> bool:
    """By card or debit, and still running: what failed can be paid in another way."""
    running = bool(membership.status) and membership.status not in mirror.DEAD
    return running and membership.collection == "auto"


def to_pay(membership: Membership) -> list[Invoice]:
    """What was to be collected and was not."""
    rows = db.session.scalars(
        select(Invoice)
        .where(
            Invoice.membership_id == membership.id,
            Invoice.payment == "failed",
            Invoice.status.in_(("open", "uncollectible")),
            Invoice.remaining_cents > 0,
        )
        .order_by(Invoice.id)
    )
    return [row for row in rows if row.hosted_url]


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


def asked_to_manage(membership_id: int) -> list[Asked]:
    found = db.session.scalars(
        select(ManagerInvitation)
        .where(ManagerInvitation.membership_id == membership_id)
        .order_by(ManagerInvitation.email)
    )
    return [
        Asked(row.email, row.mailed_at, rules.may_mail_again(row.mailings, row.mailed_at, now()))
        for row in found
    ]


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
