"""Keeping what people tell about themselves."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete

from crowd.accounts.models import Person
from crowd.core.db import db
from crowd.people import pictures
from crowd.people.models import PersonSubject, PersonTheme, Picture, Profile


@dataclass(frozen=True)
class Told:
    """The profile as its form says it; themes and subjects are ids of the taxonomy."""

    name: str
    job_role: str | None = None
    sector: str | None = None
    level: str | None = None
    school: str = ""
    about: str = ""
    subjects: Collection[str] = ()
    learning: Collection[str] = ()
    experience: Collection[str] = ()
    not_to_ask: bool = False  # for their experience


def tell(person: Person, told: Told) -> Profile:
    """Keep the whole profile: what is not told any more goes."""
    person.name = told.name
    profile = db.session.get(Profile, person.id)
    if profile is None:
        profile = Profile(person_id=person.id)
        db.session.add(profile)
    profile.job_role, profile.sector, profile.level = told.job_role, told.sector, told.level
    profile.school, profile.about = told.school, told.about
    profile.not_to_ask = told.not_to_ask
    db.session.execute(delete(PersonSubject).where(PersonSubject.person_id == person.id))
    db.session.execute(delete(PersonTheme).where(PersonTheme.person_id == person.id))
    db.session.add_all(PersonSubject(person_id=person.id, subject=s) for s in set(told.subjects))
    for kind, themes in (("learning", told.learning), ("experience", told.experience)):
        db.session.add_all(
            PersonTheme(person_id=person.id, theme=theme, kind=kind) for theme in set(themes)
        )
    return profile


def show_picture(profile: Profile, square: bytes) -> None:
    """A new picture, already cut by `pictures.square`."""
    take_picture_away(profile)
    db.session.flush()
    db.session.add(Picture(person_id=profile.person_id, data=square))
    profile.picture_hash = pictures.fingerprint(square)


def take_picture_away(profile: Profile) -> None:
    db.session.execute(delete(Picture).where(Picture.person_id == profile.person_id))
    profile.picture_hash = None
