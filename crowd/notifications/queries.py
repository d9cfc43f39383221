"""The inbox of one person: what is unread, and what happened, by subject."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from flask import g
from sqlalchemy import and_, func, or_, select

from crowd.core.db import db
from crowd.core.viewer import Viewer
from crowd.notifications.events import COUNTED, sentence
from crowd.notifications.models import Notification
from crowd.notifications.subjects import subjects
from crowd.people.queries import Card

PAGE = 20
Key = tuple[str, int]


@dataclass(frozen=True)
class Line:
    """Equal events as one sentence: "Fatima en 3 anderen haakten aan"."""

    text: str
    url: str
    card: Card | None
    at: datetime
    unread: bool


@dataclass(frozen=True)
class Group:
    kind: str
    subject_id: int
    title: str
    url: str
    lang: str
    lines: list[Line]


@dataclass(frozen=True)
class Inbox:
    groups: list[Group]
    shown: list[Key]  # with what the viewer may no longer see: it counts as shown
    until: int  # the newest notification here
    after: int | None  # where the next page begins


def unread(person_id: int) -> dict[Key, int]:
    """How much is unread in each subject; one query a request."""
    if "unread" not in g:
        rows = db.session.execute(
            select(Notification.subject_kind, Notification.subject_id, func.count())
            .where(Notification.person_id == person_id, Notification.read_at.is_(None))
            .group_by(Notification.subject_kind, Notification.subject_id)
        )
        g.unread = {(kind, id_): count for kind, id_, count in rows}
    found: dict[Key, int] = g.unread
    return found


def unread_count(person_id: int) -> int:
    return sum(unread(person_id).values())


def inbox(viewer: Viewer, after: int | None = None, size: int = PAGE) -> Inbox:
    """A page of subjects, what happened last first. `after` is the key of the page before."""
    heads = db.session.execute(_heads(viewer, after, size)).all()
    shown = [(head.subject_kind, head.subject_id) for head in heads[:size]]
    rows = db.session.execute(_lines(viewer, shown)).all() if shown else []
    by_subject: dict[Key, list[Any]] = {key: [] for key in shown}
    for row in rows:
        by_subject[row.subject_kind, row.subject_id].append(row)
    return Inbox(
        groups=_groups(viewer, by_subject),
        shown=shown,
        until=max((row.last for row in rows), default=0),
        after=heads[size - 1].last if len(heads) > size else None,
    )


def _heads(viewer: Viewer, after: int | None, size: int) -> Any:
    last = func.max(Notification.id).label("last")
    query = (
        select(Notification.subject_kind, Notification.subject_id, last)
        .where(Notification.person_id == viewer.id)
        .group_by(Notification.subject_kind, Notification.subject_id)
        .order_by(last.desc())
        .limit(size + 1)
    )
    return query if after is None else query.having(last < after)


def _lines(viewer: Viewer, shown: Sequence[Key]) -> Any:
    """One row for each subject, event, read or not, and actor."""
    is_unread = Notification.read_at.is_(None).label("unread")
    same = (
        Notification.subject_kind,
        Notification.subject_id,
        Notification.event,
        is_unread,
        Notification.actor_id,
    )
    in_these = or_(
        *(
            and_(Notification.subject_kind == kind, Notification.subject_id == id_)
            for kind, id_ in shown
        )
    )
    last = func.max(Notification.id).label("last")
    newest = (
        select(*same, last, func.count().label("times"))
        .where(Notification.person_id == viewer.id, in_these)
        .group_by(*same)
    ).subquery()
    return (
        select(newest, Notification.part, Notification.created_at)
        .join(Notification, Notification.id == newest.c.last)
        .order_by(newest.c.last.desc())
    )


def _groups(viewer: Viewer, by_subject: dict[Key, list[Any]]) -> list[Group]:
    groups: dict[Key, Group] = {}
    known = subjects()
    for kind in {kind for kind, _id in by_subject}:
        if kind not in known:
            continue
        ids = known[kind].visible(viewer, {id_ for k, id_ in by_subject if k == kind})
        summaries = known[kind].summaries(viewer, ids)
        cards = known[kind].actors(
            viewer,
            {
                (id_, row.actor_id)
                for id_ in ids
                for row in by_subject[kind, id_]
                if row.actor_id is not None
            },
        )
        for id_, summary in summaries.items():
            lines = _told(by_subject[kind, id_], summary.url, cards)
            groups[kind, id_] = Group(kind, id_, summary.title, summary.url, summary.lang, lines)
    return [groups[key] for key in by_subject if key in groups]


def _told(rows: Iterable[Any], url: str, cards: Any) -> list[Line]:
    """The sentences of one subject, unread ones first, then the newest."""

    def same(row: Any) -> tuple[bool, str]:
        return (not row.unread, row.event)

    lines = []
    for (is_read, event), alike in groupby(sorted(rows, key=same), same):
        newest_first = sorted(alike, key=lambda row: -row.last)
        newest = newest_first[0]
        known = [
            cards[newest.subject_id, row.actor_id]
            for row in newest_first
            if (newest.subject_id, row.actor_id) in cards
        ]
        others = newest.times if event in COUNTED else len(newest_first) - len(known)
        text = sentence(event, [card.name for card in known], others)
        anchor = f"#{newest.part}" if newest.part else ""
        card = known[0] if known else None
        lines.append(Line(text, url + anchor, card, newest.created_at, not is_read))
    return sorted(lines, key=lambda line: (line.unread, line.at), reverse=True)
