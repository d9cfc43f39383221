"""Looking up schools."""

from collections.abc import Iterable

from sqlalchemy import select

from crowd.core.db import db
from crowd.schools.models import School

__all__ = ["School", "schools"]


def schools(ids: Iterable[int]) -> list[School]:
    """These schools, by name; no query for none."""
    wanted = list(ids)
    if not wanted:
        return []
    return list(
        db.session.scalars(select(School).where(School.id.in_(wanted)).order_by(School.name))
    )
