"""Asking a question, changing it, taking it away."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import and_, delete, func, or_, select, update

from crowd.core import markdown
from crowd.core.clock import now
from crowd.core.db import db
from crowd.core.errors import Conflict, Invalid
from crowd.core.i18n import language_of
from crowd.core.viewer import Viewer
from crowd.files.actions import hang, let_go
from crowd.notifications.actions import forget_actor
from crowd.people.queries import profile
from crowd.questions import rules
from crowd.questions.actions.revisions import revise
from crowd.questions.actions.telling import changed
from crowd.questions.models import (
    Closing,
    Comment,
    Experience,
    Helpful,
    Join,
    Offer,
    Outcome,
    Question,
    QuestionTheme,
    Revision,
    Trial,
)
from crowd.questions.queries.history import KINDS
from crowd.questions.queries.suggested import MAX_THEMES, suggested_themes


@dataclass(frozen=True)
class Asking:
    """What the form says."""

    title: str
    body: str
    sector: str = ""
    level: str | None = None
    subject: str | None = None
    themes: Sequence[str] = ()
    school_id: int | None = None  # only colleagues who hold a seat at this school
    anonymous: bool = False


def ask(viewer: Viewer, asking: Asking, lang: str = "nl") -> Question:
    """Post a question; themes and sector are filled in when left out."""
    rules.require(rules.may_write(viewer))
    question = Question(author_id=viewer.id, lang=lang)
    _write(viewer, question, asking)
    db.session.add(question)
    db.session.flush()
    hang(viewer.id, "question", question.id, "", [question.body])
    changed(question)
    return question


def edit_question(viewer: Viewer, question: Question, asking: Asking, version: int) -> None:
    """Change a question; refused when it changed since `version` was read."""
    rules.require(rules.can_edit_question(viewer, question))
    if version != question.version:
        raise Conflict(
            _("Deze vraag is intussen aangepast. Hieronder staat jouw tekst; kijk wat er nu staat.")
        )
    if (question.title, question.body) != (asking.title, asking.body):
        fields = {"title": question.title, "body": question.body}
        revise("question", question, question.id, fields)
        question.related_at = None
    else:  # who may see it counts too: another tab must not undo that unseen
        question.version += 1
    _write(viewer, question, asking)
    hang(viewer.id, "question", question.id, "", [question.body])
    changed(question)


def _write(viewer: Viewer, question: Question, asking: Asking) -> None:
    if asking.school_id is not None and asking.school_id not in viewer.school_ids:
        raise Invalid(
            _("Je hebt geen plek bij deze school. Kies wie je vraag mag zien."), "audience"
        )
    themes = list(dict.fromkeys(asking.themes))[:MAX_THEMES]
    question.title = asking.title
    question.body = asking.body
    question.body_html = markdown.render(asking.body)
    question.html_version = markdown.VERSION
    question.sector = asking.sector or profile(viewer.id or 0).sector or ""
    question.level = asking.level
    question.subject = asking.subject
    question.audience = "members" if asking.school_id is None else "school"
    question.school_id = asking.school_id
    if asking.school_id is not None:
        question.example_at = None
    question.anonymous = asking.anonymous
    chosen = themes or suggested_themes(viewer, asking.title, asking.body)
    if chosen != question.theme_ids:
        question.themes.clear()
        if question.id is not None:
            db.session.flush()  # the old rows go before the new ones with the same key come
        question.themes.extend(
            QuestionTheme(theme=theme, position=n) for n, theme in enumerate(chosen)
        )


def has_reactions(question: Question) -> bool:
    """Whether anybody else did something with this question."""
    others = [
        select(Join.person_id).where(Join.question_id == question.id),
        select(Offer.id).where(Offer.question_id == question.id),
        select(Outcome.id).where(Outcome.question_id == question.id, ~Outcome.by_asker),
        select(Trial.person_id)
        .join(Experience, Experience.id == Trial.experience_id)
        .where(Experience.question_id == question.id, Trial.person_id != question.author_id),
        *(
            select(kind.id).where(
                kind.question_id == question.id,
                or_(kind.author_id != question.author_id, kind.author_id.is_(None)),
                kind.deleted_at.is_(None),
            )
            for kind in (Experience, Comment)
        ),
    ]
    return any(db.session.execute(found.limit(1)).first() for found in others)


def remove_question(viewer: Viewer, question: Question) -> bool:
    """Delete it, for good after a day (True), or when others reacted: close it and empty text and
    author (False)."""
    rules.require(rules.can_remove_question(viewer, question))
    changed(question)
    if not has_reactions(question):
        question.deleted_at = now()
        return True
    _forget_earlier_words(question)
    if not question.closed:
        db.session.add(Closing(question_id=question.id))
    _empty_own_words(question)
    let_go("question", question.id, question.author_id)
    forget_actor(question.author_id or 0, ("question", question.id))
    with language_of(question.lang):  # kept, and read by everybody
        question.title = _("De vrager heeft deze vraag weggehaald")
    question.body = question.body_html = ""
    question.author_id = None
    question.example_at = None
    question.version += 1
    question.edited_at = now()
    return False


def restore_question(viewer: Viewer, question: Question) -> None:
    rules.require(rules.can_restore(viewer, question))
    question.deleted_at = None
    changed(question)


def purge_questions() -> None:
    """What was deleted and can no longer be restored goes, with all that hangs on it."""
    gone = db.session.scalars(
        select(Question.id).where(Question.deleted_at < now() - rules.UNDELETE)
    ).all()
    for id_ in gone:
        let_go("question", id_)
    db.session.execute(delete(Question).where(Question.id.in_(gone)))


def _forget_earlier_words(question: Question) -> None:
    """What the question, and the asker's part in it, said before."""
    own = [
        and_(
            Revision.kind == name,
            Revision.subject_id.in_(select(kind.id).where(kind.author_id == question.author_id)),
        )
        for name, kind in KINDS.items()
    ]
    db.session.execute(
        delete(Revision).where(
            Revision.question_id == question.id, or_(Revision.kind == "question", *own)
        )
    )


def _empty_own_words(question: Question) -> None:
    """What the asker did elsewhere in the question goes with it: it may tell who it was."""
    here = select(Experience.id).where(Experience.question_id == question.id)
    for mark in (Helpful, Trial):
        db.session.execute(
            delete(mark).where(mark.experience_id.in_(here), mark.person_id == question.author_id)
        )
    kinds: tuple[type[Experience | Comment | Outcome], ...] = (Experience, Comment, Outcome)
    for kind in kinds:
        db.session.execute(
            update(kind)
            .where(kind.question_id == question.id, kind.author_id == question.author_id)
            .values(author_id=None, deleted_at=func.coalesce(kind.deleted_at, now()))
        )


def show_as_example(viewer: Viewer, question: Question, show: bool) -> None:
    """Let visitors read it, without names; never a school's own question."""
    rules.require(rules.can_show_as_example(viewer))
    if show and question.audience != "members":
        raise Invalid(_("Alleen vragen voor alle leden kunnen een voorbeeld zijn."))
    question.example_at = now() if show else None
