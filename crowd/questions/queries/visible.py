"""Who sees which question: the one select that pages, lists, search and inbox share."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true

from crowd.core.db import db, lock
from crowd.core.errors import MembershipNeeded, NotFound
from crowd.core.viewer import Viewer
from crowd.memberships.queries.standing import holds_seat
from crowd.questions.models import Question


def visible_to(viewer: Viewer) -> Select[Question]:
    """Questions that this viewer may read in full."""
    return select(Question).where(Question.deleted_at.is_(None), _readable(viewer))


def listed_to(viewer: Viewer) -> Select[Question]:
    """Questions of which this viewer may know the title and the counts."""
    readable = _readable(viewer)
    if viewer.id is not None and not viewer.member:
        readable = or_(readable, and_(Question.audience == "members", Question.hidden_at.is_(None)))
    return select(Question).where(Question.deleted_at.is_(None), readable)


def _readable(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.moderator:
        return true()
    standing = Question.hidden_at.is_(None)
    own = Question.author_id == viewer.id if viewer.id is not None else false()
    if not viewer.member:
        return or_(own, and_(standing, Question.audience == "members", _example()))
    # a school's question: asker and reader both hold an active seat there
    at_school = and_(
        Question.audience == "school",
        Question.school_id.in_(viewer.school_ids),
        holds_seat(Question.school_id, Question.author_id),
    )
    return or_(own, and_(standing, or_(Question.audience == "members", at_school)))


def _example() -> ColumnElement[bool]:
    return Question.example_at.is_not(None)


def question_for(viewer: Viewer, id_: int) -> Question:
    """The question, when this viewer may read it; NotFound, or what it takes, otherwise."""
    question = db.session.scalar(visible_to(viewer).where(Question.id == id_))
    if question is not None:
        return question
    if listed_for(viewer, id_) is not None:
        raise MembershipNeeded
    raise NotFound


def question_to_change(viewer: Viewer, id_: int) -> Question:
    """The same, for a post: who changes it too waits until this transaction is over."""
    lock(id_)
    return question_for(viewer, id_)


def question_to_leave(viewer: Viewer, id_: int) -> Question:
    """For taking back what is one's own: that needs no membership any more."""
    lock(id_)
    question = listed_for(viewer, id_)
    if question is None:
        raise NotFound
    return question


def question_to_restore(viewer: Viewer, id_: int) -> Question:
    """One's own that was deleted: to nobody else it is there."""
    lock(id_)
    mine = (Question.author_id == viewer.id, Question.deleted_at.is_not(None))
    question = db.session.scalar(select(Question).where(Question.id == id_, *mine))
    if question is None:
        raise NotFound
    return question


def listed_for(viewer: Viewer, id_: int) -> Question | None:
    """The question when this viewer may know of it, or nothing."""
    return db.session.scalar(listed_to(viewer).where(Question.id == id_))


def visible_ids(viewer: Viewer, ids: Iterable[int]) -> set[int]:
    """Of these ids, those that this viewer may read."""
    wanted = list(ids)
    if not wanted:
        return set()
    rows = visible_to(viewer).with_only_columns(Question.id).where(Question.id.in_(wanted))
    return set(db.session.scalars(rows))
