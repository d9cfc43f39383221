"""What there is to choose from among questions that were found, and how much each choice leaves.

The options of a question are read once, in two queries; choosing and counting are plain Python, so
that a count is always the length of the list that it leads to.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from crowd.core.db import db
from crowd.core.viewer import Viewer
from crowd.questions.models import Comment, Experience, Join, Outcome, Question, QuestionTheme
from crowd.questions.queries import filtering
from crowd.questions.queries.filtering import Filters
from crowd.questions.queries.visible import visible_to

ORDERS = ("beste", "nieuwste", "actief")


@dataclass(frozen=True, slots=True)
class Traits:
    """Of one question, by the name of each filter the values under which it is found."""

    id: int
    values: Mapping[str, frozenset[str]]
    created_at: datetime
    active_at: datetime


def traits(viewer: Viewer, ids: Sequence[int]) -> list[Traits]:
    """Of those that the viewer may read, in this order."""
    if not ids:
        return []
    options = [
        *(filtering.has(value).label(f"has:{value}") for value in filtering.HAS),
        *(filtering.mine(value, viewer.id).label(f"mine:{value}") for value in filtering.MINE),
    ]
    written: tuple[type[Experience | Comment | Outcome], ...] = (Experience, Comment, Outcome)
    last = [_last_join(), *(_last(kind) for kind in written)]
    chosen = (
        visible_to(viewer)
        .where(Question.id.in_(ids))
        .with_only_columns(
            Question.id,
            Question.sector,
            Question.level,
            Question.subject,
            Question.status,
            Question.created_at,
            *last,
            *options,
        )
    )
    themes = _themes(ids)
    begun = {name: filtering.beginning(name) for name in filtering.SINCE}
    found = {row.id: _traits(row, themes, begun) for row in db.session.execute(chosen)}
    return [found[id_] for id_ in ids if id_ in found]


def newest(viewer: Viewer, limit: int) -> list[int]:
    """The last questions that the viewer may read, for who chooses without typing a word."""
    chosen = visible_to(viewer).with_only_columns(Question.id)
    latest = chosen.order_by(Question.created_at.desc(), Question.id.desc()).limit(limit)
    return list(db.session.scalars(latest))


def kept(found: Iterable[Traits], filters: Filters, *, but: str = "") -> list[Traits]:
    """Those that the filters let through; one filter may be left out."""
    asked = {name: value for name, value in asdict(filters).items() if value and name != but}
    return [one for one in found if all(v in one.values[n] for n, v in asked.items())]


def counts(found: Sequence[Traits], filters: Filters) -> dict[str, Counter[str]]:
    """By filter and value: how many are left when that is chosen besides the other filters."""
    return {
        name: Counter(v for one in kept(found, filters, but=name) for v in one.values[name])
        for name in asdict(filters)
    }


def ordered(found: list[Traits], order: str) -> list[Traits]:
    """The best first, as they came; or the newest, or the last active."""
    if order == "nieuwste":
        return sorted(found, key=lambda one: (one.created_at, one.id), reverse=True)
    if order == "actief":
        return sorted(found, key=lambda one: (one.active_at, one.id), reverse=True)
    return found


def _last(kind: type[Experience | Comment | Outcome]) -> Any:
    """When somebody last wrote this in the question."""
    chosen = select(func.max(kind.created_at)).where(
        kind.question_id == Question.id, kind.deleted_at.is_(None), kind.hidden_at.is_(None)
    )
    return chosen.correlate(Question).scalar_subquery().label(f"last:{kind.__tablename__}")


def _last_join() -> Any:
    chosen = select(func.max(Join.created_at)).where(Join.question_id == Question.id)
    return chosen.correlate(Question).scalar_subquery().label("last:join")


def _themes(ids: Collection[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    chosen = select(QuestionTheme.question_id, QuestionTheme.theme)
    for id_, theme in db.session.execute(chosen.where(QuestionTheme.question_id.in_(ids))):
        found.setdefault(id_, set()).add(theme)
    return found


def _traits(row: Any, themes: Mapping[int, set[str]], begun: Mapping[str, datetime]) -> Traits:
    told = row._mapping
    options = {
        name: frozenset(value for value in values if told[f"{name}:{value}"])
        for name, values in (("has", filtering.HAS), ("mine", filtering.MINE))
    }
    last = [value for name, value in told.items() if name.startswith("last:") and value]
    return Traits(
        id=row.id,
        values={
            "sector": frozenset(filter(None, [row.sector])),
            "level": frozenset(filter(None, [row.level])),
            "theme": frozenset(themes.get(row.id, ())),
            "subject": frozenset(filter(None, [row.subject])),
            "status": frozenset([row.status]),
            "since": frozenset(n for n, moment in begun.items() if row.created_at >= moment),
            **options,
        },
        created_at=row.created_at,
        active_at=max([row.created_at, *last]),
    )
