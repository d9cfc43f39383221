"""Accounts as others need them: by address, by id, and where someone is logged in."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from crowd.accounts import links
from crowd.accounts.models import EmailChange, LoginSession, Person
from crowd.core.clock import now
from crowd.core.db import db
from crowd.core.errors import NotFound


def person_for(person_id: int | None) -> Person:
    """The person with this id, or NotFound."""
    person = db.session.get(Person, person_id) if person_id is not None else None
    if person is None:
        raise NotFound
    return person


def person_by_email(email: str) -> Person | None:
    return db.session.scalar(select(Person).where(Person.email == email.strip().lower()))


def sessions_of(person_id: int) -> Sequence[LoginSession]:
    """Where this person is logged in, last used first."""
    return db.session.scalars(
        select(LoginSession)
        .where(LoginSession.person_id == person_id, LoginSession.revoked_at.is_(None))
        .order_by(LoginSession.last_used_at.desc(), LoginSession.id.desc())
    ).all()


def person_of_confirm_link(token: str | None) -> Person | None:
    """Whose address the link was mailed to, if it still is their address."""
    held = links.read("confirm", token)
    person = db.session.get(Person, held["person"]) if held else None
    return person if person and person.email == held["email"] else None


def person_of_reset_link(token: str | None) -> Person | None:
    """Who may choose a new password, if they did not do so since the link was mailed."""
    held = links.read("reset", token)
    person = db.session.get(Person, held["person"]) if held else None
    return person if person and links.fingerprint(person) == held["print"] else None


def pending_change(person_id: int) -> EmailChange | None:
    """The new address that waits for a yes."""
    since = now() - timedelta(seconds=links.LIFETIME["change"])
    return db.session.scalar(
        select(EmailChange).where(
            EmailChange.person_id == person_id, EmailChange.created_at > since
        )
    )


def change_of_link(token: str | None) -> tuple[EmailChange, links.Side] | None:
    """The change that a link is about, and for which side it speaks."""
    held = links.read("change", token)
    change = db.session.get(EmailChange, held["change"]) if held else None
    if change is None or change.new_email != held["email"]:
        return None
    return change, held["side"]
