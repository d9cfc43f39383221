"""The ways in to a seat, as the person sees them who was invited."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from crowd.accounts.models import Person
from crowd.billing.models import Membership
from crowd.core.clock import now
from crowd.core.db import db
from crowd.memberships import links, rules
from crowd.memberships.models import MailDomain, ManagerInvitation, Seat, SeatLink
from crowd.schools.models import School


@dataclass(frozen=True)
class Invitation:
    """A seat that waits for somebody, or is theirs already."""

    seat: Seat
    school: School
    membership: Membership

    @property
    def expired(self) -> bool:
        return self.seat.accepted_at is None and rules.expires_at(self.seat.invited_at) <= now()


@dataclass(frozen=True)
class Offer:
    """A seat that somebody may take: by a link, or by an address of the school."""

    membership: Membership
    school: School
    domain: MailDomain | None = None


@dataclass(frozen=True)
class OwnMembership:
    """What somebody pays for already."""

    id: int
    ends_at: datetime | None
    renews: bool


def invitation(token: str) -> Invitation | None:
    """What a link in a mail leads to; None when the seat went to somebody else."""
    found = db.session.execute(
        select(Seat, School, Membership)
        .join(School, School.id == Seat.school_id)
        .join(Membership, Membership.id == Seat.membership_id)
        .where(Seat.token == token, Seat.released_at.is_(None))
    ).one_or_none()
    return Invitation(*found) if found else None


def link(token: str) -> Offer | None:
    found = db.session.execute(
        select(Membership, School)
        .join(SeatLink, SeatLink.membership_id == Membership.id)
        .join(School, School.id == SeatLink.school_id)
        .where(SeatLink.token == token)
    ).one_or_none()
    return Offer(*found) if found else None


def waiting_for(person: Person) -> list[Invitation]:
    """Open invitations to this person's address."""
    found = db.session.execute(
        select(Seat, School, Membership)
        .join(School, School.id == Seat.school_id)
        .join(Membership, Membership.id == Seat.membership_id)
        .where(
            Seat.email == person.email,
            Seat.accepted_at.is_(None),
            Seat.released_at.is_(None),
            Seat.invited_at > now() - rules.VALID_FOR,
            Membership.access_until > now(),
        )
        .order_by(Seat.id)
    )
    return [Invitation(*each) for each in found]


def offers_for(person: Person) -> list[Offer]:
    """Seats for whoever has a confirmed address at a verified domain."""
    if person.email_confirmed_at is None:
        return []
    held = select(Seat.membership_id).where(
        Seat.released_at.is_(None), (Seat.person_id == person.id) | (Seat.email == person.email)
    )
    found = db.session.execute(
        select(Membership, School, MailDomain)
        .join(MailDomain, MailDomain.membership_id == Membership.id)
        .join(School, School.id == MailDomain.school_id)
        .where(
            MailDomain.domain == person.email.rpartition("@")[2],
            MailDomain.verified_at.is_not(None),
            Membership.access_until > now(),
            Membership.id.not_in(held),
        )
        .order_by(Membership.id)
    )
    return [Offer(*each) for each in found]


def held_by(person_id: int) -> list[Invitation]:
    """The seats that this person holds, also in a membership that has stopped."""
    found = db.session.execute(
        select(Seat, School, Membership)
        .join(School, School.id == Seat.school_id)
        .join(Membership, Membership.id == Seat.membership_id)
        .where(
            Seat.person_id == person_id, Seat.accepted_at.is_not(None), Seat.released_at.is_(None)
        )
        .order_by(School.name, Seat.id)
    )
    return [Invitation(*each) for each in found]


def own_membership(person_id: int) -> OwnMembership | None:
    """A membership that this person pays, which a seat would come on top of."""
    found = db.session.scalar(
        select(Membership)
        .where(
            Membership.owner_id == person_id,
            Membership.kind == "teacher",
            Membership.collection != "given",
            Membership.access_until > now(),
        )
        .order_by(Membership.id.desc())
        .limit(1)
    )
    if found is None:
        return None
    return OwnMembership(found.id, found.period_end, not found.cancel_at_period_end)


def domain_of_link(token: str | None) -> MailDomain | None:
    held = links.read("domain", token)
    return db.session.get(MailDomain, held["domain"]) if held else None


def managed_by_link(token: str | None) -> Membership | None:
    """What a mailed link asks to manage, as long as that was not taken back."""
    held = links.read("manage", token)
    if not held or not db.session.get(ManagerInvitation, (held["membership"], held["email"])):
        return None
    return db.session.get(Membership, held["membership"])
