"""Thinking along: comments under a question or an experience."""

from flask_babel import gettext as _

from crowd.core import markdown
from crowd.core.clock import now
from crowd.core.db import db
from crowd.core.errors import Conflict
from crowd.core.viewer import Viewer
from crowd.files.actions import hang
from crowd.notifications.actions import retract
from crowd.questions import rules
from crowd.questions.actions.revisions import revise
from crowd.questions.actions.telling import tell, tell_mentioned
from crowd.questions.models import Comment, Experience, Question
from crowd.questions.queries.receivers import receivers


def comment(
    viewer: Viewer,
    question: Question,
    body: str,
    experience: Experience | None = None,
    lang: str = "nl",
) -> Comment:
    rules.require(rules.can_comment(viewer, question))
    said = Comment(
        question_id=question.id,
        experience_id=experience.id if experience else None,
        author_id=viewer.id,
        lang=lang,
    )
    _write(said, body)
    db.session.add(said)
    db.session.flush()
    _hang(said)
    named = _tell_mentioned(question, said)
    tell(
        question,
        receivers(question, joiners=False, contributors=True) - named,
        "commented",
        f"reactie-{said.id}",
        actor_id=viewer.id,
        key=f"comment:{said.id}",
    )
    return said


def edit_comment(
    viewer: Viewer, question: Question, said: Comment, body: str, version: int
) -> None:
    rules.require(rules.can_edit(viewer, said))
    if version != said.version:
        raise Conflict(_("Deze tekst is intussen aangepast. Jouw tekst staat nog hieronder."))
    if body != said.body:
        revise("comment", said, question.id, {"body": said.body})
        _write(said, body)
        _hang(said)
        _tell_mentioned(question, said)


def delete_comment(viewer: Viewer, said: Comment) -> None:
    rules.require(rules.can_delete(viewer, said))
    said.deleted_at = now()
    _hang(said)
    retract(f"comment:{said.id}")
    retract(f"mentioned:reactie-{said.id}")


def restore_comment(viewer: Viewer, said: Comment) -> None:
    rules.require(rules.can_restore(viewer, said))
    said.deleted_at = None
    _hang(said)


def _tell_mentioned(question: Question, said: Comment) -> set[int]:
    part = f"reactie-{said.id}"
    return tell_mentioned(question, part, said.body_html, actor_id=said.author_id)


def _hang(said: Comment) -> None:
    texts = [] if said.deleted_at else [said.body]
    hang(said.author_id, "question", said.question_id, f"reactie-{said.id}", texts)


def _write(said: Comment, body: str) -> None:
    said.body = body
    said.body_html = markdown.render(body)
    said.html_version = markdown.VERSION
