"""Saving a search, forgetting it, and telling who saved one that something new answers to it."""

from collections.abc import Iterable

from flask_babel import gettext as _

from crowd.core.clock import now
from crowd.core.db import db, insert
from crowd.core.errors import Invalid
from crowd.core.viewer import Viewer
from crowd.memberships.queries.viewers import viewer_of
from crowd.notifications.actions import forget_subject, notify
from crowd.questions import rules
from crowd.questions.models import Question, SavedSearch, SearchMatch
from crowd.questions.queries.filtering import matching
from crowd.questions.queries.receivers import muted, receivers
from crowd.questions.queries.searches import how_many, saved_as, waiting_for
from crowd.questions.queries.visible import visible_to
from crowd.questions.search import document
from crowd.questions.searching import Asked
from crowd.search.answering import Text
from crowd.search.finding import parse

MOST = 20  # that one person saves


def save(viewer: Viewer, asked: Asked, known: Iterable[int]) -> SavedSearch:
    """Save it; what it finds now (`known`) is no news. Saving it again changes nothing."""
    rules.require(viewer.member)
    if there := saved_as(viewer, asked):
        return there
    if how_many(viewer) >= MOST:
        raise Invalid(
            _("Je bewaarde al %(n)s zoekopdrachten. Haal er eerst een weg op jouw pagina.", n=MOST)
        )
    search = SavedSearch(person_id=viewer.id, text=asked.text, filters=asked.filters_in_address)
    db.session.add(search)
    db.session.flush()
    rows = [{"search_id": search.id, "question_id": id_, "told_at": None} for id_ in known]
    if rows:
        db.session.execute(insert(SearchMatch), rows)
    return search


def forget(search: SavedSearch) -> None:
    """With what was told of it: its number may be another search's one day."""
    forget_subject(("search", search.id))
    db.session.delete(search)


def tell_searchers(question_id: int) -> None:
    """Tell who waits for this question: never who takes part in it, who muted it or who may not
    read it, and of one question once a search."""
    question = db.session.get(Question, question_id)
    told = document(question_id)
    if question is None or told is None:
        return
    text = Text(told)
    apart = receivers(question, joiners=True, contributors=True) | muted(question)
    for search, person in waiting_for(question, but=apart):
        sought = parse(search.text, person.lang or "nl")
        if search.text and not (sought.wanted and text.answers(sought)):
            continue
        if not _passes(viewer_of(person), question_id, search):
            continue
        db.session.execute(
            insert(SearchMatch)
            .values(search_id=search.id, question_id=question_id, told_at=now())
            .on_conflict_do_nothing()
        )
        key = f"found:{search.id}:{question_id}"
        notify([person.id], "found", ("search", search.id), key=key)


def _passes(viewer: Viewer, question_id: int, search: SavedSearch) -> bool:
    """The viewer may read it, and the filters let it through."""
    conditions = matching(Asked.saved(search).filters, viewer.id)
    chosen = visible_to(viewer).where(Question.id == question_id, *conditions)
    return db.session.scalar(chosen.with_only_columns(Question.id)) is not None
