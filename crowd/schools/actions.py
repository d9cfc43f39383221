"""Schools that come to hold seats."""

import re
import unicodedata

from crowd.core.db import db
from crowd.schools.models import School

BRIN = re.compile(r"^\d{2}[A-Z]{2}(\d{2})?$")


def plain(text: str) -> str:
    """Small letters without accents, to find by."""
    flat = unicodedata.normalize("NFKD", text.lower())
    return " ".join("".join(c for c in flat if not unicodedata.combining(c)).split())


def new_school(name: str, place: str = "", brin: str | None = None, **told: str) -> School:
    school = School(name=name, place=place or None, brin=brin, **told)
    school.search = plain(f"{name} {place}")[:260]
    db.session.add(school)
    db.session.flush()
    return school
