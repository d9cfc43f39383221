"""Who could know this: members who may be asked for their experience, each with why.

A plain rule, that anybody can check on two profiles. Counted are two for each question like this
one in which somebody shared experience (three at most), two for each of its themes that they say
to have experience with, and one each for the same sector and the same level, which alone are no
reason. Of equals, who was asked least comes first. The order is all that shows of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zlib import crc32

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select, union

from crowd.core.clock import now
from crowd.core.db import db
from crowd.core.viewer import Viewer
from crowd.memberships.queries.standing import members_among, members_of, school_ids
from crowd.people.found import Helper, experienced_in, helpers
from crowd.people.queries import Card, cards
from crowd.questions import labels
from crowd.questions.models import (
    Experience,
    ExperienceRequest,
    Join,
    Offer,
    Question,
    RelatedQuestion,
    Subscription,
)
from crowd.questions.queries.people import under_own_name
from crowd.questions.queries.related import WORTH_SHOWING
from crowd.questions.queries.visible import visible_to

SHOWN = 3
CANDIDATES = 60  # of each kind
A_QUESTION = 5  # people who are asked
A_WEEK = 2  # times that one person is asked
MOST_SHARED = 3
LEADERS = frozenset({"teamleider", "schoolleider", "bestuurder", "bovenschools"})


@dataclass(frozen=True)
class Experienced:
    """Somebody who may be asked, and why, in words."""

    card: Card
    why: str


def experienced(viewer: Viewer, question: Question, limit: int = SHOWN) -> list[Experienced]:
    """Who could know this, as far as this viewer may know of it; who shared, joined or was asked
    already is left out, and so is who may not read the question or wants to be left alone."""
    apart = _taking_part(question) | {question.author_id or 0, viewer.id or 0}
    shared = _shared_in_related(viewer, question, apart)
    knowing = experienced_in(question.theme_ids, CANDIDATES, but=apart)
    candidates = {*shared, *knowing} & _readers(question, {*shared, *knowing})
    busy = _asked_lately(candidates)
    leaders = _leaders_of(question)
    found = [
        helper
        for helper in helpers(candidates)
        if busy.get(helper.id, 0) < A_WEEK
        and not (helper.job_role in LEADERS and helper.id in leaders)
    ]

    def order(helper: Helper) -> tuple[int, int, int]:
        points = 2 * min(shared.get(helper.id, 0), MOST_SHARED)
        points += 2 * len(knowing.get(helper.id, ())) + sum(_place(helper, question))
        # of equals not always the same one
        return -points, busy.get(helper.id, 0), crc32(f"{question.id} {helper.id}".encode())

    first = sorted(found, key=order)[:limit]
    known = cards(helper.id for helper in first)
    return [
        Experienced(
            known[helper.id],
            _why(question, helper, shared.get(helper.id, 0), knowing.get(helper.id, ())),
        )
        for helper in first
    ]


def asked_for_experience(question: Question) -> list[Card]:
    """Who was asked in this question, in that order."""
    ids = db.session.scalars(
        select(ExperienceRequest.person_id)
        .where(ExperienceRequest.question_id == question.id)
        .order_by(ExperienceRequest.created_at, ExperienceRequest.person_id)
    ).all()
    known = cards(ids)
    return [known[id_] for id_ in ids]


def _taking_part(question: Question) -> set[int]:
    """Who faces it too, shared, offered, was asked, or wants no messages about it."""
    parts = (
        select(column).where(kind.question_id == question.id, column.is_not(None), *more)
        for kind, column, more in (
            (Join, Join.person_id, ()),
            (Experience, Experience.author_id, ()),
            (Offer, Offer.person_id, ()),
            (ExperienceRequest, ExperienceRequest.person_id, ()),
            (Subscription, Subscription.person_id, (Subscription.level == "mute",)),
        )
    )
    return {id_ for id_ in db.session.scalars(union(*parts)) if id_ is not None}


def _shared_in_related(viewer: Viewer, question: Question, but: set[int]) -> dict[int, int]:
    """In how many questions like this one people shared experience under their own name, of
    those that the viewer may read."""
    count = func.count(Question.id.distinct())
    here = RelatedQuestion.question_id == question.id
    first = select(func.max(RelatedQuestion.score)).where(here).scalar_subquery()
    chosen = (
        visible_to(viewer)
        .join(RelatedQuestion, RelatedQuestion.other_id == Question.id)
        .join(Experience, Experience.question_id == Question.id)
        .where(
            here,
            RelatedQuestion.score >= WORTH_SHOWING * first,
            Experience.author_id.not_in(but),
            Experience.deleted_at.is_(None),
            Experience.hidden_at.is_(None),
            under_own_name(),
        )
        .with_only_columns(Experience.author_id, count)
        .group_by(Experience.author_id)
        .order_by(count.desc(), Experience.author_id)
        .limit(CANDIDATES)
    )
    rows: Iterable[Any] = db.session.execute(chosen)
    return {row[0]: row[1] for row in rows}


def _readers(question: Question, ids: set[int]) -> set[int]:
    if question.school_id is not None:
        return members_of(question.school_id)
    return members_among(ids)


def _asked_lately(ids: set[int]) -> dict[int, int]:
    counted = (
        select(ExperienceRequest.person_id, func.count())
        .where(
            ExperienceRequest.person_id.in_(ids),
            ExperienceRequest.created_at > now() - timedelta(days=7),
        )
        .group_by(ExperienceRequest.person_id)
    )
    rows: Iterable[Any] = db.session.execute(counted)
    return {row[0]: row[1] for row in rows}


def _leaders_of(question: Question) -> set[int]:
    """Who holds a seat where the asker does: a leader among them is not asked."""
    schools = school_ids(question.author_id) if question.author_id is not None else frozenset()
    return {id_ for school in schools for id_ in members_of(school)}


def _place(helper: Helper, question: Question) -> tuple[bool, bool]:
    """Whether they work in the same sector, and at the same level."""
    sector = bool(question.sector) and helper.sector == question.sector
    return sector, sector and bool(question.level) and helper.level == question.level


def _why(question: Question, helper: Helper, shared: int, themes: Sequence[str]) -> str:
    """ "Deelde ervaring bij 2 vragen die hierop lijken · Werkt ook in vmbo-kader"."""
    parts = []
    if shared:
        parts.append(
            ngettext(
                "Deelde ervaring bij %(num)d vraag die hierop lijkt",
                "Deelde ervaring bij %(num)d vragen die hierop lijken",
                shared,
            )
        )
    if themes:
        parts.append(_("Ervaring met %(themes)s", themes=", ".join(map(labels.theme, themes))))
    sector, level = _place(helper, question)
    if sector:
        where = labels.level(question.sector, question.level) if level else ""
        parts.append(_("Werkt ook in %(where)s", where=where or labels.sector(question.sector)))
    return " · ".join(parts)
