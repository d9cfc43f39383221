"""E-mail addresses out of what people paste or upload: one entry for each address or wrong line.

Jan de Vries <j.devries@plataan.nl>; BOB@PLATAAN.NL
"Vries, Jan de" <j.devries@plataan.nl>
Jan;de;Vries;j.devries@plataan.nl          a row of a spreadsheet, in any order
"""

import csv
import re
from dataclasses import dataclass
from typing import Literal

from email_validator import EmailNotValidError, validate_email

MOST = 2_000
Problem = Literal["", "no_address", "wrong_address"]

_MAIL_WORDS = {"e-mail", "email", "mail", "e-mailadres", "emailadres", "mailadres", "email address"}
_NAME_WORDS = {
    "naam", "voornaam", "tussenvoegsel", "achternaam", "roepnaam", "volledige naam",
    "name", "first name", "last name", "surname", "full name",
}  # fmt: skip
_BRACKETS = re.compile(r"^(.*?)<\s*([^<>]*@[^<>]*?)\s*>\s*$")


class NotText(Exception):
    """A file that is no text: a spreadsheet of Excel, a picture."""


@dataclass(frozen=True)
class Entry:
    """One address as somebody wrote it; `raw` is what to show, and to give back to correct."""

    line: int
    raw: str
    email: str = ""
    name: str = ""
    problem: Problem = ""


def decode(data: bytes) -> str:
    """What a file says: UTF-8, UTF-16 by its mark, or else what Excel on Windows writes."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _utf16(data)
    if b"\0" in data or data.startswith(b"PK\x03\x04"):
        raise NotText
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _utf16(data: bytes) -> str:
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError:
        raise NotText from None


def parse(text: str) -> list[Entry]:
    """Every address in order, and every line that has none."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if (table := _table(lines)) is not None:
        return table
    return [entry for number, line in enumerate(lines, 1) for entry in _in_line(number, line)]


def _table(lines: list[str]) -> list[Entry] | None:
    """Rows below a heading that says which column is which; None without such a heading."""
    start = next((i for i, line in enumerate(lines) if line.strip()), None)
    if start is None or "@" in lines[start]:
        return None
    separator = max(";,\t", key=lines[start].count)
    heads = [cell.strip().strip('"').lower() for cell in lines[start].split(separator)]
    mail = next((i for i, head in enumerate(heads) if head in _MAIL_WORDS), None)
    if mail is None:
        return None
    names = [i for i, head in enumerate(heads) if head in _NAME_WORDS]
    found = []
    for number, line in enumerate(lines[start + 1 :], start + 2):
        if not line.strip(f" {separator}"):
            continue
        cells = [cell.strip() for cell in next(csv.reader([line], delimiter=separator), [])]
        name = " ".join(cells[i] for i in names if i < len(cells) and cells[i])
        if mail < len(cells) and cells[mail]:
            found.append(_entry(number, line.strip(), cells[mail], name))
        else:
            found.append(Entry(number, line.strip(), problem="no_address"))
    return found


def _in_line(number: int, line: str) -> list[Entry]:
    parts = [part for part in _split(line) if part]
    found: list[Entry] = []
    before: list[str] = []
    for part in parts:
        if "@" not in part:
            before.append(part)
            continue
        if inside := _BRACKETS.match(part):
            # "Vries, Jan de <…>" was split at its comma
            own = inside[1].strip().strip("\"'").strip()
            found.append(_entry(number, part, inside[2], " ".join([own, *before])))
        else:
            words = part.split()
            named = [word for word in words if "@" not in word] if len(words) > 1 else []
            for word in (word for word in words if "@" in word):
                name = " ".join([*before, *named])
                found.append(_entry(number, word, word, name))
        before = []
    if not found and before:
        if number == 1 and {part.lower() for part in before} <= _MAIL_WORDS | _NAME_WORDS:
            return []  # a heading
        return [Entry(number, line.strip(), problem="no_address")]
    if len(found) == 1 and before and not found[0].name:
        only = found[0]
        return [Entry(only.line, only.raw, only.email, _short(" ".join(before)), only.problem)]
    return found


def _split(line: str) -> list[str]:
    """At ; , and tabs, but not between quotes."""
    parts = re.findall(r'(?:"[^"]*"|[^;,\t"]|")+', line)
    return [part.strip().removeprefix("mailto:") for part in parts]


def _entry(number: int, raw: str, address: str, name: str) -> Entry:
    # quotes, brackets and a full stop come along when somebody copies from a text
    cleaned = address.strip().removeprefix("mailto:").strip("<>()[]\"'.:").strip()
    try:
        email = validate_email(cleaned, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        return Entry(number, raw, name=_short(name), problem="wrong_address")
    return Entry(number, raw, email, _short(name))


def _short(name: str) -> str:
    printable = "".join(c for c in name.replace('"', " ") if c.isprintable())
    return " ".join(printable.split())[:80]
