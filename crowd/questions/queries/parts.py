"""One part of a question: an experience, comment or offer that belongs to it."""

from typing import Any

from sqlalchemy import select

from crowd.core.db import db
from crowd.core.errors import NotFound
from crowd.core.viewer import Viewer
from crowd.questions.models import Comment, Experience, Offer, Outcome, Question

PARTS: dict[str, Any] = {
    "ervaring": Experience,
    "reactie": Comment,
    "opbrengst": Outcome,
}


def experience_in(question: Question, id_: int) -> Experience:
    found = db.session.get(Experience, id_)
    if found is None or found.question_id != question.id or found.hidden_at:
        raise NotFound
    return found


def standing_experience_in(question: Question, id_: int) -> Experience:
    """One that was not deleted."""
    found = experience_in(question, id_)
    if found.deleted_at:
        raise NotFound
    return found


def stands(viewer: Viewer, question_id: int, part: str) -> bool:
    """Whether "reactie-12" is there to read; under an experience, that experience too."""
    name, _, id_ = part.partition("-")
    kind = PARTS[name]
    found = db.session.scalar(select(kind).where(kind.id == int(id_)))
    if found is None or found.question_id != question_id or found.deleted_at:
        return False
    if found.hidden_at and not viewer.moderator:
        return False
    under = found.experience_id if isinstance(found, Comment) else None
    return under is None or stands(viewer, question_id, f"ervaring-{under}")


def own_experience(viewer: Viewer, question: Question) -> Experience:
    found = db.session.scalar(
        select(Experience).where(
            Experience.question_id == question.id,
            Experience.author_id == viewer.id,
            Experience.deleted_at.is_(None),
        )
    )
    if found is None:
        raise NotFound
    return found


def comment_in(question: Question, id_: int) -> Comment:
    found = db.session.get(Comment, id_)
    if found is None or found.question_id != question.id or found.hidden_at:
        raise NotFound
    return found


def offer_in(question: Question, id_: int) -> Offer:
    found = db.session.get(Offer, id_)
    if found is None or found.question_id != question.id:
        raise NotFound
    return found


def own_outcome(viewer: Viewer, question: Question) -> Outcome:
    """What the viewer told of this closing, or of the last one."""
    found = db.session.scalar(
        select(Outcome)
        .where(Outcome.question_id == question.id, Outcome.author_id == viewer.id)
        .order_by(Outcome.id.desc())
        .limit(1)
    )
    if found is None:
        raise NotFound
    return found


def outcome_in(question: Question, id_: int) -> Outcome:
    found = db.session.get(Outcome, id_)
    if found is None or found.question_id != question.id or found.hidden_at or found.deleted_at:
        raise NotFound
    return found
