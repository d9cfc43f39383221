"""Reading a list of members from elsewhere: any spreadsheet's CSV, its dates in Dutch or not.

Pure: bytes become lines, each with what is wrong with it in words.
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from io import StringIO

from email_validator import EmailNotValidError, validate_email

MAX_BYTES = 5_000_000
SEPARATORS = ";\t,"
COLUMNS = {
    "email": ("email", "e-mail", "e-mailadres", "mail", "mailadres", "email address"),
    "name": ("naam", "name", "volledige naam"),
    "first": ("voornaam", "first name"),
    "between": ("tussenvoegsel", "tussenvoegsels"),
    "last": ("achternaam", "last name"),
    "start": ("van", "begin", "begindatum", "ingangsdatum", "lid sinds", "start", "since"),
    "end": ("tot", "tot en met", "einde", "einddatum", "lid tot", "end", "until"),
    "school": ("school", "organisatie", "organisation"),
    "brin": ("brin", "brin-code", "brincode"),
}
MONTHS = "januari februari maart april mei juni juli augustus september oktober november december"
MONTH = {name[:3]: n for n, name in enumerate(MONTHS.split(), start=1)} | {"mrt": 3}


class Unreadable(ValueError):
    """The file as a whole is of no use."""


@dataclass(frozen=True)
class MemberLine:
    """One line. `end` is the last day; with a school it is a seat there."""

    number: int
    email: str = ""
    name: str = ""
    start: date | None = None
    end: date | None = None
    school: str = ""
    brin: str = ""
    problems: tuple[str, ...] = field(default=())


def read(data: bytes) -> list[MemberLine]:
    """The lines of a file, in its order. What stands twice is a problem of the second."""
    if len(data) > MAX_BYTES:
        raise Unreadable("The file is larger than 5 MB: split it.")
    text = decode(data)
    if text.lower().startswith("sep="):  # how a spreadsheet says it
        text = text.partition("\n")[2]
    rows = csv.reader(StringIO(text), delimiter=separator(text))
    try:
        found = [(rows.line_num, row) for row in rows if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise Unreadable(f"Line {rows.line_num} cannot be read: {error}.") from error
    if not found:
        raise Unreadable("The file is empty.")
    places = _places(found[0][1])
    lines = [_line(number, row, places) for number, row in found[1:]]
    return list(_once_each(lines))


def decode(data: bytes) -> str:
    """UTF-8 or UTF-16 when it says so, else as Windows wrote it for thirty years."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def separator(text: str) -> str:
    """What stands most between the names of the columns."""
    head = text.lstrip("\r\n").partition("\n")[0]
    return max(SEPARATORS, key=head.count)


def day(text: str) -> date | None:
    """31-12-2026, 31/12/26, 31 december 2026, 2026-12-31; ValueError for what is no day."""
    plain = " ".join(text.lower().split())
    if not plain:
        return None
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})([ t].*)?", plain):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})", plain):
        return date(_year(found[3]), int(found[2]), int(found[1]))
    found = re.fullmatch(r"(\d{1,2})[ -]([a-z]{3})[a-z]*\.?[ -](\d{4}|\d{2})", plain)
    if found and found[2] in MONTH:
        return date(_year(found[3]), MONTH[found[2]], int(found[1]))
    raise ValueError(text)


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def _places(head: list[str]) -> dict[str, int]:
    known = {name: column for column, names in COLUMNS.items() for name in names}
    places: dict[str, int] = {}
    for place, title in enumerate(head):
        if column := known.get(" ".join(title.lower().replace("_", " ").split())):
            places.setdefault(column, place)
    for needed in ("email", "end"):
        if needed not in places:
            names = ", ".join(COLUMNS[needed])
            raise Unreadable(f"The first line names no column {needed}. It may be called: {names}.")
    return places


def _line(number: int, row: list[str], places: dict[str, int]) -> MemberLine:
    def cell(column: str) -> str:
        place = places.get(column, len(row))
        return " ".join(row[place].split()) if place < len(row) else ""

    problems: list[str] = []
    email = _email(cell("email"), problems)
    start = _day(cell("start"), "begins", problems)
    end = _day(cell("end"), "ends", problems)
    if not cell("end"):
        problems.append("no day on which it ends")
    if start and end and end < start:
        problems.append(f"ends ({end}) before it begins ({start})")
    brin = cell("brin").upper()
    if brin and not re.fullmatch(r"\d\d[A-Z]{2}(\d\d)?", brin):
        problems.append(f"{brin!r} is no BRIN code")
    parts = (cell("first"), cell("between"), cell("last"))
    name = cell("name") or " ".join(part for part in parts if part)
    return MemberLine(
        number, email, name[:80], start, end, cell("school")[:160], brin, tuple(problems)
    )


def _email(text: str, problems: list[str]) -> str:
    try:
        return validate_email(text, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        problems.append(f"{text!r} is no e-mail address" if text else "no e-mail address")
        return text.lower()


def _day(text: str, what: str, problems: list[str]) -> date | None:
    try:
        return day(text)
    except ValueError:
        problems.append(f"{text!r} is no day on which it {what}")
        return None


def _once_each(lines: Iterable[MemberLine]) -> Iterable[MemberLine]:
    seen: dict[str, int] = {}
    for line in lines:
        first = seen.setdefault(line.email, line.number)
        if line.email and first != line.number:
            words = (*line.problems, f"{line.email} stands on line {first} already")
            yield MemberLine(line.number, line.email, problems=words)
        else:
            yield line
