"""Who may do what with a question: pure functions over plain values."""

from datetime import datetime, timedelta
from typing import Protocol

from crowd.core.clock import now
from crowd.core.errors import Forbidden
from crowd.core.viewer import Viewer

SILENT_EDIT = timedelta(minutes=5)  # an edit this soon is not shown as "edited"
UNDELETE = timedelta(days=1)


class Asked(Protocol):
    """The facts of a question that the rules look at."""

    @property
    def author_id(self) -> int | None: ...
    @property
    def closed(self) -> bool: ...


class Said(Protocol):
    """The facts of a contribution that the rules look at."""

    @property
    def author_id(self) -> int | None: ...
    @property
    def deleted_at(self) -> datetime | None: ...


def may_write(viewer: Viewer) -> bool:
    """Members whose address is confirmed."""
    return viewer.member and viewer.confirmed


def is_asker(viewer: Viewer, question: Asked) -> bool:
    return viewer.id is not None and viewer.id == question.author_id


def can_join(viewer: Viewer, question: Asked) -> bool:
    """Never the asker. On a closed question it means "still open for me"."""
    return may_write(viewer) and not is_asker(viewer, question)


def can_share(viewer: Viewer, question: Asked) -> bool:
    """Anyone, the asker too, on open and closed questions."""
    return may_write(viewer)


def can_comment(viewer: Viewer, question: Asked) -> bool:
    return may_write(viewer)


def can_offer(viewer: Viewer, question: Asked) -> bool:
    return may_write(viewer) and not is_asker(viewer, question) and not question.closed


def can_close(viewer: Viewer, question: Asked) -> bool:
    return may_write(viewer) and is_asker(viewer, question) and not question.closed


def can_reopen(viewer: Viewer, question: Asked) -> bool:
    return may_write(viewer) and is_asker(viewer, question) and question.closed


def can_ask_for_experience(viewer: Viewer, question: Asked) -> bool:
    """The asker, and who moderates, for them."""
    return (
        may_write(viewer)
        and (viewer.moderator or is_asker(viewer, question))
        and question.author_id is not None
        and not question.closed
    )


def can_edit_question(viewer: Viewer, question: Asked) -> bool:
    return may_write(viewer) and is_asker(viewer, question)


def can_remove_question(viewer: Viewer, question: Asked) -> bool:
    """The asker: deletes it without reactions, else takes text and name away."""
    return is_asker(viewer, question)


def can_edit(viewer: Viewer, said: Said) -> bool:
    own = viewer.id is not None and viewer.id == said.author_id
    return may_write(viewer) and own and said.deleted_at is None


def can_delete(viewer: Viewer, said: Said) -> bool:
    own = viewer.id is not None and viewer.id == said.author_id
    return own and said.deleted_at is None


def can_restore(viewer: Viewer, said: Said) -> bool:
    own = viewer.id is not None and viewer.id == said.author_id
    return own and said.deleted_at is not None and now() - said.deleted_at < UNDELETE


def can_find_helpful(viewer: Viewer, question: Asked, said: Said, *, joined: bool) -> bool:
    """ "Hier heb ik iets aan": said by those who face it, the asker and who joined."""
    return can_mark(viewer, said) and (joined or is_asker(viewer, question))


def can_mark(viewer: Viewer, said: Said) -> bool:
    """ "Hier heb ik iets aan" and "ga ik proberen": not on one's own experience."""
    return may_write(viewer) and viewer.id != said.author_id


def can_show_as_example(viewer: Viewer) -> bool:
    return viewer.moderator


def require(allowed: bool) -> None:
    if not allowed:
        raise Forbidden
