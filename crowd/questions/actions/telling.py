"""Telling people what happened in a question, and search that it reads otherwise now."""

from collections.abc import Iterable

from crowd.core.clock import now
from crowd.core.jobs import enqueue
from crowd.notifications.actions import notify
from crowd.people.mentions import mentioned
from crowd.questions import rules
from crowd.questions.models import Question
from crowd.questions.queries.receivers import muted, receivers
from crowd.search.actions import index_later


def tell(
    question: Question,
    people: Iterable[int | None],
    event: str,
    part: str = "",
    *,
    actor_id: int | None = None,
    key: str,
) -> None:
    """Tell these people once by this key; never the actor, nor who muted the question."""
    told = {person for person in people if person is not None} - muted(question)
    notify(told, event, subject=("question", question.id), part=part, actor_id=actor_id, key=key)


def changed(question: Question) -> None:
    """Search learns of it, and who saved a search that it answers to by now, once the asker had
    the time to mend what was written in haste."""
    index_later("question", question.id)
    told = {"question_id": question.id}
    enqueue("questions.tell_searchers", told, run_at=now() + rules.SILENT_EDIT)


def tell_mentioned(question: Question, part: str, *rendered: str, actor_id: int | None) -> set[int]:
    """Tell who is named, of those who take part or follow: they may see the question."""
    named = mentioned(*rendered)
    if named:
        named &= receivers(question, joiners=True, contributors=True)
        tell(question, named, "mentioned", part, actor_id=actor_id, key=f"mentioned:{part}")
    return named
