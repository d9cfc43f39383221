"""What a question and what stands in it said before, and what an edit made of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from crowd.core.db import db
from crowd.questions.differences import Piece, differences
from crowd.questions.models import Comment, Experience, Outcome, Question, Revision

Part = Experience | Comment | Outcome
KINDS: dict[str, type[Part]] = {"experience": Experience, "comment": Comment, "outcome": Outcome}


@dataclass(frozen=True)
class Change:
    """One edit: when, of what, and for each text that it touched the differences."""

    kind: str  # question, experience, comment or outcome
    id: int
    lang: str
    at: datetime
    texts: list[tuple[str, list[Piece]]]  # by the name of the field


def changes(question: Question) -> list[Change]:
    """Newest first; of what was deleted or hidden nothing is shown."""
    kept = db.session.scalars(
        select(Revision)
        .where(Revision.question_id == question.id)
        .order_by(Revision.version.desc(), Revision.id.desc())
    ).all()
    standing: dict[tuple[str, int], Question | Part] = {("question", question.id): question}
    for name, kind in KINDS.items():
        standing |= {(name, said.id): said for said in _standing(kind, name, kept)}
    found = []
    became: dict[tuple[str, int], dict[str, str]] = {}  # what the edit before this one made of it
    for old in kept:
        subject = old.kind, old.subject_id
        if (said := standing.get(subject)) is None:
            continue
        new = became.get(subject) or {name: getattr(said, name) for name in old.fields}
        texts = [
            (name, differences(old.fields[name], new[name]))
            for name in old.fields
            if old.fields[name] != new[name]
        ]
        found.append(Change(*subject, said.lang, old.replaced_at, texts))
        became[subject] = old.fields
    return sorted(found, key=lambda change: change.at, reverse=True)


def _standing(kind: type[Part], name: str, kept: Sequence[Revision]) -> list[Part]:
    ids = {revision.subject_id for revision in kept if revision.kind == name}
    chosen = select(kind).where(kind.id.in_(ids)) if ids else None
    said: list[Part] = list(db.session.scalars(chosen)) if chosen is not None else []
    return [one for one in said if not one.deleted_at and not one.hidden_at]
