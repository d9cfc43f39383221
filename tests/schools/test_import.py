"""A list of schools is taken in by BRIN, in the encodings in which such lists come."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from crowd.schools.models import School
from crowd.schools.queries import find_schools
from tests.factories.rows import do, found

LIST = """VESTIGINGSCODE;VESTIGINGSNAAM;STRAATNAAM;HUISNUMMER-TOEVOEGING;POSTCODE;PLAATSNAAM
99XA00;Het Kompas;Kade;2;8011 AB;Zwolle
99XB00;École Zoë;Lindelaan;1-A;1234 AB;'s-Hertogenbosch
;Zonder code;Weg;3;1234 AB;Ede
"""


def run(app: Flask, file: Path, *args: str) -> str:
    result = app.test_cli_runner().invoke(args=["schools", "import", str(file), *args])
    return f"{result.exit_code} {result.output}"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_new_and_changed_by_brin(app: Flask, tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "scholen.csv"
    file.write_bytes(LIST.encode(encoding))
    assert "Would be: 2 new, 0 changed, 1 lines" in run(app, file, "--dry-run")
    assert found(select(School)) == []
    assert "Now: 2 new, 0 changed, 1 lines" in run(app, file)
    file.write_bytes(LIST.replace("Het Kompas", "Kompas College").encode(encoding))
    assert "Now: 0 new, 1 changed" in run(app, file)
    kompas = next(school for school in found(select(School)) if school.brin == "99XA00")
    assert (kompas.name, kompas.street, kompas.place) == ("Kompas College", "Kade 2", "Zwolle")


@pytest.mark.parametrize(
    "words", ["99xb00", "ecole", "ÉCOLE zoe", "zoe hertogen", "'s-hertogenbosch"]
)
def test_found_by_brin_or_the_beginnings_of_words(app: Flask, tmp_path: Path, words: str) -> None:
    file = tmp_path / "scholen.csv"
    file.write_text(LIST)
    run(app, file)
    names = do(lambda: [school.name for school in find_schools(words)])
    assert names == (["École Zoë"] if words != "zoe hertogen" else []) or "École Zoë" in names


@pytest.mark.parametrize("words", ["", "%", "_", "z", "nergens"])
def test_nothing_is_found_for_nothing(app: Flask, tmp_path: Path, words: str) -> None:
    file = tmp_path / "scholen.csv"
    file.write_text(LIST)
    run(app, file)
    assert do(lambda: find_schools(words)) == []


def test_a_file_that_is_no_list_says_what_is_missing(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("voornaam;achternaam\nJan;Jansen\n")
    assert run(app, file).startswith("1 ") and "no column for brin and name" in run(app, file)
    file.write_text("")
    assert "the file is empty" in run(app, file)
    assert "Traceback" not in run(app, file)
