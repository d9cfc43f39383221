"""Keeping what a text said before an edit."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from crowd.core.clock import now
from crowd.core.db import db
from crowd.questions import rules
from crowd.questions.models import Revision


class Revisable(Protocol):
    id: Any
    version: Any
    created_at: Any
    edited_at: Any


def revise(kind: str, said: Revisable, question_id: int, fields: Mapping[str, Any]) -> None:
    """Count the version up, and keep the old fields; not of what is put right at once."""
    moment: datetime = now()
    if moment - said.created_at > rules.SILENT_EDIT:
        db.session.add(
            Revision(
                question_id=question_id,
                kind=kind,
                subject_id=said.id,
                version=said.version,
                fields=dict(fields),
            )
        )
        said.edited_at = moment
    said.version += 1
