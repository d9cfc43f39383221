"""A file as somebody may see it: as much as they may see of what it hangs on."""

from collections.abc import Mapping
from typing import Protocol

from flask import current_app
from sqlalchemy import select

from crowd.core.db import db
from crowd.core.errors import NotFound
from crowd.core.viewer import Viewer
from crowd.files.models import Attachment


class Subject(Protocol):
    """What a feature tells of what files hang on (`app.extensions["subjects"][kind]`)."""

    def shows(self, viewer: Viewer, id_: int, part: str) -> bool:
        """Whether this viewer may read this part of it now."""


def attachment_for(viewer: Viewer, key: str) -> Attachment:
    found = db.session.scalar(
        select(Attachment).where(
            Attachment.key == key,
            Attachment.ready_at.is_not(None),
            Attachment.deleted_at.is_(None),
        )
    )
    if found is None or not _visible(viewer, found):
        raise NotFound
    return found


def _visible(viewer: Viewer, attachment: Attachment) -> bool:
    if attachment.subject_kind is None or attachment.subject_id is None:
        return viewer.id is not None and viewer.id == attachment.owner_id
    subjects: Mapping[str, Subject] = current_app.extensions["subjects"]
    subject = subjects[attachment.subject_kind]
    return subject.shows(viewer, attachment.subject_id, attachment.part)
