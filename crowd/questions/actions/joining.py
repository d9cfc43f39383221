"""Joining, leaving, following."""

from sqlalchemy import delete, select, update

from crowd.core.db import db
from crowd.core.viewer import Viewer
from crowd.notifications.actions import retract
from crowd.questions import rules
from crowd.questions.actions.telling import tell
from crowd.questions.models import Join, Question, Subscription

NOTE_LENGTH = 280


def join(viewer: Viewer, question: Question, note: str | None = None) -> bool:
    """Join; True when it is new. Joining again changes the note, when one is given."""
    rules.require(rules.can_join(viewer, question))
    there = db.session.scalar(
        select(Join).where(Join.question_id == question.id, Join.person_id == viewer.id)
    )
    if there is not None:
        if note is not None:
            there.note = note
        return False
    db.session.add(Join(question_id=question.id, person_id=viewer.id, note=note or ""))
    tell(
        question,
        [question.author_id],
        "joined",
        "aangehaakt",
        actor_id=viewer.id,
        key=_key(question.id, viewer.id),
    )
    db.session.flush()
    return True


def leave(viewer: Viewer, question: Question) -> None:
    """Leave, silently: nobody is told, and an unread notice of the joining goes too."""
    db.session.execute(
        delete(Join).where(Join.question_id == question.id, Join.person_id == viewer.id)
    )
    retract(_key(question.id, viewer.id))


def _key(question_id: int, person_id: int | None) -> str:
    return f"join:{question_id}:{person_id}"


def follow(viewer: Viewer, question: Question, level: str) -> None:
    """Follow or mute; an empty level goes back to normal. Counts nowhere."""
    mine = (Subscription.question_id == question.id, Subscription.person_id == viewer.id)
    if not level:
        db.session.execute(delete(Subscription).where(*mine))
        return
    changed = db.session.execute(update(Subscription).where(*mine).values(level=level))
    if not changed.rowcount:  # type: ignore[attr-defined]
        db.session.add(Subscription(question_id=question.id, person_id=viewer.id, level=level))
        db.session.flush()
