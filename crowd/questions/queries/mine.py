"""All that somebody wrote, as plain values, to take along: with or without a membership."""

from typing import Any

from sqlalchemy import select

from crowd.core.db import db
from crowd.questions.models import Comment, Experience, Join, Outcome, Question, Trial

Rows = list[dict[str, Any]]


def written_by(person_id: int) -> dict[str, Rows]:
    """Questions, experiences, comments, yields, notes of joining and how tries went; what was
    deleted is left out."""
    return {
        "questions": [
            {"title": q.title, "text": q.body, "without_name": q.anonymous, "at": q.created_at}
            for q in _own(Question, person_id)
        ],
        "experiences": [
            {
                "question": e.question_id,
                "did": e.did,
                "happened": e.happened,
                "different": e.different,
                "at": e.created_at,
            }
            for e in _own(Experience, person_id)
        ],
        "comments": [
            {"question": c.question_id, "text": c.body, "at": c.created_at}
            for c in _own(Comment, person_id)
        ],
        "yields": [
            {
                "question": o.question_id,
                "tried": o.tried,
                "result": o.result,
                "changed_practice": o.changed_practice,
                "at": o.created_at,
            }
            for o in _own(Outcome, person_id)
        ],
        "tried": [
            {"experience": t.experience_id, "went": t.went, "at": t.created_at}
            for t in db.session.scalars(select(Trial).where(Trial.person_id == person_id))
        ],
        "joined": [
            {"question": j.question_id, "note": j.note, "at": j.created_at}
            for j in db.session.scalars(select(Join).where(Join.person_id == person_id))
        ],
    }


def _own(model: Any, person_id: int) -> list[Any]:
    wanted = select(model).where(model.author_id == person_id, model.deleted_at.is_(None))
    return list(db.session.scalars(wanted.order_by(model.created_at)))
