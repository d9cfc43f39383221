"""Asking somebody for their experience: one message, once, and never too often."""

from flask_babel import gettext as _
from sqlalchemy import select

from crowd.core.db import db, lock
from crowd.core.errors import Conflict
from crowd.core.viewer import Viewer
from crowd.questions import rules
from crowd.questions.actions.telling import tell
from crowd.questions.models import ExperienceRequest, Question
from crowd.questions.queries.experienced import A_QUESTION, CANDIDATES, experienced


def ask_for_experience(viewer: Viewer, question: Question, person_id: int) -> None:
    """Ask one of those who could know; asking again changes nothing."""
    rules.require(rules.can_ask_for_experience(viewer, question))
    lock(-person_id)  # another asker may be asking the same person now
    asked = select(ExperienceRequest.person_id).where(ExperienceRequest.question_id == question.id)
    there = set(db.session.scalars(asked))
    if person_id in there:
        return
    if len(there) >= A_QUESTION:
        raise Conflict(
            _("Er zijn al %(n)s collega's gevraagd. Geef ze even de tijd.", n=A_QUESTION)
        )
    may_be_asked = experienced(viewer, question, limit=2 * CANDIDATES)
    if person_id not in {one.card.person_id for one in may_be_asked}:
        raise Conflict(_("Deze collega kunnen we nu niet vragen. Kies iemand anders."))
    db.session.add(ExperienceRequest(question_id=question.id, person_id=person_id))
    tell(question, [person_id], "asked", "deel", actor_id=viewer.id, key=f"asked:{question.id}")
