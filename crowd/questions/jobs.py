"""What the worker does for questions."""

from collections.abc import Callable, Sequence
from datetime import datetime

from crowd.core.db import db
from crowd.questions.actions import relating, searches
from crowd.questions.actions.asking import purge_questions
from crowd.questions.actions.telling import tell
from crowd.questions.models import Experience, Question, Trial
from crowd.questions.queries.lists import quiet_since

QUIET_DAYS = 21


def remind_trial(experience_id: int, person_id: int, started: str) -> None:
    """ "Hoe ging het?", ten school days after "ga ik proberen", if it is still being tried."""
    trial = db.session.get(Trial, (experience_id, person_id))
    experience = db.session.get(Experience, experience_id)
    if trial is None or trial.tried_at or experience is None or experience.deleted_at:
        return
    if trial.created_at != datetime.fromisoformat(started):
        return  # stopped and begun again: the newer reminder comes
    question = db.session.get(Question, experience.question_id)
    if question is None or question.deleted_at:
        return
    tell(
        question,
        [person_id],
        "try-reminder",
        f"ervaring-{experience_id}",
        key=f"try-reminder:{experience_id}:{started}",
    )


def purge() -> None:
    """Questions that were deleted: for a day they could be restored."""
    purge_questions()


def ask_outcomes() -> None:
    """ "Wat heeft het opgeleverd?", once, after three quiet weeks."""
    for question in quiet_since(QUIET_DAYS):
        tell(
            question,
            [question.author_id],
            "ask-outcome",
            "afronden",
            key=f"ask-outcome:{question.id}",
        )


def tell_searchers(question_id: int) -> None:
    """ "Er is een vraag bij": to who saved a search that it answers to by now."""
    searches.tell_searchers(question_id)


def relate(ids: Sequence[int], anew: bool = False) -> Callable[[], None]:
    """Which questions resemble these, for their pages; with no transaction open."""
    return lambda: relating.relate(ids, anew=anew)


def relate_all() -> None:
    """The nightly round over what was looked at longest ago."""
    relating.relate_all()
