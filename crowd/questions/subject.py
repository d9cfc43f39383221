"""What the inbox may know of questions (see `notifications.subjects`)."""

from collections.abc import Collection, Mapping

from crowd.core.db import db
from crowd.core.viewer import Viewer
from crowd.notifications.subjects import Summary
from crowd.people.queries import Card, cards
from crowd.questions.authors import author_for
from crowd.questions.models import Question
from crowd.questions.queries.parts import stands
from crowd.questions.queries.visible import listed_to, visible_ids


class QuestionSubject:
    def visible(self, viewer: Viewer, ids: Collection[int]) -> set[int]:
        return visible_ids(viewer, ids)

    def shows(self, viewer: Viewer, id_: int, part: str) -> bool:
        """Whether a file that hangs on this part of the question may be seen."""
        return id_ in visible_ids(viewer, [id_]) and (not part or stands(viewer, id_, part))

    def summaries(self, viewer: Viewer, ids: Collection[int]) -> Mapping[int, Summary]:
        return {q.id: Summary(q.title, q.url, q.lang) for q in _questions(viewer, ids)}

    def actors(
        self, viewer: Viewer, pairs: Collection[tuple[int, int]]
    ) -> Mapping[tuple[int, int], Card]:
        questions = {q.id: q for q in _questions(viewer, {q for q, _p in pairs})}
        known = cards({person for _q, person in pairs})
        return {
            (id_, person): author_for(viewer, questions[id_], person, known)
            for id_, person in pairs
            if id_ in questions and not _asker_was_nameless(questions[id_])
        }


def _asker_was_nameless(question: Question) -> bool:
    """After the asker left without ever a name, it cannot be told any more who that was."""
    return question.anonymous and question.author_id is None


def _questions(viewer: Viewer, ids: Collection[int]) -> list[Question]:
    if not ids:
        return []
    return list(db.session.scalars(listed_to(viewer).where(Question.id.in_(ids))))
