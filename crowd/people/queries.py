"""Cards, profiles, and who knows or wants to learn about a theme."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from flask import g
from sqlalchemy import func, select

from crowd.accounts.models import Person
from crowd.core.db import db
from crowd.core.errors import NotFound
from crowd.core.i18n import language
from crowd.people.cards import TONES, Card, initials
from crowd.people.models import PersonSubject, PersonTheme, Picture, Profile
from crowd.taxonomy import queries as taxonomy

__all__ = ["Card", "ProfileView", "cards", "people_with_experience", "profile", "themes_of"]

Kind = Literal["learning", "experience"]


@dataclass(frozen=True)
class ProfileView:
    """What someone tells about themselves."""

    person_id: int
    name: str
    job_role: str | None
    sector: str | None
    level: str | None
    school: str
    about: str
    subjects: tuple[str, ...]
    learning: tuple[str, ...]
    experience: tuple[str, ...]
    not_to_ask: bool = False  # for their experience
    lang: str = "nl"  # of what they tell


def cards(ids: Iterable[int | None]) -> dict[int, Card]:
    """A card for every id, in one query at most; asked for once in a request."""
    lang = language()
    known: dict[tuple[int, str], Card] = g.setdefault("cards", {})
    wanted = {id_ for id_ in ids if id_ is not None}
    if missing := {id_ for id_ in wanted if (id_, lang) not in known}:
        rows = db.session.execute(
            select(
                Person.id,
                Person.name,
                Profile.job_role,
                Profile.sector,
                Profile.picture_hash,
            )
            .outerjoin(Profile, Profile.person_id == Person.id)
            .where(Person.id.in_(missing))
        )
        for id_, name, job_role, sector, picture in rows:
            known[id_, lang] = Card(
                person_id=id_,
                name=name,
                first_name=(name.split() or [name])[0],
                initials=initials(name),
                tone=id_ % TONES,
                picture_url=f"/leden/{id_}/foto?v={picture}" if picture else None,
                role_label=role_label(job_role, sector),
                sector=sector,
            )
    return {id_: known.get((id_, lang)) or Card.unknown() for id_ in wanted}


def role_label(job_role: str | None, sector: str | None) -> str:
    """ "docent, vo", in the reader's language."""
    role = taxonomy.job_role(job_role)
    where = taxonomy.sector(sector)
    if role is None:
        return _lower(where.label(language())) if where else ""
    label = _lower(role.label(language()))
    return f"{label}, {where.id}" if where else label


def _lower(label: str) -> str:
    """Docent becomes docent; ICT-coach stays as it is."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def profile(person_id: int) -> ProfileView:
    """What someone tells about themselves, with subjects and themes; NotFound without account."""
    row = db.session.execute(
        select(Person.name, Person.lang, Profile)
        .outerjoin(Profile, Profile.person_id == Person.id)
        .where(Person.id == person_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    name, lang, told = row
    told = told or Profile(person_id=person_id, school="", about="")
    subjects = db.session.scalars(
        select(PersonSubject.subject).where(PersonSubject.person_id == person_id)
    ).all()
    themes = db.session.execute(
        select(PersonTheme.kind, PersonTheme.theme).where(PersonTheme.person_id == person_id)
    ).all()
    return ProfileView(
        person_id=person_id,
        name=name,
        job_role=told.job_role,
        sector=told.sector,
        level=told.level,
        school=told.school,
        about=told.about,
        subjects=tuple(s.id for s in taxonomy.subjects() if s.id in subjects),
        learning=_in_order(theme for kind, theme in themes if kind == "learning"),
        experience=_in_order(theme for kind, theme in themes if kind == "experience"),
        not_to_ask=bool(told.not_to_ask),
        lang=lang or "nl",
    )


def themes_of(person_id: int, kind: Kind) -> tuple[str, ...]:
    """The themes that someone follows, or has experience with."""
    rows: Sequence[str] = db.session.scalars(
        select(PersonTheme.theme).where(
            PersonTheme.person_id == person_id, PersonTheme.kind == kind
        )
    ).all()
    return _in_order(rows)


def people_with_experience(
    theme_ids: Collection[str], exclude: Collection[int] = ()
) -> tuple[int, ...]:
    """Who has experience with any of these themes: with the most of them first."""
    rows = db.session.scalars(
        select(PersonTheme.person_id)
        .where(
            PersonTheme.theme.in_(theme_ids),
            PersonTheme.kind == "experience",
            PersonTheme.person_id.not_in(exclude),
        )
        .group_by(PersonTheme.person_id)
        .order_by(func.count().desc(), PersonTheme.person_id)
    )
    return tuple(rows)


def picture_hash(person_id: int) -> str:
    """The fingerprint of someone's picture; NotFound without one."""
    found = db.session.scalar(select(Profile.picture_hash).where(Profile.person_id == person_id))
    if found is None:
        raise NotFound
    return found


def picture(person_id: int) -> bytes:
    data = db.session.scalar(select(Picture.data).where(Picture.person_id == person_id))
    if data is None:
        raise NotFound
    return data


def _in_order(theme_ids: Iterable[str]) -> tuple[str, ...]:
    """As the taxonomy has them; a theme that is no longer there is left out."""
    held = set(theme_ids)
    return tuple(theme.id for theme in taxonomy.themes() if theme.id in held)
