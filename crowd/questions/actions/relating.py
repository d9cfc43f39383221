"""Keeping which questions resemble which, for their pages."""

from collections.abc import Sequence
from functools import partial

from sqlalchemy import Select, delete, or_, select, update

from crowd.core.clock import now
from crowd.core.db import apart, db, insert, reading
from crowd.core.jobs import enqueue
from crowd.questions.models import Question, RelatedQuestion
from crowd.search.queries import Match, neighbours

KEPT = 12  # more than a page shows: not everybody may see each of them
A_NIGHT = 1_000  # questions, each a third of a second
AT_ONCE = 10


def relate_later(question_id: int) -> None:
    """It was indexed: its text may be another one, or gone."""
    enqueue("questions.relate", {"ids": [question_id]})


def relate(ids: Sequence[int], *, anew: bool = False) -> None:
    """Find what resembles these, where that is not known yet, or anew. Call it with no
    transaction open: it looks in short ones, and keeps what it found in another."""
    for id_ in ids:
        with reading():
            version = db.session.scalar(select(Question.version).where(Question.id == id_))
            known = db.session.scalar(_known(id_)) and not anew
            found = [] if known else neighbours("question", id_, KEPT)
            db.session.rollback()
        if not known:
            apart(partial(_keep, id_, version, found, anew))


def relate_all() -> None:
    """Those that were looked at longest ago."""
    oldest = (
        select(Question.id)
        .where(Question.deleted_at.is_(None), Question.hidden_at.is_(None), Question.body != "")
        .order_by(Question.related_at.is_not(None), Question.related_at, Question.id)
        .limit(A_NIGHT)
    )
    ids = list(db.session.scalars(oldest))
    for start in range(0, len(ids), AT_ONCE):
        enqueue("questions.relate", {"ids": ids[start : start + AT_ONCE], "anew": True})


def _known(id_: int) -> Select[int]:
    """That it stands, and was looked at since its text changed."""
    return select(Question.id).where(
        Question.id == id_,
        Question.related_at.is_not(None),
        Question.deleted_at.is_(None),
        Question.hidden_at.is_(None),
        Question.body != "",
    )


def _keep(id_: int, version: int | None, found: Sequence[Match], anew: bool) -> None:
    """Its own list, and a place in the lists of those: the other side is taken to be as like,
    until that is looked at from there. A text that changed leaves the other lists first; one
    that changed while we looked, is looked at again when it is indexed."""
    mine, theirs = RelatedQuestion.question_id == id_, RelatedQuestion.other_id == id_
    db.session.execute(delete(RelatedQuestion).where(mine if anew else or_(mine, theirs)))
    others = {match.id: match for match in found}
    there = db.session.scalars(select(Question.id).where(Question.id.in_(others))).all()
    rows = [
        {
            "question_id": one,
            "other_id": other,
            "score": others[found_id].score,
            "words": list(others[found_id].words),
            "same_meaning": others[found_id].same_meaning,
        }
        for found_id in there
        for one, other in ((id_, found_id), (found_id, id_))
    ]
    if rows:
        db.session.execute(insert(RelatedQuestion).on_conflict_do_nothing(), rows)
    at = now() if found or anew else None  # in its turn at night, also when it resembles nothing
    same = update(Question).where(Question.id == id_, Question.version == version)
    db.session.execute(same.values(related_at=at))
