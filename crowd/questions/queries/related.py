"""Questions that resemble one, as found beforehand (see `actions/relating.py`)."""

from collections.abc import Sequence
from dataclasses import replace

from crowd.core.db import db
from crowd.core.viewer import Viewer
from crowd.questions import labels
from crowd.questions.models import Question, RelatedQuestion
from crowd.questions.queries.rows import Row, rows
from crowd.questions.queries.visible import visible_to
from crowd.search.queries import highlight

SHOWN = 4
ALWAYS_SHOWN = 3
WORTH_SHOWING = 0.4  # of the score of the first


def related(viewer: Viewer, question: Question) -> list[Row]:
    """Those that this viewer may read, each with why, the likeliest first."""
    chosen = (
        visible_to(viewer)
        .join(RelatedQuestion, RelatedQuestion.other_id == Question.id)
        .where(RelatedQuestion.question_id == question.id, Question.body != "")
        .order_by(RelatedQuestion.score.desc(), Question.id.desc())
        .limit(SHOWN)
        .add_columns(RelatedQuestion)
    )
    found = db.session.execute(chosen).all()
    count = worth_showing([match.score for _other, match in found])
    shown = rows(viewer, [other for other, _match in found[:count]])
    return [
        _with_why(viewer, question, other, match, row)
        for (other, match), row in zip(found, shown, strict=False)
    ]


def worth_showing(scores: Sequence[float]) -> int:
    """How many of these, the best first: a few always, more while they are near the first."""
    near = [score for score in scores if score >= scores[0] * WORTH_SHOWING]
    return max(min(len(scores), ALWAYS_SHOWN), len(near))


def _with_why(
    viewer: Viewer, question: Question, other: Question, match: RelatedQuestion, row: Row
) -> Row:
    shared = [theme for theme in other.theme_ids if theme in question.theme_ids]
    why = labels.why(match.words, shared, match.same_meaning)
    marked = highlight(other.title, " ".join(match.words), viewer.lang or "nl")
    return replace(row, why=why, marked=marked)
