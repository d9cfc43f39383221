"""Whatever people paste: each address once, each wrong line with its number, nothing lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crowd.memberships.addresses import NotText, decode, parse


def found(text: str) -> list[tuple[str, str]]:
    return [(entry.email, entry.name) for entry in parse(text)]


@pytest.mark.parametrize(
    "text",
    [
        "JAN@PLATAAN.NL\nbob@plataan.nl",
        "jan@plataan.nl; bob@plataan.nl",
        "jan@plataan.nl,bob@plataan.nl,",
        "jan@plataan.nl\tbob@plataan.nl",
        "  jan@plataan.nl   bob@plataan.nl  \r\n\r\n",
        "<jan@plataan.nl>\n(bob@plataan.nl).",
        "mailto:jan@plataan.nl\rmailto:bob@plataan.nl",
        "E-mail\njan@plataan.nl\nbob@plataan.nl",
    ],
)
def test_one_a_line_or_all_on_one(text: str) -> None:
    assert [email for email, _name in found(text)] == ["jan@plataan.nl", "bob@plataan.nl"]


@pytest.mark.parametrize(
    "text",
    [
        "Jan de Vries <jan@plataan.nl>",
        '"Jan de Vries" <JAN@plataan.nl>',
        "Jan de Vries jan@plataan.nl",
        "Jan;de Vries;jan@plataan.nl;docent",
        "jan@plataan.nl\tJan de Vries",
        "Naam;E-mail;Functie\nJan de Vries;jan@plataan.nl;docent",
        "Functie,E-mail,Voornaam,Tussenvoegsel,Achternaam\ndocent,jan@plataan.nl,Jan,de,Vries",
        '"Naam","E-mail"\n"Jan de Vries","jan@plataan.nl"',
    ],
)
def test_a_name_beside_the_address(text: str) -> None:
    assert found(text) == [("jan@plataan.nl", "Jan de Vries")]


def test_names_as_outlook_writes_them() -> None:
    text = "Vries, Jan de <jan@plataan.nl>; Bakker, Bob <bob@plataan.nl>"
    assert found(text) == [("jan@plataan.nl", "Jan de Vries"), ("bob@plataan.nl", "Bob Bakker")]


def test_wrong_lines_are_told_with_their_number_and_as_they_were() -> None:
    entries = parse("jan@plataan.nl\n\nbob bakker\npiet@plataan\nals@@plataan.nl")
    assert [(entry.line, entry.raw, entry.problem) for entry in entries[1:]] == [
        (3, "bob bakker", "no_address"),
        (4, "piet@plataan", "wrong_address"),
        (5, "als@@plataan.nl", "wrong_address"),
    ]


def test_a_row_without_its_address_is_told() -> None:
    entries = parse("Naam;E-mail\nJan;jan@plataan.nl\nBob;\n;;\n")
    assert [(entry.line, entry.problem) for entry in entries] == [(2, ""), (3, "no_address")]


def test_a_file_of_excel_on_windows() -> None:
    data = "Naam;E-mail\r\nZoë Müller;zoe@plataan.nl\r\n".encode("cp1252")
    assert found(decode(data)) == [("zoe@plataan.nl", "Zoë Müller")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_in_unicode(encoding: str) -> None:
    assert found(decode("Zoë;zoe@plataan.nl".encode(encoding))) == [("zoe@plataan.nl", "Zoë")]


@pytest.mark.parametrize("data", [b"PK\x03\x04xlsx", b"\x89PNG\0\0", b"\xff\xfe\0"])
def test_a_file_that_is_no_text(data: bytes) -> None:
    with pytest.raises(NotText):
        decode(data)


@given(st.text(max_size=400))
def test_any_text_gives_entries_that_are_right_or_say_what_is_wrong(text: str) -> None:
    for entry in parse(text):
        assert bool(entry.email) != bool(entry.problem)
        assert entry.email == entry.email.lower() and len(entry.name) <= 80


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=60), st.sampled_from(";,\n\t "))
def test_every_address_is_found_whatever_stands_between(numbers: list[int], between: str) -> None:
    emails = [f"p{number}@plataan.nl" for number in numbers]
    assert [email for email, _name in found(between.join(emails))] == emails
