"""What follows from the rows and is never stored: status and counts, in the same query."""

from sqlalchemy import case, exists, func, or_, select
from sqlalchemy.orm import column_property

from crowd.questions.models.outcomes import Closing, Outcome
from crowd.questions.models.questions import Join, Question
from crowd.questions.models.reactions import Comment, Experience, Offer, Trial

_standing = (Experience.deleted_at.is_(None), Experience.hidden_at.is_(None))
_experience = exists().where(Experience.question_id == Question.id, *_standing)
_comment = exists().where(
    Comment.question_id == Question.id,
    Comment.deleted_at.is_(None),
    Comment.hidden_at.is_(None),
    or_(
        Comment.experience_id.is_(None),
        exists().where(Experience.id == Comment.experience_id, *_standing),
    ),
)
_accepted = exists().where(Offer.question_id == Question.id, Offer.accepted_at.is_not(None))
_trial = exists().where(
    Trial.experience_id == Experience.id, Experience.question_id == Question.id, *_standing
)
_closed = exists().where(Closing.question_id == Question.id, Closing.reopened_at.is_(None))
_harvest = exists().where(
    Outcome.closing_id == Closing.id,
    Outcome.by_asker,
    Outcome.deleted_at.is_(None),
    Outcome.hidden_at.is_(None),
    Closing.question_id == Question.id,
    Closing.reopened_at.is_(None),
)

Question.closed = column_property(_closed.correlate_except(Closing))
Question.status = column_property(
    case(
        (_harvest.correlate_except(Outcome, Closing), "geoogst"),
        (_closed.correlate_except(Closing), "gestopt"),
        (_trial.correlate_except(Trial, Experience), "uitproberen"),
        (
            _experience.correlate_except(Experience)
            | _comment.correlate_except(Comment)
            | _accepted.correlate_except(Offer),
            "in-gesprek",
        ),
        else_="open",
    )
)
Question.joins = column_property(
    select(func.count())
    .where(Join.question_id == Question.id)
    .correlate_except(Join)
    .scalar_subquery()
)
Question.experiences = column_property(
    select(func.count())
    .where(Experience.question_id == Question.id, *_standing)
    .correlate_except(Experience)
    .scalar_subquery()
)
