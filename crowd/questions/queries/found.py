"""What a search shows of a question: the piece of text that answers, and where it stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup
from sqlalchemy import select

from crowd.core.db import db
from crowd.core.markdown import plain
from crowd.core.viewer import Viewer
from crowd.questions.models import Closing, Experience, Outcome, Question
from crowd.questions.queries.lists import by_ids
from crowd.questions.queries.rows import Row, rows
from crowd.search.queries import fragment, highlight

LENGTH = 180


@dataclass(frozen=True)
class Found:
    """`place` says where the text stands: "harvest", "experience", "question", or nothing when it
    only shows how the question begins; `url` leads there."""

    row: Row
    title: Markup
    text: Markup
    lang: str  # of the text
    place: str
    url: str


@dataclass(frozen=True)
class _Piece:
    text: str
    lang: str
    place: str
    anchor: str


def found(viewer: Viewer, asked: str, hits: Sequence[tuple[int, str]]) -> list[Found]:
    """These hits (id, field that answers best), in this order, in a fixed number of queries."""
    questions = by_ids(viewer, [id_ for id_, _field in hits])
    fields = dict(hits)
    told = {
        "experiences": _experiences([q.id for q in questions]),
        "harvest": _harvests([q.id for q in questions]),
    }
    shown = rows(viewer, questions)
    return [
        _found(
            asked,
            viewer.lang or "nl",
            question,
            row,
            told.get(fields[question.id], {}).get(question.id, []),
        )
        for question, row in zip(questions, shown, strict=True)
    ]


def _found(asked: str, lang: str, question: Question, row: Row, pieces: Iterable[_Piece]) -> Found:
    # of two equally good ones the first
    best, marked = _Piece(plain(question.body), question.lang, "", ""), Markup("")
    for piece in pieces:
        text = highlight(fragment(piece.text, asked, LENGTH, lang), asked, lang)
        if text.count("<mark>") > marked.count("<mark>"):
            best, marked = piece, text
    if not marked:
        marked = highlight(fragment(best.text, asked, LENGTH, lang), asked, lang)
        best = replace(best, place="question" if "<mark>" in marked else "")
    url = f"{question.url}#{best.anchor}" if best.anchor else question.url
    title = highlight(question.title, asked, lang)
    return Found(row, title, marked, best.lang, best.place, url)


def _experiences(ids: Sequence[int]) -> dict[int, list[_Piece]]:
    pieces: dict[int, list[_Piece]] = {}
    for e in db.session.scalars(
        select(Experience)
        .where(
            Experience.question_id.in_(ids),
            Experience.deleted_at.is_(None),
            Experience.hidden_at.is_(None),
        )
        .order_by(Experience.created_at)
    ):
        text = _text(e.did, e.happened, e.different)
        piece = _Piece(text, e.lang, "experience", f"ervaring-{e.id}")
        pieces.setdefault(e.question_id, []).append(piece)
    return pieces


def _harvests(ids: Sequence[int]) -> dict[int, list[_Piece]]:
    pieces: dict[int, list[_Piece]] = {}
    for o in db.session.scalars(
        select(Outcome)
        .join(Closing, Closing.id == Outcome.closing_id)
        .where(
            Outcome.question_id.in_(ids),
            Outcome.deleted_at.is_(None),
            Outcome.hidden_at.is_(None),
            Closing.reopened_at.is_(None),
        )
        .order_by(Outcome.by_asker.desc(), Outcome.created_at)
    ):
        text = _text(o.tried, o.result, o.changed_practice)
        pieces.setdefault(o.question_id, []).append(_Piece(text, o.lang, "harvest", "opbrengst"))
    return pieces


def _text(*parts: str) -> str:
    return plain("\n\n".join(part for part in parts if part))
