"""A seat's life after the invitation: accepted, released, given to the next one."""

from flask_babel import gettext as _
from sqlalchemy import select

from crowd.accounts.actions import sign_up_invited
from crowd.accounts.models import Person
from crowd.billing.models import Membership
from crowd.core.clock import now
from crowd.core.db import db
from crowd.core.errors import Conflict, Invalid, NotFound
from crowd.core.mail import send_later
from crowd.memberships import emails, rules
from crowd.memberships.actions.inviting import invite, require_open
from crowd.memberships.addresses import Entry
from crowd.memberships.models import Seat
from crowd.schools.models import School


def lock(membership_id: int) -> Membership:
    """Nobody else changes the seats of this membership until we are done."""
    membership = db.session.scalar(
        select(Membership)
        .where(Membership.id == membership_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if membership is None:
        raise NotFound
    return membership


def accept(token: str, person: Person, *, with_this_account: bool = False) -> Seat:
    """Take the seat that was offered. With another address than the one that was invited, only
    when the person said so: `with_this_account`. The link proves the address it was mailed to."""
    seat = _by_token(token)
    membership = lock(seat.membership_id)
    db.session.refresh(seat)
    if seat.released_at or (seat.accepted_at and seat.person_id != person.id):
        raise Conflict(_("Deze plek is intussen aan iemand anders gegeven."))
    if seat.accepted_at:
        return seat
    require_open(membership)
    if rules.expires_at(seat.invited_at) <= now():
        raise Conflict(_("Deze uitnodiging is verlopen. Vraag je school om een nieuwe."))
    if seat.email == person.email:
        person.email_confirmed_at = person.email_confirmed_at or now()
    elif not with_this_account:
        raise Invalid(_("Deze uitnodiging is voor een ander adres. Zeg of je dat ook bent."))
    _take(seat, membership, person)
    return seat


def accept_as_new(token: str, name: str, password_hash: str, lang: str) -> Person:
    """An account for the address that was invited, and its seat."""
    seat = _by_token(token)
    person = sign_up_invited(name, seat.email, password_hash, lang)
    if person is None:
        raise Conflict(_("Met dit adres is intussen een account gemaakt. Log in."))
    accept(token, person)
    return person


def take(membership_id: int, school_id: int, person: Person) -> Seat:
    """A free seat, by the link or by an address of the school: the school sees who took it."""
    membership = lock(membership_id)
    require_open(membership)
    if person.email_confirmed_at is None:
        raise Invalid(_("Bevestig eerst je e-mailadres. De link staat in je mail."))
    found = db.session.scalars(
        select(Seat).where(
            Seat.membership_id == membership_id,
            Seat.released_at.is_(None),
            (Seat.person_id == person.id) | (Seat.email == person.email),
        )
    ).all()
    mine = next((seat for seat in found if seat.person_id == person.id), None)
    if mine is None and found:
        mine = found[0]
        if mine.accepted_at:
            raise Conflict(_("De plek voor dit adres is al genomen, met een ander account."))
    if mine is None:
        mine = Seat(
            membership_id=membership_id,
            school_id=school_id,
            place=_free_place(membership),
            email=person.email,
            name=person.name,
        )
        db.session.add(mine)
    if mine.accepted_at is None:
        _take(mine, membership, person)
    return mine


def release(seat: Seat) -> None:
    """The seat is free at once. Who held it keeps the account and is told; an invitation that
    nobody accepted is only taken back."""
    if seat.released_at:
        return
    seat.released_at = now()
    holder = db.session.get(Person, seat.person_id) if seat.person_id else None
    if holder and seat.accepted_at:
        school = db.session.get_one(School, seat.school_id)
        send_later(
            emails.released(holder, school.name), key=f"released:{seat.id}:{seat.released_at}"
        )


def restore(seat: Seat, membership: Membership) -> None:
    """Take back a release of just now, when there is room."""
    if not seat.released_at or now() - seat.released_at > rules.UNDO_FOR:
        raise Conflict(_("Dit kan niet meer ongedaan gemaakt worden. Nodig opnieuw uit."))
    others = Seat.email == seat.email
    if seat.person_id:  # nobody yet is not the same person as nobody
        others |= Seat.person_id == seat.person_id
    if db.session.scalar(
        select(Seat.id).where(
            Seat.membership_id == membership.id, Seat.released_at.is_(None), others
        )
    ):
        raise Conflict(_("Deze collega heeft intussen een andere plek."))
    seat.place = _free_place(membership)
    seat.released_at = None


def reassign(seat: Seat, membership: Membership, entry: Entry, lang: str) -> None:
    """From who leaves to who comes, in one step."""
    if seat.released_at:
        raise Conflict(_("Deze plek is al vrij. Nodig de opvolger gewoon uit."))
    if entry.problem:
        raise Invalid(_("Dit e-mailadres klopt niet."), "email")
    if entry.email == seat.email or _has_seat(membership.id, entry.email):
        raise Invalid(_("Deze collega heeft al een plek, of is al uitgenodigd."), "email")
    require_open(membership)
    release(seat)
    db.session.flush()
    invite(membership, seat.school_id, [entry], lang)


def give_back(seat: Seat) -> None:
    """The holder does not want the seat any more."""
    seat.released_at = seat.released_at or now()


def _by_token(token: str) -> Seat:
    seat = db.session.scalar(select(Seat).where(Seat.token == token, Seat.released_at.is_(None)))
    if seat is None:
        raise NotFound
    return seat


def _has_seat(membership_id: int, email: str) -> bool:
    """By this address, or by the account that has it."""
    account = select(Person.id).where(Person.email == email).scalar_subquery()
    found = select(Seat.id).where(
        Seat.membership_id == membership_id,
        Seat.released_at.is_(None),
        (Seat.email == email) | (Seat.person_id == account),
    )
    return db.session.scalar(found.limit(1)) is not None


def _take(seat: Seat, membership: Membership, person: Person) -> None:
    other = db.session.scalar(
        select(Seat.id).where(
            Seat.membership_id == membership.id,
            Seat.person_id == person.id,
            Seat.released_at.is_(None),
            Seat.id != seat.id,
        )
    )
    if other:
        raise Conflict(_("Je hebt al een plek via deze school."))
    seat.person_id = person.id
    seat.accepted_at = now()


def _free_place(membership: Membership) -> int:
    taken = db.session.scalars(
        select(Seat.place).where(Seat.membership_id == membership.id, Seat.released_at.is_(None))
    ).all()
    room = rules.room(membership.seats_paid, membership.seats_next)
    free = rules.free_places(set(taken), room)
    if not free:
        raise Conflict(_("Alle %(n)s plekken zijn bezet. Vraag je school om er een bij.", n=room))
    return free[0]
