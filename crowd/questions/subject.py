"""What the inbox may know of questions and of saved searches (see `notifications.subjects`)."""

from collections.abc import Collection, Mapping

from flask_babel import gettext as _
from sqlalchemy import select

from crowd.core.db import db
from crowd.core.i18n import language
from crowd.core.viewer import Viewer
from crowd.notifications.subjects import Summary
from crowd.people.queries import Card, cards
from crowd.questions.authors import author_for
from crowd.questions.models import Question, SavedSearch, SearchMatch
from crowd.questions.queries.parts import stands
from crowd.questions.queries.visible import listed_to, visible_ids, visible_to
from crowd.questions.searching import Asked


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


class SearchSubject:
    """A saved search, in the inbox of who saved it, while anything it told of can be read."""

    def visible(self, viewer: Viewer, ids: Collection[int]) -> set[int]:
        told = (
            visible_to(viewer)
            .join(SearchMatch, SearchMatch.question_id == Question.id)
            .join(SavedSearch, SavedSearch.id == SearchMatch.search_id)
            .where(
                SavedSearch.id.in_(ids),
                SavedSearch.person_id == viewer.id,
                SearchMatch.told_at.is_not(None),
            )
        )
        return set(db.session.scalars(told.with_only_columns(SavedSearch.id).distinct()))

    def summaries(self, viewer: Viewer, ids: Collection[int]) -> Mapping[int, Summary]:
        mine = select(SavedSearch).where(
            SavedSearch.id.in_(ids), SavedSearch.person_id == viewer.id
        )
        return {s.id: _of_search(Asked.saved(s)) for s in db.session.scalars(mine)}

    def actors(
        self, viewer: Viewer, pairs: Collection[tuple[int, int]]
    ) -> Mapping[tuple[int, int], Card]:
        return {}


def _of_search(asked: Asked) -> Summary:
    title = _("Je zoekopdracht: %(search)s", search=asked.title)
    return Summary(title, asked.with_(order="nieuwste").address(), language())


def _asker_was_nameless(question: Question) -> bool:
    """After the asker left without ever a name, it cannot be told any more who that was."""
    return question.anonymous and question.author_id is None


def _questions(viewer: Viewer, ids: Collection[int]) -> list[Question]:
    if not ids:
        return []
    return list(db.session.scalars(listed_to(viewer).where(Question.id.in_(ids))))
