"""Who hears of what happens in a question."""

from typing import Any

from sqlalchemy import Select, select, union

from crowd.core.db import db
from crowd.questions.models import Comment, Experience, Join, Question, Subscription


def receivers(question: Question, *, joiners: bool, contributors: bool) -> set[int]:
    """The asker and followers, perhaps joiners and contributors."""
    wanted: list[Select[Any]] = [
        select(Subscription.person_id).where(
            Subscription.question_id == question.id, Subscription.level == "follow"
        )
    ]
    if joiners:
        wanted.append(select(Join.person_id).where(Join.question_id == question.id))
    if contributors:
        wanted += [
            select(kind.author_id).where(
                kind.question_id == question.id,
                kind.author_id.is_not(None),
                kind.deleted_at.is_(None),
            )
            for kind in (Experience, Comment)
        ]
    people = set(db.session.scalars(union(*wanted)))
    if question.author_id is not None:
        people.add(question.author_id)
    return people


def muted(question: Question) -> set[int]:
    return set(
        db.session.scalars(
            select(Subscription.person_id).where(
                Subscription.question_id == question.id, Subscription.level == "mute"
            )
        )
    )
