"""One's own drafts; nobody else's can be asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from crowd.core.db import db
from crowd.drafts.models import Draft

EXCERPT = 90


@dataclass(frozen=True)
class Entry:
    """A draft in the list: its first words, and the page where one writes on."""

    place: str
    text: str
    url: str
    updated_at: datetime


def draft_for(person_id: int, place: str) -> Draft | None:
    """What this person was writing here."""
    return db.session.scalar(
        select(Draft).where(Draft.person_id == person_id, Draft.place == place)
    )


def drafts_under(person_id: int, place: str) -> dict[str, Draft]:
    """What this person was writing at places below this one ("/vragen/7"), by place."""
    below = select(Draft).where(
        Draft.person_id == person_id, Draft.place.startswith(f"{place}/", autoescape=True)
    )
    return {draft.place: draft for draft in db.session.scalars(below)}


def entries(person_id: int) -> list[Entry]:
    """All that this person was writing, the newest first."""
    drafts: Sequence[Draft] = db.session.scalars(
        select(Draft).where(Draft.person_id == person_id).order_by(Draft.updated_at.desc())
    ).all()
    return [Entry(d.place, _first_words(d.fields), page_of(d.place), d.updated_at) for d in drafts]


def page_of(place: str) -> str:
    """The nearest page that opens: what is posted to /vragen/7/ervaringen is typed on /vragen/7."""
    routes = current_app.url_map.bind("localhost")
    path = place
    while path != "/":
        try:
            routes.match(path, "GET")
        except RequestRedirect:
            return path
        except HTTPException:
            path = path.rpartition("/")[0] or "/"
        else:
            return path
    return "/"


def _first_words(fields: dict[str, Any]) -> str:
    """The title, else the longest text: a choice in a list says little."""
    texts = [value for value in fields.values() if isinstance(value, str)]
    text = fields.get("title") or max(texts, key=len, default="")
    line = " ".join(str(text).split())
    return line if len(line) <= EXCERPT else line[:EXCERPT].rpartition(" ")[0] + "…"
