"""Sharing experience, and what readers do with it."""

from dataclasses import dataclass
from datetime import UTC, datetime, time

from flask_babel import gettext as _
from sqlalchemy import delete, select

from crowd.core import calendar, markdown
from crowd.core.clock import AMSTERDAM, local, now
from crowd.core.db import db
from crowd.core.errors import Conflict, NotFound
from crowd.core.jobs import enqueue
from crowd.core.viewer import Viewer
from crowd.files.actions import hang
from crowd.notifications.actions import retract
from crowd.questions import rules
from crowd.questions.actions.revisions import revise
from crowd.questions.actions.telling import changed, tell, tell_mentioned
from crowd.questions.models import Experience, Helpful, Join, Question, Trial
from crowd.questions.queries.receivers import receivers

REMIND_AFTER = 10  # school days
TEXTS = ("did", "happened", "different")


@dataclass(frozen=True)
class Sharing:
    """What the form says; only `did` is needed."""

    did: str
    happened: str = ""
    different: str = ""
    years: int | None = None
    source: str = "practice"


def share_experience(
    viewer: Viewer, question: Question, sharing: Sharing, lang: str = "nl"
) -> Experience:
    """One experience a person a question; a second one is a change of the first."""
    rules.require(rules.can_share(viewer, question))
    if _has_shared(viewer, question):
        raise Conflict(_("Je deelde hier al een ervaring. Pas die aan; je tekst staat hieronder."))
    experience = Experience(question_id=question.id, author_id=viewer.id, lang=lang)
    _write(experience, sharing)
    db.session.add(experience)
    db.session.flush()
    _hang(experience)
    named = _tell_mentioned(question, experience)
    tell(
        question,
        receivers(question, joiners=True, contributors=False) - named,
        "shared",
        f"ervaring-{experience.id}",
        actor_id=viewer.id,
        key=f"experience:{experience.id}",
    )
    changed(question)
    return experience


def edit_experience(
    viewer: Viewer, question: Question, experience: Experience, sharing: Sharing, version: int
) -> None:
    rules.require(rules.can_edit(viewer, experience))
    if version != experience.version:
        raise Conflict(_("Deze tekst is intussen aangepast. Jouw tekst staat nog hieronder."))
    old = {name: getattr(experience, name) for name in TEXTS}
    if old != {name: getattr(sharing, name) for name in TEXTS}:
        revise("experience", experience, question.id, old)
    elif (experience.years, experience.source) != (sharing.years, sharing.source):
        experience.version += 1
    _write(experience, sharing)
    _hang(experience)
    _tell_mentioned(question, experience)
    changed(question)


def delete_experience(viewer: Viewer, question: Question, experience: Experience) -> None:
    rules.require(rules.can_delete(viewer, experience))
    experience.deleted_at = now()
    _hang(experience)
    retract(f"experience:{experience.id}")
    retract(f"mentioned:ervaring-{experience.id}")
    changed(question)


def restore_experience(viewer: Viewer, question: Question, experience: Experience) -> None:
    rules.require(rules.can_restore(viewer, experience))
    if _has_shared(viewer, question):
        raise Conflict(_("Je deelde intussen een andere ervaring bij deze vraag."))
    experience.deleted_at = None
    _hang(experience)
    changed(question)


def _has_shared(viewer: Viewer, question: Question) -> bool:
    there = select(Experience.id).where(
        Experience.question_id == question.id,
        Experience.author_id == viewer.id,
        Experience.deleted_at.is_(None),
    )
    return db.session.scalar(there) is not None


def _tell_mentioned(question: Question, experience: Experience) -> set[int]:
    rendered = [getattr(experience, f"{name}_html") for name in TEXTS]
    part = f"ervaring-{experience.id}"
    return tell_mentioned(question, part, *rendered, actor_id=experience.author_id)


def _hang(experience: Experience) -> None:
    texts = [] if experience.deleted_at else [getattr(experience, name) for name in TEXTS]
    part = f"ervaring-{experience.id}"
    hang(experience.author_id, "question", experience.question_id, part, texts)


def _write(experience: Experience, sharing: Sharing) -> None:
    for name in TEXTS:
        text = getattr(sharing, name)
        setattr(experience, name, text)
        setattr(experience, f"{name}_html", markdown.render(text) if text else "")
    experience.html_version = markdown.VERSION
    experience.years = sharing.years
    experience.source = sharing.source


def mark_helpful(viewer: Viewer, question: Question, experience: Experience) -> None:
    """ "Hier heb ik iets aan": told to its author, once."""
    joined = db.session.get(Join, (question.id, viewer.id)) is not None
    rules.require(rules.can_find_helpful(viewer, question, experience, joined=joined))
    if db.session.get(Helpful, (experience.id, viewer.id)) is not None:
        return
    db.session.add(Helpful(experience_id=experience.id, person_id=viewer.id))
    tell(
        question,
        [experience.author_id],
        "helpful",
        f"ervaring-{experience.id}",
        actor_id=viewer.id,
        key=f"helpful:{experience.id}:{viewer.id}",
    )
    db.session.flush()


def unmark_helpful(viewer: Viewer, experience: Experience) -> None:
    db.session.execute(
        delete(Helpful).where(
            Helpful.experience_id == experience.id, Helpful.person_id == viewer.id
        )
    )
    retract(f"helpful:{experience.id}:{viewer.id}")


def start_trial(viewer: Viewer, question: Question, experience: Experience) -> None:
    """ "Ga ik proberen": asked how it went after ten school days."""
    rules.require(rules.can_mark(viewer, experience))
    if db.session.get(Trial, (experience.id, viewer.id)) is not None:
        return
    started = now()
    db.session.add(Trial(experience_id=experience.id, person_id=viewer.id, created_at=started))
    db.session.flush()
    enqueue(
        "questions.remind_trial",
        {"experience_id": experience.id, "person_id": viewer.id, "started": started.isoformat()},
        run_at=reminder_at(started),
    )
    changed(question)


def reminder_at(started: datetime) -> datetime:
    """Half past seven in the morning, ten school days later."""
    day = calendar.add_school_days(local(started).date(), REMIND_AFTER)
    return datetime.combine(day, time(7, 30), AMSTERDAM).astimezone(UTC)


def stop_trial(viewer: Viewer, experience: Experience) -> None:
    db.session.execute(
        delete(Trial).where(Trial.experience_id == experience.id, Trial.person_id == viewer.id)
    )


def tell_trial(viewer: Viewer, question: Question, experience: Experience, went: str) -> None:
    """ "Uitgeprobeerd": how it went, for the author and the other readers."""
    trial = db.session.get(Trial, (experience.id, viewer.id))
    if trial is None:
        raise NotFound
    trial.tried_at = trial.tried_at or now()
    trial.went = went
    tell(
        question,
        [experience.author_id],
        "tried",
        f"ervaring-{experience.id}",
        actor_id=viewer.id,
        key=f"tried:{experience.id}:{viewer.id}",
    )
