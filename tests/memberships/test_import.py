"""`crowd memberships import`: a community that comes from elsewhere, whatever wrote its list."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from crowd.accounts.models import Person
from crowd.billing.models import Membership
from crowd.core.db import db
from crowd.memberships.member_file import Unreadable, day, read
from crowd.memberships.models import Seat
from crowd.memberships.queries.standing import standing
from crowd.schools.models import School
from tests.client import Client
from tests.factories.rows import do, found

HEAD = "E-mailadres;Naam;Lid sinds;Lid tot"
LIST = f"{HEAD}\r\nZoë@Example.org;Zoë van den Één;1-9-2020;31 december 2030\r\n"


def bring(app: Flask, tmp_path: Path, data: str | bytes, *options: str) -> Result:
    file = tmp_path / "leden.csv"
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return app.test_cli_runner().invoke(args=["memberships", "import", str(file), *options])


def counts() -> tuple[int, ...]:
    return do(
        lambda: tuple(
            db.session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Person, Membership, Seat, School)
        )
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_whatever_wrote_it(app: Flask, tmp_path: Path, encoding: str, separator: str) -> None:
    text = LIST.replace("Zoë@", "zoe@").replace(";", separator)
    result = bring(app, tmp_path, text.encode(encoding))
    assert result.exit_code == 0, result.output
    [zoe] = found(select(Person))
    assert (zoe.email, zoe.name) == ("zoe@example.org", "Zoë van den Één")
    ends = do(lambda: standing(zoe.id)).ends_at
    assert ends == datetime(2030, 12, 31, 23, tzinfo=UTC)  # midnight in Amsterdam


def test_the_last_day_is_the_one_of_the_list(
    app: Flask, tmp_path: Path, vera: Person, olga: Person, client: Client
) -> None:
    lines = f"{vera.email};Vera;;31-12-2030;\n{olga.email};Olga;;31-12-2030;De Linde\n"
    bring(app, tmp_path, f"{HEAD};school\n{lines}")
    for person, pages in (
        (vera, ["/ik/lidmaatschap", "/lid-worden"]),
        (olga, ["/ik/lidmaatschap", "/ik/school"]),
    ):
        client.login(person.email)
        for page in pages:
            text = client.get(page).text
            assert "31 december 2030" in text and "2031" not in text, page


def test_once_more_changes_nothing(app: Flask, tmp_path: Path) -> None:
    text = f"{HEAD}\na@example.org;A;;31-12-2030\nB@EXAMPLE.ORG;B;;31-12-2030\n"
    first = bring(app, tmp_path, text)
    before = counts()
    again = bring(app, tmp_path, text)
    assert "2 lines, 2 new accounts" in first.output
    assert "2 lines, 0 new accounts" in again.output and "already" in again.output
    assert counts() == before == (2, 2, 0, 0)


def test_a_later_list_moves_the_end(app: Flask, tmp_path: Path) -> None:
    bring(app, tmp_path, f"{HEAD}\na@example.org;A;;31-12-2030\n")
    bring(app, tmp_path, f"{HEAD}\na@example.org;A;;30-6-2031\n")
    [membership] = found(select(Membership))
    assert membership.period_end == membership.access_until
    assert membership.access_until == datetime(2031, 6, 30, 22, tzinfo=UTC)


def test_who_is_here_already_stays_who_they_are(
    app: Flask, tmp_path: Path, vera: Person, client: Client
) -> None:
    result = bring(app, tmp_path, f"{HEAD}\nVERA@Example.org;Iemand Anders;;31-12-2030\n")
    assert "line 2: vera@example.org: member until 2030-12-31" in result.output
    [person] = found(select(Person))
    assert person.name == vera.name
    client.login(vera.email)


def test_a_dry_run_says_the_same_and_changes_nothing(app: Flask, tmp_path: Path) -> None:
    before = counts()
    result = bring(app, tmp_path, LIST, "--dry-run")
    assert result.exit_code == 0 and "new account, member until 2030-12-31" in result.output
    assert "nothing was changed" in result.output and counts() == before


def test_one_wrong_line_and_nothing_changes(app: Flask, tmp_path: Path) -> None:
    text = (
        f"{HEAD}\n"
        "a@example.org;A;;31-12-2030\n"
        "geen adres;B;;31-12-2030\n"
        ";C;;31-12-2030\n"
        "d@example.org;D;;32-12-2030\n"
        "e@example.org;E;1-1-2031;31-12-2030\n"
        "f@example.org;F;;\n"
        "A@example.org;A;;31-12-2030\n"
    )
    before = counts()
    result = bring(app, tmp_path, text)
    assert result.exit_code == 1 and counts() == before
    for words in (
        "line 3: 'geen adres' is no e-mail address",
        "line 4: no e-mail address",
        "line 5: '32-12-2030' is no day on which it ends",
        "line 6: ends (2030-12-31) before it begins (2031-01-01)",
        "line 7: no day on which it ends",
        "line 8: a@example.org stands on line 2 already",
        "6 of 7 lines are not right. Nothing was changed.",
    ):
        assert words in result.output
    assert "line 2:" not in result.output


def test_seats_at_schools(app: Flask, tmp_path: Path) -> None:
    text = (
        "mail,voornaam,tussenvoegsel,achternaam,tot,school,brin\n"
        "a@example.org,An,de,Boer,31-7-2031,De Plataan,99xa\n"
        "b@example.org,Bo,,Smit,31-7-2030,De Plataan,99XA\n"
        'c@example.org,Cas,,"Jansen, dr.",31-7-2031,De Linde,\n'
    )
    assert bring(app, tmp_path, text).exit_code == 0
    assert bring(app, tmp_path, text).exit_code == 0
    assert counts() == (3, 2, 3, 2)
    plataan = next(school for school in found(select(School)) if school.brin == "99XA")
    an, _bo, cas = found(select(Person).order_by(Person.email))
    assert (an.name, cas.name) == ("An de Boer", "Cas Jansen, dr.")
    assert do(lambda: standing(an.id)).school_ids == {plataan.id}
    ends = [held.access_until for held in found(select(Membership))]
    assert ends == [datetime(2031, 7, 31, 22, tzinfo=UTC)] * 2  # the last of the school's lines


def test_who_is_new_chooses_a_password(app: Flask, tmp_path: Path, client: Client) -> None:
    assert "/wachtwoord-vergeten" in bring(app, tmp_path, LIST.replace("Zoë@", "zoe@")).output
    answer = client.post("/inloggen", {"email": "zoe@example.org", "password": ""})
    assert answer.status_code != 303
    client.post("/wachtwoord-vergeten", {"email": "zoe@example.org"})


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty"),
        (b"\xef\xbb\xbf\r\n", "The file is empty"),
        (b"naam;tot\nA;31-12-2030\n", "names no column email"),
        (b"email\na@example.org\n", "names no column end"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "names no column email"),
        (b"email;tot\n" + b"x" * 5_000_000, "larger than 5 MB"),
    ],
)
def test_a_file_of_no_use(app: Flask, tmp_path: Path, data: bytes, words: str) -> None:
    result = bring(app, tmp_path, data)
    assert result.exit_code == 1 and words in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    "text",
    ["31-12-2030", "31/12/2030", "31.12.30", "31 december 2030", "31 dec. 2030", "31-dec-30",
     "2030-12-31", "2030-12-31 00:00:00"],
)  # fmt: skip
def test_a_day_in_any_spelling(text: str) -> None:
    assert day(text) == date(2030, 12, 31)


@given(data=st.binary(max_size=300))
def test_no_file_breaks_it(data: bytes) -> None:
    try:
        assert all(line.number >= 1 for line in read(b"email;tot\n" + data))
        read(data)
    except Unreadable:
        pass
