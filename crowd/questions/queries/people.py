"""What a person's page shows of questions. An asker without name is not to be found here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, union

from crowd.core.db import db
from crowd.core.markdown import excerpt, plain
from crowd.core.viewer import Viewer
from crowd.people.queries import Card, cards
from crowd.questions.authors import hides_name
from crowd.questions.models import Comment, Experience, Join, Question, Trial
from crowd.questions.queries.visible import visible_to

EXCERPT = 220
NAMES = 6


@dataclass(frozen=True)
class Shared:
    """An experience in a list: its first words, and the question that it answers."""

    title: str
    title_lang: str
    url: str
    text: str
    lang: str
    at: datetime


def asked_by(
    viewer: Viewer, person_id: int, *, own: bool = False, limit: int = 20
) -> list[Question]:
    """Questions asked under this person's name; with `own` all of them, for the asker alone."""
    chosen = visible_to(viewer).where(Question.author_id == person_id)
    if not (own and viewer.id == person_id):
        chosen = chosen.where(Question.anonymous.is_(False))
    return list(db.session.scalars(chosen.order_by(Question.created_at.desc()).limit(limit)))


def shared_by(
    viewer: Viewer, person_id: int, *, own: bool = False, limit: int = 20
) -> list[Shared]:
    """Experiences told under this person's name, in questions that the viewer may read."""
    chosen = (
        visible_to(viewer)
        .join(Experience, Experience.question_id == Question.id)
        .add_columns(Experience)
        .where(
            Experience.author_id == person_id,
            Experience.deleted_at.is_(None),
            Experience.hidden_at.is_(None),
        )
    )
    if not (own and viewer.id == person_id):
        chosen = chosen.where(under_own_name())
    rows = db.session.execute(chosen.order_by(Experience.created_at.desc()).limit(limit))
    return [_shared(question, experience) for question, experience in rows]


def _shared(question: Question, experience: Experience) -> Shared:
    return Shared(
        title=question.title,
        title_lang=question.lang,
        url=f"{question.url}#ervaring-{experience.id}",
        text=excerpt(plain(experience.did), EXCERPT),
        lang=experience.lang,
        at=experience.created_at,
    )


def under_own_name() -> ColumnElement[bool]:
    """Not by who asked this question without name: that would tell who it was."""
    return or_(
        Question.anonymous.is_(False),
        Question.author_id.is_(None),
        Question.author_id != Experience.author_id,
    )


def trying(viewer: Viewer, limit: int = 20) -> list[Shared]:
    """What the viewer is trying out and did not tell about yet, the longest ago first."""
    chosen = (
        visible_to(viewer)
        .join(Experience, Experience.question_id == Question.id)
        .join(Trial, Trial.experience_id == Experience.id)
        .add_columns(Experience)
        .where(
            Trial.person_id == viewer.id,
            Trial.tried_at.is_(None),
            Experience.deleted_at.is_(None),
            Experience.hidden_at.is_(None),
        )
    )
    rows = db.session.execute(chosen.order_by(Trial.created_at).limit(limit))
    return [_shared(question, experience) for question, experience in rows]


def joined_by(viewer: Viewer, limit: int = 20) -> Sequence[Question]:
    """What the viewer joined, the last first."""
    chosen = visible_to(viewer).join(Join, Join.question_id == Question.id)
    chosen = chosen.where(Join.person_id == viewer.id).order_by(Join.created_at.desc())
    return db.session.scalars(chosen.limit(limit)).all()


def taking_part(viewer: Viewer, question: Question, words: str = "") -> list[Card]:
    """Who asked, joined or wrote here, with a name that begins like these words: to be named by
    the others. Never who asked without name, nor who only follows."""
    wrote = (
        select(kind.author_id).where(
            kind.question_id == question.id,
            kind.author_id.is_not(None),
            kind.deleted_at.is_(None),
            kind.hidden_at.is_(None),
        )
        for kind in (Experience, Comment)
    )
    joined = select(Join.person_id).where(Join.question_id == question.id)
    ids = set(db.session.scalars(union(joined, *wrote))) | {question.author_id}
    ids = {one for one in ids if one != viewer.id and not hides_name(question, one)}
    sought = words.casefold().strip()
    found = [card for card in cards(ids).values() if card.url and _begins(card.name, sought)]
    return sorted(found, key=lambda card: card.name)[:NAMES]


def _begins(name: str, sought: str) -> bool:
    """ "bak" finds Bob Bakker, and so does "bob b"."""
    folded = name.casefold()
    return folded.startswith(sought) or any(w.startswith(sought) for w in folded.split())
