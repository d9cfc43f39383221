"""The searches that somebody saved, and who waits for what."""

from collections.abc import Collection

from sqlalchemy import exists, func, select

from crowd.accounts.models import Person
from crowd.core.db import db
from crowd.core.errors import NotFound
from crowd.core.viewer import Viewer
from crowd.questions.models import Question, Reading, SavedSearch, SearchMatch
from crowd.questions.searching import Asked


def own_searches(viewer: Viewer) -> list[tuple[int, Asked]]:
    """Each with its number, the last saved first."""
    mine = select(SavedSearch).where(SavedSearch.person_id == viewer.id)
    found = db.session.scalars(mine.order_by(SavedSearch.id.desc()))
    return [(search.id, Asked.saved(search)) for search in found]


def own_search(viewer: Viewer, id_: int) -> SavedSearch:
    found = db.session.scalar(
        select(SavedSearch).where(SavedSearch.id == id_, SavedSearch.person_id == viewer.id)
    )
    if found is None:
        raise NotFound
    return found


def saved_as(viewer: Viewer, asked: Asked) -> SavedSearch | None:
    """The same search among the viewer's own; the order makes no other one."""
    return db.session.scalar(
        select(SavedSearch).where(
            SavedSearch.person_id == viewer.id,
            SavedSearch.text == asked.text,
            SavedSearch.filters == asked.filters_in_address,
        )
    )


def how_many(viewer: Viewer) -> int:
    mine = SavedSearch.person_id == viewer.id
    return db.session.scalar(select(func.count(SavedSearch.id)).where(mine)) or 0


def told_and_unread(viewer: Viewer, search: SavedSearch, ids: Collection[int]) -> set[int]:
    """Of these questions, those that the viewer was told of and did not open yet."""
    opened = exists().where(
        Reading.question_id == SearchMatch.question_id, Reading.person_id == viewer.id
    )
    told = select(SearchMatch.question_id).where(
        SearchMatch.search_id == search.id,
        SearchMatch.question_id.in_(ids),
        SearchMatch.told_at.is_not(None),
        ~opened,
    )
    return set(db.session.scalars(told))


def waiting_for(question: Question, *, but: Collection[int]) -> list[tuple[SavedSearch, Person]]:
    """Every saved search to which this question is not known yet, with whose it is."""
    known = exists().where(
        SearchMatch.search_id == SavedSearch.id, SearchMatch.question_id == question.id
    )
    chosen = (
        select(SavedSearch, Person)
        .join(Person, Person.id == SavedSearch.person_id)
        .where(SavedSearch.person_id.not_in(but), ~known)
        .order_by(SavedSearch.id)
    )
    return [(search, person) for search, person in db.session.execute(chosen)]
