"""What the home page tells of questions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, inf
from statistics import median_low

from sqlalchemy import case, exists, func, or_, select

from crowd.core.clock import now
from crowd.core.db import db
from crowd.core.viewer import Viewer
from crowd.questions.models import Experience, Join, Question
from crowd.questions.queries.filtering import about
from crowd.questions.queries.lists import quiet
from crowd.questions.queries.visible import visible_to

RECENT = timedelta(days=90)
ENOUGH = 50  # questions: with fewer, numbers say little
SAMPLE, SETTLED = 200, timedelta(days=14)


@dataclass(frozen=True)
class Proof:
    """What happened here so far, in three numbers."""

    questions: int
    joins: int
    days: int  # to a first experience, the median


def proof() -> Proof | None:
    """Counted over questions for all members; None while there is too little to tell."""
    standing = (
        Question.audience == "members",
        Question.deleted_at.is_(None),
        Question.hidden_at.is_(None),
    )
    joins = select(func.count()).select_from(Join).join(Question).where(*standing)
    questions, joined = db.session.execute(
        select(func.count(Question.id), joins.correlate(None).scalar_subquery()).where(*standing)
    ).one()
    first = (
        select(func.min(Experience.created_at))
        .where(
            Experience.question_id == Question.id,
            Experience.deleted_at.is_(None),
            Experience.hidden_at.is_(None),
        )
        .scalar_subquery()
    )
    # questions that had two weeks; one without an experience counts as never
    rows = db.session.execute(
        select(Question.created_at, first)
        .where(*standing, Question.created_at < now() - SETTLED)
        .order_by(Question.created_at.desc())
        .limit(SAMPLE)
    ).all()
    waits = [_days(asked, told) for asked, told in rows]
    days = median_low(waits) if waits else inf
    enough = questions >= ENOUGH and len(waits) * 2 >= ENOUGH and days < inf
    return Proof(questions, joined, int(days)) if enough else None


def _days(asked: datetime, told: datetime | None) -> float:
    return max(1, ceil((told - asked) / timedelta(days=1))) if told else inf


def can_help_with(
    viewer: Viewer, themes: Collection[str], *, but: Collection[int] = (), limit: int = 3
) -> Sequence[Question]:
    """Open questions of others: those that wait for a first experience go first, and of these the
    ones about themes that the viewer knows; then others about these themes."""
    waits, known = Question.experiences == 0, about(list(themes))
    shared = exists().where(
        Experience.question_id == Question.id, Experience.author_id == viewer.id
    )
    return db.session.scalars(
        visible_to(viewer)
        .where(
            Question.created_at > now() - RECENT,
            or_(waits, known),
            ~Question.closed,
            ~shared,
            Question.id.not_in(but),
            or_(Question.author_id != viewer.id, Question.author_id.is_(None)),
        )
        .order_by(case((waits & known, 0), (waits, 1), else_=2), Question.created_at.desc())
        .limit(limit)
    ).all()


def own_quiet(viewer: Viewer, days: int, limit: int = 3) -> Sequence[Question]:
    """The viewer's own open questions on which nothing happened for so long."""
    chosen = select(Question).where(Question.author_id == viewer.id, *quiet(days))
    return db.session.scalars(chosen.order_by(Question.created_at.desc()).limit(limit)).all()
