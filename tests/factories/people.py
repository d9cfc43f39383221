"""People, schools, and the seats and memberships that they hold."""

from sqlalchemy import update

from crowd.accounts.models import Person
from crowd.core.clock import now
from crowd.core.db import db
from crowd.memberships.actions import giving
from crowd.memberships.actions.giving import give_membership, give_seat
from crowd.memberships.models import Seat
from crowd.people.models import Profile
from crowd.schools.models import School
from tests.factories.rows import do, save

# argon2 of "demo-wachtwoord", as cheap as it comes
CHEAP_HASH = (
    "$argon2id$v=19$m=8,t=1,p=1$O3U70FJzAPyYkEyf62J7zQ$scEMRIRRbDqvhQpDxVM7ohkDTaKmXpvGApoMVQ1kxNg"
)


def person(
    name: str,
    email: str | None = None,
    *,
    member: bool = True,
    confirmed: bool = True,
    sector: str | None = "vo",
    role: str = "",
) -> Person:
    """Someone whose password is "demo-wachtwoord"."""

    def add() -> Person:
        made = Person(
            name=name,
            email=email or f"{name.split()[0].lower()}@example.org",
            email_confirmed_at=now() if confirmed else None,
            password_hash=CHEAP_HASH,
            role=role,
        )
        db.session.add(made)
        db.session.flush()
        db.session.add(Profile(person_id=made.id, sector=sector, job_role="docent"))
        if member:
            give_membership(made.id)
        return made

    return do(add)


def school(name: str) -> School:
    return save(School(name=name))


def seat(school: School, person: Person) -> Seat:
    return do(lambda: give_seat(school.id, person.id))


def end_membership(person: Person) -> None:
    """The own membership ends; a seat stays."""
    do(lambda: giving.end_membership(person.id))


def end_seats(person: Person) -> None:
    """Leaves every school; a membership of one's own stays."""
    ended = update(Seat).where(Seat.person_id == person.id).values(released_at=now())
    do(lambda: db.session.execute(ended))


def member(person: Person) -> None:
    """Becomes a member today."""
    do(lambda: give_membership(person.id))
