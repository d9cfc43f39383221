"""Lists of questions: the tabs and the filters."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists, or_, select

from crowd.core.clock import now
from crowd.core.db import db
from crowd.core.paging import Page, page
from crowd.core.viewer import Viewer
from crowd.people.queries import profile, themes_of
from crowd.questions.models import Closing, Comment, Experience, Join, Question
from crowd.questions.queries.filtering import Filters, about, matching, mine
from crowd.questions.queries.visible import listed_to, visible_to

TABS = ("voor-jou", "help", "nieuw", "wacht", "aangehaakt", "van-mij", "bewaard")
SIZE = 20


def question_list(viewer: Viewer, tab: str, filters: Filters, after: str | None) -> Page[Question]:
    """One page of a tab, newest first."""
    chosen = _tab(viewer, tab).where(*matching(filters, viewer.id))
    return page(
        chosen,
        key_columns=[Question.created_at.desc(), Question.id.desc()],
        after=after,
        size=SIZE,
    )


def _tab(viewer: Viewer, tab: str) -> Select[Question]:
    listed = listed_to(viewer)
    me = viewer.id or 0
    others = or_(Question.author_id != me, Question.author_id.is_(None))
    if tab == "van-mij":
        return listed.where(mine("gevraagd", me))
    if tab == "aangehaakt":
        return listed.where(mine("aangehaakt", me))
    if tab == "bewaard":
        return listed.where(mine("bewaard", me))
    listed = listed.where(Question.body != "")  # its asker took the text away
    if tab == "wacht":
        return listed.where(Question.experiences == 0, ~Question.closed)
    if tab == "help":
        themes = themes_of(me, "experience")
        return listed.where(others, ~Question.closed, about(themes))
    if tab == "voor-jou" and viewer.id is not None:
        return listed.where(_for(viewer.id))
    return listed


def _for(me: int) -> ColumnElement[bool]:
    """Your themes, your sector, what you joined; everything for who told us nothing yet."""
    own = profile(me)
    themes = [*themes_of(me, "learning"), *themes_of(me, "experience")]
    wishes = [mine("aangehaakt", me)]
    if themes:
        wishes.append(about(themes))
    if own.sector:
        wishes.append(Question.sector == own.sector)
    return or_(*wishes) if len(wishes) > 1 else Question.id.is_not(None)


def by_ids(viewer: Viewer, ids: Sequence[int]) -> list[Question]:
    """The readable ones of these questions, in this order (search, similar)."""
    if not ids:
        return []
    chosen = visible_to(viewer).where(Question.id.in_(ids))
    found = {q.id: q for q in db.session.scalars(chosen)}
    return [found[i] for i in ids if i in found]


def examples(viewer: Viewer, limit: int = 3) -> list[Question]:
    """Questions that a moderator shows to visitors."""
    chosen = visible_to(viewer).where(
        Question.example_at.is_not(None), Question.audience == "members"
    )
    return list(db.session.scalars(chosen.order_by(Question.example_at.desc()).limit(limit)))


def quiet_since(days: int) -> Sequence[Question]:
    """Open questions on which nothing happened for so many days (asked how it turned out)."""
    return db.session.scalars(select(Question).where(*quiet(days))).all()


def quiet(days: int) -> tuple[ColumnElement[bool], ...]:
    limit = now() - timedelta(days=days)
    return (
        Question.deleted_at.is_(None),
        Question.author_id.is_not(None),
        ~Question.closed,
        Question.created_at < limit,
        ~_recent(limit),
    )


def _recent(since: datetime) -> ColumnElement[bool]:
    return or_(
        exists().where(Experience.question_id == Question.id, Experience.created_at >= since),
        exists().where(Comment.question_id == Question.id, Comment.created_at >= since),
        exists().where(Join.question_id == Question.id, Join.created_at >= since),
        exists().where(Closing.question_id == Question.id, Closing.reopened_at >= since),
    )
