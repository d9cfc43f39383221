"""Adding a file, hanging it on what was written, letting it go."""

import re
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, true, update

from crowd.core.clock import now
from crowd.core.db import db, insert
from crowd.core.errors import Limited
from crowd.core.forms import clean_line
from crowd.core.markdown import FILE
from crowd.files.contents import Content
from crowd.files.models import Attachment

A_DAY = 50
IN_TEXT = re.compile(FILE)


def begin(owner_id: int, form_key: str, content: Content, name: str, alt: str) -> Attachment:
    """The row before the bytes: whatever breaks off afterwards can be found and cleared."""
    mine = (Attachment.owner_id == owner_id, Attachment.form_key == form_key)
    there = db.session.scalar(select(Attachment).where(*mine))
    if there is not None and there.ready_at:
        return there
    what: dict[str, Any] = {
        "kind": content.kind,
        "name": document_name(name, content.extension) if content.kind == "document" else "",
        "content_type": content.content_type,
        "size": len(content.data),
        "width": content.width,
        "height": content.height,
        "alt": alt if content.kind == "picture" else "",
    }
    if there is not None:  # it broke off last time
        db.session.execute(update(Attachment).where(*mine).values(what))
        db.session.refresh(there)
        return there
    _keep_to_the_limit(owner_id)
    moment = now()
    db.session.execute(
        insert(Attachment)
        .values(
            key=secrets.token_hex(16),
            owner_id=owner_id,
            form_key=form_key,
            part="",
            created_at=moment,
            loose_since=moment,
            **what,
        )
        .on_conflict_do_nothing(index_elements=["owner_id", "form_key"])
    )
    return db.session.scalars(select(Attachment).where(*mine)).one()


def ready(attachment_id: int) -> Attachment:
    """Its bytes are stored."""
    attachment = db.session.get_one(Attachment, attachment_id)
    attachment.ready_at = attachment.ready_at or now()
    return attachment


def hang(owner_id: int | None, kind: str, id_: int, part: str, texts: Iterable[str]) -> None:
    """The owner's files in these texts hang on this part of the subject; no others do any more."""
    keys = {key for text in texts for key in IN_TEXT.findall(text)}
    here = and_(_on(kind, id_), Attachment.part == part)
    db.session.execute(
        update(Attachment)
        .where(here, Attachment.key.not_in(keys))
        .values(subject_kind=None, subject_id=None, part="", loose_since=now())
    )
    if not keys:
        return
    db.session.execute(
        update(Attachment)
        .where(
            Attachment.owner_id == owner_id,
            Attachment.key.in_(keys),
            Attachment.subject_kind.is_(None),
            Attachment.ready_at.is_not(None),
            Attachment.deleted_at.is_(None),
        )
        .values(subject_kind=kind, subject_id=id_, part=part, loose_since=None)
    )


def let_go(kind: str, id_: int, owner_id: int | None = None) -> None:
    """Nothing hangs on this subject any more; with an owner: nothing of theirs."""
    whose = true() if owner_id is None else Attachment.owner_id == owner_id
    db.session.execute(
        update(Attachment)
        .where(_on(kind, id_), whose)
        .values(subject_kind=None, subject_id=None, part="", loose_since=now())
    )


def document_name(name: str, extension: str) -> str:
    """As it was typed, without the folders, and with the extension of what it is."""
    stem: str = re.split(r"[/\\]", clean_line(name))[-1]
    if stem.lower().endswith(f".{extension}"):
        stem = stem[: -len(extension) - 1]
    stem = stem.strip(". ")[: 119 - len(extension)] or "bestand"
    return f"{stem}.{extension}"


def _on(kind: str, id_: int) -> ColumnElement[bool]:
    return and_(Attachment.subject_kind == kind, Attachment.subject_id == id_)


def _keep_to_the_limit(owner_id: int) -> None:
    day = timedelta(days=1)
    today = (Attachment.owner_id == owner_id, Attachment.created_at > now() - day)
    count, first = db.session.execute(
        select(func.count(), func.min(Attachment.created_at)).where(*today)
    ).one()
    if count >= A_DAY:
        raise Limited(int((first + day - now()).total_seconds()) + 1)
