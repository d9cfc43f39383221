"""Demo content into an empty site: what happened is done again, in order of time, through the
actions that a request uses; only the dates are set afterwards."""

from bisect import bisect_right
from datetime import datetime, timedelta

from sqlalchemy import exists, select, update

from crowd.accounts.models import Person
from crowd.core.clock import now
from crowd.core.db import db
from crowd.core.viewer import Viewer
from crowd.demo import content, office
from crowd.demo.accounts import ACCOUNTS
from crowd.demo.story import Story
from crowd.memberships.actions.giving import give_membership, give_seat
from crowd.notifications.models import Notification
from crowd.people.actions import Told, tell
from crowd.schools.actions import new_school

OFFICE_BRIN = "99XA"  # of the demo school
NO_PASSWORD = "!"  # noqa: S105 - no hash at all: nothing matches it
READ_AFTER = timedelta(days=6)  # what is older in an inbox was read


def is_loaded() -> bool:
    addresses = [email for email, _who in ACCOUNTS]
    return bool(db.session.scalar(select(exists().where(Person.email.in_(addresses)))))


def load(password_hash: str) -> int:
    """Everybody and everything; `password_hash` is for the accounts one can log in as."""
    started = now()
    viewers = _people(password_hash, started)
    happenings = [
        happening
        for text, row in content.questions()
        for happening in Story(text, row, viewers, started).happenings()
    ]
    told: list[tuple[datetime, datetime]] = []
    for happening in sorted(happenings, key=lambda each: each.at):
        told.append((now(), happening.at))
        happening.do(happening.at)
    _date_notices(told)
    return len(happenings)


def _people(password_hash: str, started: datetime) -> dict[str, Viewer]:
    """Schools, accounts, profiles, seats and memberships: who can do something, by key."""
    schools = {
        row["key"]: new_school(
            row["name"], row["place"], row["brin"], street="Ruilweg 12", postcode="1234 AB"
        )
        for row in content.schools()
    }
    office.person(password_hash)
    enters = {email for email, _who in ACCOUNTS}
    since = started - timedelta(days=400)
    viewers = {}
    for row in content.people():
        person = Person(
            name=row["name"],
            email=row["email"],
            email_confirmed_at=since,
            password_hash=password_hash if row["email"] in enters else NO_PASSWORD,
            role=row["account_role"] or "",
            created_at=since,
        )
        db.session.add(person)
        db.session.flush()
        tell(person, _told(row))
        seat = schools[row["seat"]].id if row["seat"] else None
        if seat is not None:
            given = give_seat(seat, person.id)
            given.invited_at = given.accepted_at = since
        elif row["member"]:
            give_membership(person.id)
        viewers[row["key"]] = Viewer(
            id=person.id,
            name=person.name,
            confirmed=True,
            member=row["member"],
            moderator=bool(row["account_role"]),
            school_ids=frozenset({seat} if seat is not None else ()),
        )
    return viewers


def _told(row: content.PersonRow) -> Told:
    return Told(
        name=row["name"],
        job_role=row["job_role"],
        sector=row["sector"],
        level=row["level"],
        school=row["school"] or "",
        subjects=row["subjects"],
        learning=row["followed_themes"],
        experience=row["experience_themes"],
    )


def _date_notices(told: list[tuple[datetime, datetime]]) -> None:
    """The inbox was told just now of what happened then: (when it was told, when it happened)."""
    db.session.flush()
    moments = [moment for moment, _at in told]
    read_before = moments[0] - READ_AFTER
    rows = []
    for id_, created_at in db.session.execute(select(Notification.id, Notification.created_at)):
        at = told[bisect_right(moments, created_at) - 1][1]
        rows.append({"id": id_, "created_at": at, "read_at": at if at < read_before else None})
    db.session.execute(update(Notification), rows)
