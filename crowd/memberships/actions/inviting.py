"""Inviting to a seat: as many as there are, each address once, told line by line."""

import secrets
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from flask_babel import gettext as _
from sqlalchemy import select

from crowd.accounts.models import Person
from crowd.billing.models import Membership
from crowd.core.clock import now
from crowd.core.db import db
from crowd.core.errors import Conflict, Invalid
from crowd.core.mail import send_later
from crowd.memberships import emails, rules
from crowd.memberships.addresses import Entry
from crowd.memberships.models import Seat
from crowd.memberships.queries.groups import locations_of
from crowd.schools.models import School

Result = Literal["invited", "holds", "waiting", "twice", "wrong", "full"]


@dataclass(frozen=True)
class Outcome:
    entry: Entry
    result: Result
    seat_id: int | None = None

    @property
    def to_correct(self) -> bool:
        """Comes back in the form: nothing that was typed is lost."""
        return self.result in {"wrong", "full"}


def count(outcomes: Sequence[Outcome]) -> dict[Result, int]:
    return dict(Counter(outcome.result for outcome in outcomes))


def invite(
    membership: Membership, school_id: int, entries: Sequence[Entry], lang: str
) -> list[Outcome]:
    """Invite each address; the membership is locked (`managed(..., lock=True)`).

    Who has no account is written to in `lang`.
    """
    require_open(membership)
    school = location(membership, school_id)
    taken = _unreleased(membership.id)
    accounts = _accounts([entry.email for entry in entries if entry.email])
    by_email = {seat.email: seat for seat in taken}
    by_person = {seat.person_id: seat for seat in taken if seat.person_id}
    again = _revoked_lately(membership.id)
    places = iter(
        rules.free_places(
            {seat.place for seat in taken}, rules.room(membership.seats_paid, membership.seats_next)
        )
    )
    outcomes: list[Outcome] = []
    seen: set[str] = set()
    for entry in entries:
        account = accounts.get(entry.email)
        held = by_email.get(entry.email) or (by_person.get(account.id) if account else None)
        if entry.problem:
            outcomes.append(Outcome(entry, "wrong"))
        elif entry.email in seen:
            outcomes.append(Outcome(entry, "twice"))
        elif held:
            outcomes.append(Outcome(entry, "holds" if held.accepted_at else "waiting", held.id))
        elif (place := next(places, None)) is None:
            outcomes.append(Outcome(entry, "full"))
        else:
            seat = again.get(entry.email) or Seat(
                membership_id=membership.id, email=entry.email, token=secrets.token_urlsafe(24)
            )
            seat.school_id, seat.place, seat.released_at = school.id, place, None
            seat.name, seat.invited_at = entry.name, now()
            db.session.add(seat)
            db.session.flush()
            if not seat.mailings or rules.may_mail_again(seat.mailings, seat.mailed_at, now()):
                write(seat, school, account.lang if account else lang)
            outcomes.append(Outcome(entry, "invited", seat.id))
        seen.add(entry.email)
    return outcomes


def write(seat: Seat, school: School, lang: str | None) -> None:
    """Mail the link; the second and third time as a reminder."""
    seat.mailings += 1
    seat.mailed_at = now()
    mail = emails.invite if seat.mailings == 1 else emails.remind
    send_later(mail(seat, school.name, lang), key=f"invite:{seat.id}:{seat.mailings}")


def write_again(seat: Seat, lang: str) -> None:
    """Mail an open invitation once more, when that is not too soon or too often."""
    if seat.accepted_at or seat.released_at or not seat.token:
        raise Conflict(_("Deze uitnodiging staat niet meer open."))
    if seat.mailings >= rules.MOST_MAILINGS:
        raise Conflict(
            _("Je stuurde deze uitnodiging al drie keer. Vraag even na of de mail komt.")
        )
    if not rules.may_mail_again(seat.mailings, seat.mailed_at, now()):
        raise Conflict(_("Je stuurde deze uitnodiging vandaag al. Morgen kan het weer."))
    account = _accounts([seat.email]).get(seat.email)
    school = db.session.get_one(School, seat.school_id)
    write(seat, school, account.lang if account else lang)


def require_open(membership: Membership) -> None:
    if membership.access_until <= now():
        raise Invalid(_("Dit groepslidmaatschap loopt nu niet. Er zijn geen plekken om te geven."))


def location(membership: Membership, school_id: int) -> School:
    """One of the schools that these seats are for."""
    for school in locations_of(membership.id):
        if school.id == school_id:
            return school
    raise Invalid(_("Kies een van je vestigingen."), "school_id")


def _unreleased(membership_id: int) -> Sequence[Seat]:
    return db.session.scalars(
        select(Seat).where(Seat.membership_id == membership_id, Seat.released_at.is_(None))
    ).all()


def _revoked_lately(membership_id: int) -> dict[str, Seat]:
    """Invitations taken back, never accepted: the same address gets the same one, so that
    taking back and inviting again does not send more mail."""
    rows = db.session.scalars(
        select(Seat)
        .where(
            Seat.membership_id == membership_id,
            Seat.released_at.is_not(None),
            Seat.accepted_at.is_(None),
        )
        .order_by(Seat.id)
    )
    return {seat.email: seat for seat in rows}


def _accounts(emails_: Collection[str]) -> dict[str, Person]:
    found: dict[str, Person] = {}
    wanted = sorted(set(emails_))
    for start in range(0, len(wanted), 500):
        chunk = wanted[start : start + 500]
        for person in db.session.scalars(select(Person).where(Person.email.in_(chunk))):
            found[person.email] = person
    return found
