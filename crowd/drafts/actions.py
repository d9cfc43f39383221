"""Keeping and dropping what somebody is still writing."""

import json
import re
from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy import delete, select

from crowd.core.clock import now
from crowd.core.db import db, insert
from crowd.core.errors import Conflict, Invalid
from crowd.core.forms import clean_text
from crowd.drafts import queries
from crowd.drafts.models import Draft

Fields = dict[str, str | list[str]]

MAX_BYTES = 64 * 1024
MAX_DRAFTS = 100
PLACE = re.compile(r"/[A-Za-z0-9_./-]{0,119}")


class NewerDraft(Conflict):
    """Another tab or device kept a newer version (or dropped it: no fields)."""

    def __init__(self, draft: Draft | None) -> None:
        self.fields: Fields = dict(draft.fields) if draft else {}
        self.version = draft.version if draft else 0
        super().__init__(
            _("In een ander venster staat een nieuwere versie van deze tekst.")
            if draft
            else _("Deze tekst is in een ander venster geplaatst of weggegooid.")
        )


def save(person_id: int, place: str, fields: Mapping[str, object], version: int) -> Draft | None:
    """Keep the fields on top of `version` (0: nothing yet); None when there is nothing to keep."""
    kept = _checked(place, fields)
    stored = queries.draft_for(person_id, place)
    if stored and stored.fields == kept:
        return stored  # the answer to an earlier save was lost
    if (stored.version if stored else 0) != version:
        raise NewerDraft(stored)
    if not has_text(kept):
        discard(person_id, place)
        return None
    return _write(person_id, place, kept, version)


def keep_text(person_id: int, path: str, fields: Mapping[str, object]) -> None:
    """Keep what somebody typed in a form that was refused, over what was there."""
    try:
        kept = _checked(path, fields)
    except Invalid:
        return
    if has_text(kept):
        _write(person_id, path, kept, None)


def discard(person_id: int, place: str) -> None:
    """Drop the draft: the text was posted (in the same transaction) or thrown away."""
    db.session.execute(delete(Draft).where(Draft.person_id == person_id, Draft.place == place))


def has_text(fields: Fields) -> bool:
    return any(value for value in fields.values())


def _write(person_id: int, place: str, fields: Fields, version: int | None) -> Draft:
    """One statement, so that of two tabs that save at once one is told."""
    moment = now()
    statement = insert(Draft).values(
        person_id=person_id, place=place, fields=fields, version=1, updated_at=moment
    )
    written = db.session.scalar(
        statement.on_conflict_do_update(
            index_elements=["person_id", "place"],
            set_={"fields": fields, "version": Draft.version + 1, "updated_at": moment},
            where=None if version is None else Draft.version == version,
        ).returning(Draft),
        execution_options={"populate_existing": True},
    )
    if written is None:
        raise NewerDraft(queries.draft_for(person_id, place))
    if written.version == 1:
        _drop_oldest(person_id)
    return written


def _drop_oldest(person_id: int) -> None:
    mine = Draft.person_id == person_id
    newest = select(Draft.place).where(mine).order_by(Draft.updated_at.desc()).limit(MAX_DRAFTS)
    db.session.execute(delete(Draft).where(mine, Draft.place.not_in(newest.scalar_subquery())))


def checked_place(place: object) -> str:
    if not isinstance(place, str) or not PLACE.fullmatch(place) or "//" in place:
        raise Invalid(_("Deze plek om te schrijven kennen we niet."), "place")
    return place


def _checked(place: str, fields: Mapping[str, object]) -> Fields:
    checked_place(place)
    kept: Fields = {}
    for name, value in fields.items():
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            kept[str(name)] = [text for one in value if (text := clean_text(one))]
        elif isinstance(value, str):
            kept[str(name)] = clean_text(value)
        else:
            raise Invalid(_("Deze tekst kunnen we niet bewaren."), "fields")
    if len(json.dumps(kept, ensure_ascii=False).encode(errors="replace")) > MAX_BYTES:
        raise Invalid(_("Deze tekst is te lang om te bewaren. Haal er wat weg."), "fields")
    return kept
