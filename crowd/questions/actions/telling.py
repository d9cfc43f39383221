"""Telling people what happened in a question."""

from collections.abc import Iterable

from crowd.notifications.actions import notify
from crowd.people.mentions import mentioned
from crowd.questions.models import Question
from crowd.questions.queries.receivers import muted, receivers


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


def tell_mentioned(question: Question, part: str, *rendered: str, actor_id: int | None) -> set[int]:
    """Tell who is named, of those who take part or follow: they may see the question."""
    named = mentioned(*rendered)
    if named:
        named &= receivers(question, joiners=True, contributors=True)
        tell(question, named, "mentioned", part, actor_id=actor_id, key=f"mentioned:{part}")
    return named
