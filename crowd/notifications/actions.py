"""Telling people what happened, once; and marking it as read."""

from collections.abc import Iterable

from flask import g
from sqlalchemy import delete, update

from crowd.core.clock import now
from crowd.core.db import db, insert
from crowd.notifications.events import EVENTS
from crowd.notifications.models import Notification


def notify(
    person_ids: Iterable[int],
    event: str,
    subject: tuple[str, int],
    *,
    part: str = "",
    actor_id: int | None = None,
    key: str | None = None,
) -> None:
    """Tell these people in the current transaction; nobody twice by one key, never the actor.

    The one door to the inbox, and to mail when that comes. Without a key, the same event by the
    same actor at the same part is told once.
    """
    if event not in EVENTS:
        raise ValueError(f"unknown event {event!r}")
    kind, id_ = subject
    moment = now()
    rows = [
        {
            "person_id": person_id,
            "event": event,
            "subject_kind": kind,
            "subject_id": id_,
            "part": part,
            "actor_id": actor_id,
            "key": key or f"{event}:{kind}-{id_}:{part}:{actor_id or ''}",
            "created_at": moment,
        }
        for person_id in sorted(set(person_ids) - {actor_id})
    ]
    if rows:
        once_each = insert(Notification).on_conflict_do_nothing(index_elements=["person_id", "key"])
        db.session.execute(once_each, rows)


def retract(key: str) -> None:
    """Take back what nobody read yet: the thing itself was undone."""
    db.session.execute(
        delete(Notification).where(Notification.key == key, Notification.read_at.is_(None))
    )


def forget_subject(subject: tuple[str, int]) -> None:
    """It is gone for good: nothing is told of it any more, read or not."""
    kind, id_ = subject
    db.session.execute(
        delete(Notification).where(
            Notification.subject_kind == kind, Notification.subject_id == id_
        )
    )


def forget_actor(person_id: int, subject: tuple[str, int]) -> None:
    """Who did it is no longer told: their name left the subject."""
    kind, id_ = subject
    db.session.execute(
        update(Notification)
        .where(
            Notification.actor_id == person_id,
            Notification.subject_kind == kind,
            Notification.subject_id == id_,
        )
        .values(actor_id=None)
    )


def mark_read(
    person_id: int, subject: tuple[str, int] | None = None, *, until: int | None = None
) -> None:
    """Mark one subject as read, or everything; `until` spares what came after that id."""
    statement = update(Notification).where(
        Notification.person_id == person_id, Notification.read_at.is_(None)
    )
    if subject is not None:
        kind, id_ = subject
        statement = statement.where(
            Notification.subject_kind == kind, Notification.subject_id == id_
        )
    if until is not None:
        statement = statement.where(Notification.id <= until)
    db.session.execute(statement.values(read_at=now()))
    g.pop("unread", None)
