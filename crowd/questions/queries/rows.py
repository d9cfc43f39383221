"""What a list shows of questions, in a fixed number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from markupsafe import Markup
from sqlalchemy import case, func, select

from crowd.core.db import db
from crowd.core.markdown import excerpt, words_of
from crowd.core.viewer import Viewer
from crowd.people.queries import Card, cards
from crowd.questions import labels, rules
from crowd.questions.authors import author_for
from crowd.questions.models import Join, Question
from crowd.questions.queries.reading import News, joined_and_news

FACES = 4


@dataclass(frozen=True)
class Theme:
    label: str
    url: str


@dataclass(frozen=True)
class Row:
    """A question in a list, as the components show it."""

    id: int
    title: str
    url: str
    excerpt: str
    lang: str  # of title and excerpt
    sector_label: str
    themes: list[Theme]
    joins: int
    experiences: int
    status: str
    status_label: str
    waiting: bool  # for a first experience
    byline: Card
    faces: list[Card]
    created_at: datetime
    own: bool
    joined: bool
    can_join: bool
    closed: bool
    news: str  # in words: what others wrote since the viewer's last visit
    why: str = ""
    marked: Markup | None = None  # the title, with the words that it shares


def rows(viewer: Viewer, questions: Sequence[Question]) -> list[Row]:
    """What a list shows of questions: also asker, faces, joined or not, news (three queries)."""
    ids = [q.id for q in questions]
    if not ids:
        return []
    faces = _faces(viewer, ids) if viewer.member else {}
    mine = joined_and_news(viewer, ids)
    people = {p for row in faces.values() for p in row} | {q.author_id for q in questions}
    known = cards(p for p in people if p is not None)
    return [_row(viewer, q, known, faces.get(q.id, []), *mine[q.id]) for q in questions]


def _row(
    viewer: Viewer,
    question: Question,
    known: Mapping[int, Card],
    faces: list[int],
    joined: bool,
    news: News,
) -> Row:
    readable = viewer.member or question.example_at is not None or question.author_id == viewer.id
    return Row(
        id=question.id,
        title=question.title,
        url=question.url,
        excerpt=excerpt(words_of(question.body_html), 180) if readable else "",
        lang=question.lang,
        sector_label=labels.sector(question.sector),
        themes=theme_links(question.theme_ids),
        joins=question.joins,
        experiences=question.experiences,
        status=question.status,
        status_label=labels.status(question.status),
        waiting=not question.experiences and not question.closed,
        byline=author_for(viewer, question, question.author_id, known),
        faces=[known[p] for p in faces],
        created_at=question.created_at,
        own=rules.is_asker(viewer, question),
        joined=joined,
        can_join=rules.can_join(viewer, question),
        closed=question.closed,
        news=labels.news(news),
    )


def theme_links(ids: Iterable[str]) -> list[Theme]:
    return [Theme(labels.theme(t), f"/vragen?thema={quote(t)}") for t in ids]


def _faces(viewer: Viewer, ids: Sequence[int]) -> dict[int, list[int]]:
    """The first people who joined each question; the viewer's own face is always among them."""
    me = case((Join.person_id == (viewer.id or 0), 0), else_=1)
    place = func.row_number().over(
        partition_by=Join.question_id, order_by=(me, Join.created_at, Join.person_id)
    )
    ranked = (
        select(Join.question_id, Join.person_id, place.label("place"))
        .where(Join.question_id.in_(ids))
        .subquery()
    )
    found: dict[int, list[int]] = {}
    for question_id, person_id, _place in db.session.execute(
        select(ranked).where(ranked.c.place <= FACES).order_by(ranked.c.place)
    ):
        found.setdefault(question_id, []).append(person_id)
    # one's own face hooks on at the end of the row
    return {
        q: [*(p for p in row if p != viewer.id), *(p for p in row if p == viewer.id)]
        for q, row in found.items()
    }
