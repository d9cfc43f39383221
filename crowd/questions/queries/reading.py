"""What is new to a reader, and what they saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute

from crowd.core.db import UTCDateTime, db
from crowd.core.viewer import Viewer
from crowd.questions.models import (
    Bookmark,
    Comment,
    Experience,
    Join,
    Outcome,
    Question,
    Reading,
    Subscription,
)

Moment = ColumnElement[datetime] | InstrumentedAttribute[datetime]


@dataclass(frozen=True)
class News:
    """How much others wrote since a moment."""

    experiences: int = 0
    comments: int = 0
    outcomes: int = 0

    def __bool__(self) -> bool:
        return bool(self.experiences or self.comments or self.outcomes)


@dataclass(frozen=True)
class Own:
    """What a question is to its reader."""

    level: str = ""  # follow, mute or neither
    seen_at: datetime | None = None  # nothing before the first visit
    saved: bool = False


def own(viewer: Viewer, question: Question) -> Own:
    if viewer.id is None:
        return Own()
    row = db.session.execute(
        select(Subscription.level, Reading.seen_at, Bookmark.created_at)
        .select_from(Question)
        .outerjoin(Subscription, _of(Subscription, viewer.id))
        .outerjoin(Reading, _of(Reading, viewer.id))
        .outerjoin(Bookmark, _of(Bookmark, viewer.id))
        .where(Question.id == question.id)
    ).one()
    return Own(row[0] or "", row[1], row[2] is not None)


def joined_and_news(viewer: Viewer, ids: Sequence[int]) -> dict[int, tuple[bool, News]]:
    """Of each of these questions: did the viewer join, and what came since their last visit."""
    me = viewer.id or 0
    chosen = _counted(me, Reading.seen_at, Question.id, Join.person_id.is_not(None))
    chosen = chosen.outerjoin(Join, _of(Join, me)).outerjoin(Reading, _of(Reading, me))
    rows = db.session.execute(chosen.where(Question.id.in_(ids)))
    return {id_: (joined, News(*counts)) for id_, joined, *counts in rows}


def news_since(viewer: Viewer, question: Question, since: datetime) -> News:
    moment = literal(since, UTCDateTime())
    chosen = _counted(viewer.id or 0, moment).where(Question.id == question.id)
    return News(*db.session.execute(chosen).one())


def has_bookmarks(viewer: Viewer) -> bool:
    return bool(db.session.scalar(select(exists().where(Bookmark.person_id == viewer.id))))


def saved_by(person_id: int) -> ColumnElement[bool]:
    """Questions that this person saved."""
    return exists().where(Bookmark.question_id == Question.id, Bookmark.person_id == person_id)


def _of(kind: type[Join | Subscription | Reading | Bookmark], me: int) -> ColumnElement[bool]:
    return and_(kind.question_id == Question.id, kind.person_id == me)


def _counted(me: int, since: Moment, *columns: Any) -> Select[Any]:
    kinds = (Experience, Comment, Outcome)
    return select(*columns, *(_newer(kind, me, since) for kind in kinds)).select_from(Question)


def _newer(kind: type[Experience | Comment | Outcome], me: int, since: Moment) -> ScalarSelect[int]:
    """How many of these others wrote since then; one's own is no news."""
    standing: ColumnElement[bool] = true()
    if kind is Comment:  # it goes with the experience that it is about
        standing = or_(
            Comment.experience_id.is_(None),
            exists().where(
                Experience.id == Comment.experience_id,
                Experience.deleted_at.is_(None),
                Experience.hidden_at.is_(None),
            ),
        )
    return (
        select(func.count())
        .where(
            kind.question_id == Question.id,
            kind.created_at > since,
            kind.deleted_at.is_(None),
            kind.hidden_at.is_(None),
            or_(kind.author_id != me, kind.author_id.is_(None)),
            standing,
        )
        .correlate(Question, Reading)
        .scalar_subquery()
    )
