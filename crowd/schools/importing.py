"""A list of schools out of a CSV, so that who orders finds the own school by name or BRIN.

Columns are known by their heading, as DUO's lists have them or in plain words; UTF-8 or as Excel
writes it, with semicolons or commas.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from crowd.core.db import db
from crowd.schools.actions import BRIN, plain
from crowd.schools.models import School

HEADINGS = {
    "brin": ("vestigingscode", "vestigingsnummer", "instellingscode", "brin nummer", "brin"),
    "name": ("vestigingsnaam", "instellingsnaam", "naam", "name"),
    "street": ("straatnaam", "straat", "street"),
    "number": ("huisnummer-toevoeging", "huisnummer"),
    "postcode": ("postcode",),
    "place": ("plaatsnaam", "plaats", "place"),
    "board": ("bevoegd gezag naam", "bestuur", "board"),
}


class WrongList(Exception):
    """Not a list of schools."""


@dataclass
class Report:
    new: int = 0
    changed: int = 0
    wrong: int = 0


def import_schools(data: bytes) -> Report:
    """Add and bring up to date, by BRIN; nothing is deleted."""
    report = Report()
    rows = _rows(data)
    known = {school.brin: school for school in db.session.scalars(select(School)) if school.brin}
    for row in rows:
        brin = row["brin"].upper()
        if not BRIN.match(brin) or not row["name"]:
            report.wrong += 1
            continue
        school = known.get(brin)
        if school is None:
            school = known[brin] = School(brin=brin, name="")
            db.session.add(school)
            report.new += 1
        elif (school.name, school.place or "") != (row["name"][:160], row["place"][:80]):
            report.changed += 1
        school.name, school.place = row["name"][:160], row["place"][:80] or None
        school.street = f"{row['street']} {row['number']}".strip()[:120]
        school.postcode, school.board = row["postcode"][:10], row["board"][:160]
        school.search = plain(f"{school.name} {school.place or ''}")[:260]
    return report


def _rows(data: bytes) -> Iterable[dict[str, str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    lines = text.splitlines()
    if not lines:
        raise WrongList("the file is empty")
    separator = max(";,\t", key=lines[0].count)
    heads = [head.strip().lower() for head in next(csv.reader([lines[0]], delimiter=separator))]
    places = {
        field: next((heads.index(name) for name in names if name in heads), None)
        for field, names in HEADINGS.items()
    }
    missing = [field for field in ("brin", "name") if places[field] is None]
    if missing:
        raise WrongList(f"no column for {' and '.join(missing)}; found: {', '.join(heads)}")
    for cells in csv.reader(lines[1:], delimiter=separator):
        if any(cells):
            yield {
                field: cells[at].strip() if at is not None and at < len(cells) else ""
                for field, at in places.items()
            }
