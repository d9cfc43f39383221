"""What a reader keeps for themselves: what was seen, and what is saved."""

from datetime import datetime

from sqlalchemy import delete

from crowd.core.clock import now
from crowd.core.db import db, insert
from crowd.core.errors import Forbidden
from crowd.core.viewer import Viewer
from crowd.notifications.actions import mark_read
from crowd.questions.models import Bookmark, Question, Reading


def saw(viewer: Viewer, question: Question, until: datetime) -> None:
    """What was written until then has been seen, and what was told of it is read."""
    me = _me(viewer)
    moment = min(until, now())
    seen = insert(Reading).values(person_id=me, question_id=question.id, seen_at=moment)
    db.session.execute(
        seen.on_conflict_do_update(
            index_elements=["person_id", "question_id"],
            set_={"seen_at": moment},
            where=Reading.seen_at < moment,
        )
    )
    mark_read(me, ("question", question.id))


def bookmark(viewer: Viewer, question: Question) -> None:
    """Keep it to find back; twice is once."""
    kept = insert(Bookmark).values(person_id=_me(viewer), question_id=question.id, created_at=now())
    db.session.execute(kept.on_conflict_do_nothing())


def unbookmark(viewer: Viewer, question: Question) -> None:
    db.session.execute(
        delete(Bookmark).where(
            Bookmark.person_id == _me(viewer), Bookmark.question_id == question.id
        )
    )


def _me(viewer: Viewer) -> int:
    if viewer.id is None:
        raise Forbidden
    return viewer.id
