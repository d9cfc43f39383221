"""Stored HTML, made anew where an older renderer made it."""

from collections.abc import Sequence

from sqlalchemy import select

from crowd.core import markdown
from crowd.core.db import Written, db
from crowd.core.jobs import enqueue
from crowd.questions.models import Comment, Experience, Outcome, Question

TEXTS: dict[type[Written], tuple[str, ...]] = {
    Question: ("body",),
    Experience: ("did", "happened", "different"),
    Comment: ("body",),
    Outcome: ("tried", "result", "changed_practice"),
}
AT_ONCE = 100


def render_later() -> None:
    """Ask for it where there is something to do, once for each version of the renderer."""
    if any(_old(model, 1) for model in TEXTS):
        enqueue("questions.render", key=f"questions.render:{markdown.VERSION}")


def render_anew() -> None:
    """The next hundred texts, and a job for those after them; an edit meanwhile goes first."""
    for model, names in TEXTS.items():
        old = _old(model, AT_ONCE)
        for written in old:
            for name in names:
                text = getattr(written, name)
                setattr(written, f"{name}_html", markdown.render(text) if text else "")
            written.html_version = markdown.VERSION
        if old:
            enqueue("questions.render")
            return


def _old(model: type[Written], limit: int) -> Sequence[Written]:
    chosen = select(model).where(model.html_version < markdown.VERSION).limit(limit)
    return db.session.scalars(chosen.with_for_update()).all()
