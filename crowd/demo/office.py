"""The office of the demo school: who orders seats on invoice, and invites colleagues."""

from datetime import timedelta

from sqlalchemy import delete, select, update

from crowd.accounts.models import Person
from crowd.accounts.queries import person_by_email
from crowd.billing.actions import purchase
from crowd.billing.models import Membership
from crowd.core.clock import now
from crowd.core.db import db
from crowd.memberships.actions import inviting
from crowd.memberships.actions.seats import lock, release
from crowd.memberships.addresses import parse
from crowd.memberships.models import Seat
from crowd.schools.models import School
from crowd.schools.queries import school_by_brin

EMAIL = "kantoor@example.org"
SEATS = 40
INVITED = """
Bram de Jager <bram.de.jager@wisselaar.example.org>
Yvonne Kuiper <yvonne.kuiper@wisselaar.example.org>
Lotte Hendriks <lotte.hendriks@wisselaar.example.org>
"""
LEFT = "Kees van Dam <kees.van.dam@wisselaar.example.org>"


def person(password_hash: str) -> None:
    db.session.add(
        Person(
            name="Ank de Boer",
            email=EMAIL,
            email_confirmed_at=now(),
            password_hash=password_hash,
            created_at=now() - timedelta(days=60),
        )
    )


def open_office(brin: str) -> None:
    """Order forty seats; who had one at this school gets one of them, others are invited.

    Commits, as ordering does.
    """
    office, school = _person(), _school(brin)
    placed = purchase.order_school(
        purchase.SchoolOrder(
            owner_id=office.id,
            school_id=school.id,
            seats=SEATS,
            organisation=school.name,
            brin=school.brin or "",
            street=school.street,
            postcode=school.postcode,
            city=school.place or "",
            contact_name=office.name,
            contact_email=office.email,
            invoice_email="facturen@example.org",
            po_number="PO-2026-0417",
            cost_centre="4710",
        )
    )
    school = _school(brin)
    membership = lock(placed.membership_id)
    _move_here(membership, school)
    inviting.invite(membership, school.id, parse(INVITED), "nl")
    (left,) = inviting.invite(membership, school.id, parse(LEFT), "nl")
    seat = db.session.get_one(Seat, left.seat_id)
    seat.accepted_at = now() - timedelta(days=20)
    release(seat)
    db.session.commit()


def _person() -> Person:
    found = person_by_email(EMAIL)
    assert found is not None
    return found


def _school(brin: str) -> School:
    found = school_by_brin(brin)
    assert found is not None
    return found


def _move_here(membership: Membership, school: School) -> None:
    """The seats that this school was given belong to its own order from now on."""
    given = select(Membership.id).where(
        Membership.school_id == school.id, Membership.collection == "given"
    )
    name = select(Person.name).where(Person.id == Seat.person_id).scalar_subquery()
    moved = update(Seat).where(Seat.membership_id.in_(given))
    db.session.execute(moved.values(membership_id=membership.id, name=name))
    db.session.execute(delete(Membership).where(Membership.id.in_(given)))
