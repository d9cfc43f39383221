"""Looking up schools."""

from collections.abc import Iterable

from sqlalchemy import or_, select

from crowd.core.db import db
from crowd.schools.actions import plain
from crowd.schools.models import School

__all__ = ["School", "find_schools", "school_by_brin", "schools"]


def schools(ids: Iterable[int]) -> list[School]:
    """These schools, by name; no query for none."""
    wanted = list(ids)
    if not wanted:
        return []
    return list(
        db.session.scalars(select(School).where(School.id.in_(wanted)).order_by(School.name))
    )


def school_by_brin(brin: str) -> School | None:
    return db.session.scalar(select(School).where(School.brin == brin.strip().upper()))


def find_schools(words: str, most: int = 8) -> list[School]:
    """Schools of the list by BRIN, or by the beginnings of words of their name and place."""
    if (exact := school_by_brin(words)) is not None:
        return [exact]
    wanted = plain(words).split()[:6]
    if not wanted or len("".join(wanted)) < 2:
        return []
    query = select(School).where(School.brin.is_not(None))
    for word in wanted:
        escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        begins = (f"{escaped}%", f"% {escaped}%")
        query = query.where(or_(*(School.search.like(each, escape="\\") for each in begins)))
    return list(db.session.scalars(query.order_by(School.name, School.id).limit(most)))
