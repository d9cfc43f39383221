"""Closing with the yield, reopening, and "en bij jou?"."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from crowd.core import markdown
from crowd.core.clock import now
from crowd.core.db import db
from crowd.core.errors import Conflict, Forbidden
from crowd.core.viewer import Viewer
from crowd.files.actions import hang
from crowd.questions import rules
from crowd.questions.actions.revisions import revise
from crowd.questions.actions.telling import changed, tell
from crowd.questions.models import Closing, Join, Outcome, Question
from crowd.questions.queries.receivers import receivers

CYCLES = ("immediate", "potential", "applied", "realised", "reframing")
TEXTS = ("tried", "result", "changed_practice")


class AlreadyTold(Conflict):
    """Told from another device: what was typed goes into the form that changes it."""


@dataclass(frozen=True)
class Yield:
    """What came of it; all empty means closed without an outcome."""

    tried: str = ""
    result: str = ""
    changed_practice: str = ""
    cycles: Sequence[str] = ()

    def __bool__(self) -> bool:
        return bool(self.tried or self.result or self.changed_practice or self.cycles)


def close(viewer: Viewer, question: Question, told: Yield, lang: str = "nl") -> Closing:
    """The asker closes: with what it gave ("geoogst") or without ("gestopt")."""
    if question.closed and rules.is_asker(viewer, question):
        raise Conflict(_("Je hebt deze vraag al afgerond."))
    rules.require(rules.can_close(viewer, question))
    closing = Closing(question_id=question.id)
    db.session.add(closing)
    db.session.flush()
    if told:
        _tell(viewer, question, closing, told, by_asker=True, lang=lang)
    tell(
        question,
        receivers(question, joiners=True, contributors=True),
        "closed" if told else "stopped",
        "opbrengst",
        actor_id=viewer.id,
        key=f"closed:{closing.id}",
    )
    tell(  # once a question, also when it is reopened and closed again
        question,
        db.session.scalars(select(Join.person_id).where(Join.question_id == question.id)),
        "and-you",
        "en-bij-jou",
        actor_id=viewer.id,
        key=f"and-you:{question.id}",
    )
    changed(question)
    return closing


def reopen(viewer: Viewer, question: Question) -> None:
    """Open again; the closing and its yield stay as history. What is open stays open."""
    rules.require(rules.is_asker(viewer, question))
    if not question.closed:
        return
    closing = _current(question)
    closing.reopened_at = now()
    tell(
        question,
        receivers(question, joiners=True, contributors=False),
        "reopened",
        actor_id=viewer.id,
        key=f"reopened:{closing.id}",
    )
    changed(question)


def tell_outcome(viewer: Viewer, question: Question, told: Yield, lang: str = "nl") -> Outcome:
    """A joiner answers "en bij jou?", or the asker adds the yield to a closed question."""
    asker = rules.is_asker(viewer, question)
    joined = db.session.get(Join, (question.id, viewer.id)) is not None
    if not (rules.may_write(viewer) and (asker or joined)):
        raise Forbidden
    closing = _current(question)
    there = select(Outcome.id).where(
        Outcome.closing_id == closing.id, Outcome.author_id == viewer.id
    )
    if db.session.scalar(there) is not None:
        raise AlreadyTold
    outcome = _tell(viewer, question, closing, told, by_asker=asker, lang=lang)
    changed(question)
    return outcome


def edit_outcome(
    viewer: Viewer, question: Question, outcome: Outcome, told: Yield, version: int
) -> None:
    rules.require(rules.can_edit(viewer, outcome))
    if version != outcome.version:
        raise Conflict(_("Deze tekst is intussen aangepast. Jouw tekst staat nog hieronder."))
    old = {name: getattr(outcome, name) for name in TEXTS}
    if old != {name: getattr(told, name) for name in TEXTS}:
        revise("outcome", outcome, question.id, old)
    else:
        outcome.version += 1
    _write(outcome, told)
    _hang(outcome)
    changed(question)


def _current(question: Question) -> Closing:
    closing = db.session.scalar(
        select(Closing).where(Closing.question_id == question.id, Closing.reopened_at.is_(None))
    )
    if closing is None:
        raise Conflict(_("Deze vraag staat weer open."))
    return closing


def _tell(
    viewer: Viewer, question: Question, closing: Closing, told: Yield, *, by_asker: bool, lang: str
) -> Outcome:
    outcome = Outcome(
        question_id=question.id,
        closing_id=closing.id,
        author_id=viewer.id,
        by_asker=by_asker,
        lang=lang,
    )
    _write(outcome, told)
    db.session.add(outcome)
    db.session.flush()
    _hang(outcome)
    return outcome


def _write(outcome: Outcome, told: Yield) -> None:
    for name in TEXTS:
        text = getattr(told, name)
        setattr(outcome, name, text)
        setattr(outcome, f"{name}_html", markdown.render(text) if text else "")
    outcome.html_version = markdown.VERSION
    outcome.cycles = ",".join(c for c in CYCLES if c in told.cycles)


def _hang(outcome: Outcome) -> None:
    texts = [getattr(outcome, name) for name in TEXTS]
    part = f"opbrengst-{outcome.id}"
    hang(outcome.author_id, "question", outcome.question_id, part, texts)
