"""Keeping which questions resemble which, for their pages."""

from collections.abc import Sequence
from functools import partial

from sqlalchemy import delete, insert, or_, select, update

from crowd.core.clock import now
from crowd.core.db import apart, db, reading
from crowd.core.jobs import enqueue
from crowd.questions import rules
from crowd.questions.models import Question, RelatedQuestion
from crowd.search.queries import Match, neighbours

KEPT = 12  # more than a page shows: not everybody may see each of them
TOUCHED = 40  # neighbours that are looked at again when one question changes
A_NIGHT = 5_000  # questions: some minutes
AT_ONCE = 50


def relate_later(question_id: int) -> None:
    """Its text is found otherwise now, or not at all any more."""
    enqueue("questions.relate", {"ids": [question_id], "spread": True})


def relate(ids: Sequence[int], *, spread: bool) -> None:
    """Find anew what resembles these; call it with no transaction open. With `spread`, the
    neighbours whose own list this may change come later, after edits in haste."""
    for id_ in ids:
        with reading():
            found = neighbours("question", id_, KEPT)
            db.session.rollback()
        apart(partial(_keep, id_, found, spread))


def relate_all() -> None:
    """Those that were looked at longest ago: small things that were missed come right."""
    oldest = (
        select(Question.id)
        .where(Question.deleted_at.is_(None), Question.hidden_at.is_(None), Question.body != "")
        .order_by(Question.related_at.is_not(None), Question.related_at, Question.id)
        .limit(A_NIGHT)
    )
    ids = list(db.session.scalars(oldest))
    for start in range(0, len(ids), AT_ONCE):
        enqueue("questions.relate", {"ids": ids[start : start + AT_ONCE], "spread": False})


def _keep(id_: int, found: Sequence[Match], spread: bool) -> None:
    around = select(RelatedQuestion).where(
        or_(RelatedQuestion.question_id == id_, RelatedQuestion.other_id == id_)
    )
    rows = db.session.execute(
        around.with_only_columns(RelatedQuestion.question_id, RelatedQuestion.other_id)
    ).all()
    before = {other for one, other in rows if one == id_}
    holders = {one for one, other in rows if other == id_}
    there = set(
        db.session.scalars(select(Question.id).where(Question.id.in_([m.id for m in found])))
    )
    db.session.execute(delete(RelatedQuestion).where(RelatedQuestion.question_id == id_))
    kept = [_row(id_, match) for match in found if match.id in there]
    if kept:
        db.session.execute(insert(RelatedQuestion), kept)
    db.session.execute(update(Question).where(Question.id == id_).values(related_at=now()))
    after = {match.id for match in found if match.id in there}
    if spread and before != after and (touched := sorted(before | after | holders)):
        ids = {"ids": touched[:TOUCHED], "spread": False}
        enqueue("questions.relate", ids, run_at=now() + rules.SILENT_EDIT)


def _row(id_: int, match: Match) -> dict[str, object]:
    return {
        "question_id": id_,
        "other_id": match.id,
        "score": match.score,
        "words": list(match.words),
        "same_meaning": match.same_meaning,
    }
