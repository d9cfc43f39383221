"""A school's membership with seats, and its owner, who needs none."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from crowd.accounts.models import Person
from crowd.billing.models import Membership
from crowd.core.clock import now
from crowd.core.db import db
from crowd.memberships.models import MailDomain, Quote, Seat, SeatLink
from crowd.schools.actions import new_school
from tests.factories.rows import do, found, save


def group(owner: Person, seats: int = 10, school: str = "De Plataan", **values: Any) -> Membership:
    """Ordered on invoice, and open for a year."""

    def add() -> Membership:
        named = new_school(school)
        moment = now()
        made = Membership(
            **{
                "kind": "school",
                "collection": "invoice",
                "owner_id": owner.id,
                "school_id": named.id,
                "organisation": school,
                "seats_paid": seats,
                "ordered_at": moment,
                "status": "active",
                "period_start": moment,
                "period_end": moment + timedelta(days=365),
                "access_until": moment + timedelta(days=365),
                **values,
            }
        )
        db.session.add(made)
        return made

    return do(add)


def seats_in(group: Membership) -> list[Seat]:
    """Not released, by place."""
    return found(
        select(Seat)
        .where(Seat.membership_id == group.id, Seat.released_at.is_(None))
        .order_by(Seat.place)
    )


def seat_of(group: Membership, email: str) -> Seat:
    (seat,) = [each for each in seats_in(group) if each.email == email]
    return seat


def seated(group: Membership, person: Person, **values: Any) -> Seat:
    """They hold the next seat."""
    place = len(seats_in(group)) + 1
    return save(
        Seat(
            **{
                "membership_id": group.id,
                "school_id": group.school_id,
                "place": place,
                "email": person.email,
                "name": person.name,
                "person_id": person.id,
                "accepted_at": now(),
                **values,
            }
        )
    )


def change(group: Membership, **values: Any) -> None:
    def apply() -> None:
        row = db.session.get_one(Membership, group.id)
        for name, value in values.items():
            setattr(row, name, value)

    do(apply)


def paid_by(owner: Person) -> Membership:
    """The membership of this person's school, which was given, is theirs to manage from now on."""

    def own() -> Membership:
        seat = db.session.scalars(select(Seat).where(Seat.person_id == owner.id)).one()
        membership = db.session.get_one(Membership, seat.membership_id)
        membership.owner_id = owner.id
        return membership

    return do(own)


def opened(group: Membership, token: str) -> None:
    """An invitation, a link and a quote with this token, a mail domain; every seat is taken."""
    school_id = group.school_id or 0

    def add() -> None:
        place = db.session.get_one(Membership, group.id).seats_paid + 1
        db.session.get_one(Membership, group.id).seats_paid = place
        db.session.add_all(
            [
                Seat(
                    membership_id=group.id,
                    school_id=school_id,
                    place=place,
                    email="genodigd@example.org",
                    token=token,
                ),
                SeatLink(membership_id=group.id, school_id=school_id, token=token),
                MailDomain(membership_id=group.id, school_id=school_id, domain="plataan.nl"),
                Quote(
                    token=token,
                    lang="nl",
                    valid_until=now() + timedelta(days=30),
                    seats=10,
                    unit_cents=25_000,
                    net_cents=206_612,
                    vat_cents=43_388,
                    vat_percent=21,
                    organisation="De Plataan",
                ),
            ]
        )

    do(add)
