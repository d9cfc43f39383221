"""What search may find of a question: its words, its experiences, its yield."""

from collections.abc import Iterable

from sqlalchemy import select

from crowd.core.db import db
from crowd.core.markdown import plain
from crowd.questions.actions.relating import relate_later
from crowd.questions.models import Closing, Experience, Outcome, Question
from crowd.questions.queries.visible import visible_ids
from crowd.search.documents import Document, Source


def document(id_: int) -> Document | None:
    """The question as a document; None when it is gone, or emptied by its asker."""
    question = db.session.get(Question, id_)
    if question is None or question.deleted_at or question.hidden_at or not question.body:
        return None
    experiences = db.session.scalars(
        select(Experience).where(
            Experience.question_id == id_,
            Experience.deleted_at.is_(None),
            Experience.hidden_at.is_(None),
        )
    )
    outcomes = db.session.scalars(
        select(Outcome)
        .join(Closing, Closing.id == Outcome.closing_id)
        .where(
            Outcome.question_id == id_,
            Outcome.deleted_at.is_(None),
            Outcome.hidden_at.is_(None),
            Closing.reopened_at.is_(None),
        )
    )
    return Document(
        kind="question",
        id=id_,
        title=question.title,
        body=plain(question.body),
        experiences=_text(x for e in experiences for x in (e.did, e.happened, e.different)),
        harvest=_text(x for o in outcomes for x in (o.tried, o.result, o.changed_practice)),
        themes=question.theme_ids,
        lang=question.lang,
    )


def _text(parts: Iterable[str]) -> str:
    return "\n".join(plain(part) for part in parts if part)


def ids() -> Iterable[int]:
    return db.session.scalars(
        select(Question.id).where(Question.deleted_at.is_(None), Question.hidden_at.is_(None))
    )


SOURCE = Source(document=document, ids=ids, visible=visible_ids, indexed=relate_later)
