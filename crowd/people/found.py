"""Whom a search finds: people with that name, and people who know about its themes."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import false, func, select

from crowd.accounts.models import Person
from crowd.core.db import db
from crowd.people.models import PersonTheme, Profile

SHORTEST = 2  # letters of a word that can be a name
MOST_WORDS = 5
LETTERS = str.maketrans("øØıłŁ", "oOilL")  # which Unicode does not take apart
MAY_HAVE_ACCENTS = frozenset("acegilnosuyz")
LOOKED_AT = 500  # names that are nearly so


def named(text: str, limit: int) -> list[int]:
    """Whose name has for each of these words one that begins so: "zoe" finds Zoë Öztürk."""
    words = _words(text)
    if not 0 < len(words) <= MOST_WORDS or any(len(word) < SHORTEST for word in words):
        return []
    rows = db.session.execute(
        select(Person.id, Person.name)
        .where(Person.email_confirmed_at.is_not(None))
        .where(*(func.lower(Person.name).like(f"%{_nearly(word)}%") for word in words))
        .order_by(Person.name, Person.id)
        .limit(LOOKED_AT)
    )
    return [id_ for id_, name in rows if _begins(name, words)][:limit]


def experienced_in(
    themes: Collection[str], limit: int, *, but: Collection[int] = ()
) -> dict[int, list[str]]:
    """Who says to have experience with these themes, and with which; the most of them first."""
    about = (
        PersonTheme.theme.in_(themes),
        PersonTheme.kind == "experience",
        PersonTheme.person_id.not_in(but),
    )
    first = (
        select(PersonTheme.person_id)
        .join(Person, Person.id == PersonTheme.person_id)
        .where(*about, Person.email_confirmed_at.is_not(None))
        .group_by(PersonTheme.person_id)
        .order_by(func.count().desc(), PersonTheme.person_id)
        .limit(limit)
    )
    found: dict[int, list[str]] = {}
    chosen = select(PersonTheme.person_id, PersonTheme.theme).where(
        *about, PersonTheme.person_id.in_(first.subquery().select())
    )
    for person_id, theme in db.session.execute(chosen):
        found.setdefault(person_id, []).append(theme)
    return dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[0])))


@dataclass(frozen=True)
class Helper:
    """Somebody who may be asked for their experience, and where they work."""

    id: int
    sector: str | None
    level: str | None
    job_role: str | None


def helpers(ids: Collection[int]) -> list[Helper]:
    """Those of these people who have no objection to being asked."""
    rows = db.session.execute(
        select(Person.id, Profile.sector, Profile.level, Profile.job_role)
        .outerjoin(Profile, Profile.person_id == Person.id)
        .where(
            Person.id.in_(ids),
            Person.email_confirmed_at.is_not(None),
            func.coalesce(Profile.not_to_ask, false()).is_(False),
        )
    )
    return [Helper(*row) for row in rows]


def _words(text: str) -> list[str]:
    """Lower case, without accents."""
    decomposed = unicodedata.normalize("NFKD", text.translate(LETTERS).casefold())
    return re.findall(r"\w+", "".join(c for c in decomposed if not unicodedata.combining(c)))


def _nearly(word: str) -> str:
    """For LIKE, which knows no accents: any letter where one may be."""
    return "".join("_" if letter in MAY_HAVE_ACCENTS else letter for letter in word)


def _begins(name: str, words: Sequence[str]) -> bool:
    parts = _words(name)
    return all(any(part.startswith(word) for part in parts) for word in words)
