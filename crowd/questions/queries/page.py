"""Everything on a question's page, in a fixed number of queries."""

from collections.abc import Sequence
from datetime import datetime
from itertools import chain
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, and_, or_, select, true

from crowd.core.clock import now
from crowd.core.db import db
from crowd.core.viewer import Viewer
from crowd.people.mentions import mentioned
from crowd.people.queries import Card, cards
from crowd.questions import rules
from crowd.questions.authors import author_for
from crowd.questions.models import (
    Closing,
    Comment,
    Experience,
    Helpful,
    Join,
    Offer,
    Outcome,
    Question,
    Trial,
)
from crowd.questions.queries.reading import own
from crowd.questions.queries.shown import (
    CommentView,
    ExperienceView,
    JoinerView,
    OfferView,
    OutcomeView,
    QuestionPage,
)

T = TypeVar("T")


def question_page(
    viewer: Viewer, question: Question, since: datetime | None = None
) -> QuestionPage:
    """The question as this viewer sees it; ten queries, whatever its size. New is what others
    wrote since the last visit, or since this moment."""
    me = viewer.id or 0
    id_ = question.id
    joins = _all(select(Join).where(Join.question_id == id_).order_by(Join.created_at))
    experiences = _all(
        select(Experience)
        .where(Experience.question_id == id_, *_shown(viewer, Experience))
        .order_by(Experience.created_at)
    )
    comments = _all(
        select(Comment)
        .where(Comment.question_id == id_, *_shown(viewer, Comment))
        .order_by(Comment.created_at)
    )
    helpful = _all(select(Helpful).join(Experience).where(Experience.question_id == id_))
    trials = _all(select(Trial).join(Experience).where(Experience.question_id == id_))
    offers = _all(
        select(Offer)
        .where(Offer.question_id == id_, _offers_for(viewer, question))
        .order_by(Offer.created_at)
    )
    closings = _all(select(Closing).where(Closing.question_id == id_).order_by(Closing.id))
    outcomes = _all(
        select(Outcome).where(
            Outcome.question_id == id_, Outcome.deleted_at.is_(None), _unhidden(viewer, Outcome)
        )
    )
    mine = own(viewer, question)
    seen_at = since or mine.seen_at

    written: list[Sequence[Experience | Comment | Outcome]] = [experiences, comments, outcomes]
    people = {question.author_id} | {x.author_id for rows in written for x in rows}
    people |= {j.person_id for j in joins} | {o.person_id for o in offers}
    people |= {t.person_id for t in trials}
    people |= mentioned(*(html for x in (question, *chain(*written)) for html in _rendered(x)))
    known = cards(p for p in people if p is not None)

    def card(person_id: int | None) -> Card:
        return author_for(viewer, question, person_id, known)

    def new(said: Experience | Comment | Outcome) -> bool:
        return seen_at is not None and said.created_at > seen_at and said.author_id != me

    def comment_view(comment: Comment) -> CommentView:
        return CommentView(
            comment,
            card(comment.author_id),
            new(comment),
            can_edit=rules.can_edit(viewer, comment),
            can_restore=rules.can_restore(viewer, comment),
        )

    joined = any(j.person_id == me for j in joins)
    helpers = {(h.experience_id, h.person_id) for h in helpful}

    def experience_view(experience: Experience) -> ExperienceView:
        own_trials = [t for t in trials if t.experience_id == experience.id]
        return ExperienceView(
            experience,
            card(experience.author_id),
            new(experience),
            comments=[comment_view(c) for c in comments if c.experience_id == experience.id],
            helped_asker=(experience.id, question.author_id) in helpers,
            helpful_mine=(experience.id, me) in helpers,
            trial=next((t for t in own_trials if t.person_id == me), None),
            trials_told=[(card(t.person_id), t) for t in own_trials if t.tried_at and t.went],
            can_edit=rules.can_edit(viewer, experience),
            can_restore=rules.can_restore(viewer, experience),
            can_find_helpful=rules.can_find_helpful(viewer, question, experience, joined=joined),
            can_mark=rules.can_mark(viewer, experience),
        )

    def outcome_view(outcome: Outcome) -> OutcomeView:
        return OutcomeView(
            outcome,
            card(outcome.author_id),
            new(outcome),
            can_edit=rules.can_edit(viewer, outcome),
        )

    def harvest_of(closing: Closing) -> OutcomeView | None:
        told = next((o for o in outcomes if o.closing_id == closing.id and o.by_asker), None)
        return outcome_view(told) if told else None

    closing = next((c for c in closings if c.reopened_at is None), None)
    told = any(closing and o.closing_id == closing.id and o.author_id == me for o in outcomes)
    return QuestionPage(
        question=question,
        author=card(question.author_id),
        is_asker=rules.is_asker(viewer, question),
        joiners=[JoinerView(card(j.person_id), j.note, mine=j.person_id == me) for j in joins],
        joined=joined,
        own=mine,
        until=max([question.created_at, *(x.created_at for rows in written for x in rows)]),
        experiences=[experience_view(e) for e in experiences],
        comments=[comment_view(c) for c in comments if c.experience_id is None],
        offers=[OfferView(o, card(o.person_id)) for o in offers if o.declined_at is None],
        closing=closing,
        harvest=harvest_of(closing) if closing else None,
        joiner_outcomes=[outcome_view(o) for o in outcomes if not o.by_asker],
        earlier=[(c, harvest_of(c)) for c in closings if c.reopened_at is not None],
        can_join=rules.can_join(viewer, question),
        can_share=rules.can_share(viewer, question)
        and not any(e.author_id == me and e.deleted_at is None for e in experiences),
        can_comment=rules.can_comment(viewer, question),
        can_offer=rules.can_offer(viewer, question) and not any(o.person_id == me for o in offers),
        can_close=rules.can_close(viewer, question),
        can_reopen=rules.can_reopen(viewer, question),
        can_edit=rules.can_edit_question(viewer, question),
        can_remove=rules.can_remove_question(viewer, question),
        and_you=joined and closing is not None and not told and rules.may_write(viewer),
    )


def _rendered(written: Question | Experience | Comment | Outcome) -> list[str]:
    keys = written.__table__.columns.keys()
    return [getattr(written, key) for key in keys if key.endswith("_html")]


def joiners(viewer: Viewer, question: Question) -> list[JoinerView]:
    """Who joined, in the order in which they did."""
    joins = _all(select(Join).where(Join.question_id == question.id).order_by(Join.created_at))
    known = cards(j.person_id for j in joins)
    return [
        JoinerView(
            author_for(viewer, question, j.person_id, known), j.note, mine=j.person_id == viewer.id
        )
        for j in joins
    ]


def _all(chosen: Select[T]) -> list[T]:
    return list(db.session.scalars(chosen))


def _offers_for(viewer: Viewer, question: Question) -> ColumnElement[bool]:
    """All for the asker, one's own for others."""
    if rules.is_asker(viewer, question):
        return true()
    return Offer.person_id == (viewer.id or 0)


def _shown(viewer: Viewer, kind: type[Experience | Comment]) -> tuple[ColumnElement[bool], ...]:
    """What stands; one's own deletion shows to oneself while it can be undone."""
    recent = now() - rules.UNDELETE
    own = and_(kind.author_id == (viewer.id or 0), kind.deleted_at > recent)
    return (or_(kind.deleted_at.is_(None), own), _unhidden(viewer, kind))


def _unhidden(viewer: Viewer, kind: type[Experience | Comment | Outcome]) -> ColumnElement[bool]:
    return true() if viewer.moderator else kind.hidden_at.is_(None)
