"""The demo files fit together, and the people in them do what a person could have done."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from crowd.questions.actions.closing import CYCLES
from crowd.questions.actions.joining import NOTE_LENGTH
from crowd.taxonomy.queries import job_role, level, sector, subject, theme

Row = dict[str, Any]


def read(name: str) -> str:
    return files("crowd.demo").joinpath("data", name).read_text("utf-8")


TEXTS: list[Row] = [json.loads(line) for line in read("questions.jsonl").splitlines()]
PEOPLE: list[Row] = json.loads(read("people.json"))
NETWORK: Row = json.loads(read("network.json"))
QUESTIONS: list[tuple[Row, Row]] = list(zip(TEXTS, NETWORK["questions"], strict=True))
BY_KEY: dict[str, Row] = {person["key"]: person for person in PEOPLE}

every_person = pytest.mark.parametrize("person", PEOPLE, ids=lambda p: p["key"])
every_question = pytest.mark.parametrize(("text", "row"), QUESTIONS, ids=lambda x: x["id"])


def around(row: Row) -> set[str]:
    """Everybody who did something at a question."""
    parts = ("joins", "comments", "helpful", "trying")
    doers = {each["person"] for part in parts for each in row[part]}
    return doers | {answer["author"] for answer in row["answers"]}


def own_texts(row: Row) -> Iterator[str]:
    """What was written for the demo at a question, besides the question and its answers."""
    yield from (join["note"] for join in row["joins"] if join["note"])
    yield from (comment["body"] for comment in row["comments"])
    yield from (trial["tried"]["how"] for trial in row["trying"] if trial["tried"])
    if row["closing"] and (outcome := row["closing"]["outcome"]):
        yield from (outcome["tried"], outcome["result"], outcome["different"])


def test_there_are_sixty_questions_in_the_same_order() -> None:
    assert [text["id"] for text, _ in QUESTIONS] == [f"q{n:03}" for n in range(1, 61)]
    assert all(text["id"] == row["id"] for text, row in QUESTIONS)


@every_person
def test_a_person_fits_the_taxonomy(person: Row) -> None:
    role = job_role(person["job_role"])
    assert role is not None
    assert person["sector"] in role.sectors
    assert person["level"] is None or level(person["sector"], person["level"])
    for id in person["subjects"]:
        found = subject(id)
        assert found is not None
        assert person["sector"] in found.sectors
    for id in person["experience_themes"] + person["followed_themes"]:
        assert theme(id), id
    assert not set(person["experience_themes"]) & set(person["followed_themes"])
    assert 0 < person["years"] < 45
    assert re.fullmatch(r"[a-z.]+@example\.org", person["email"])


def test_names_and_addresses_are_used_once() -> None:
    for field in ("key", "name", "email"):
        assert not [value for value, n in Counter(p[field] for p in PEOPLE).items() if n > 1]
    first_names = Counter(person["name"].split()[0] for person in PEOPLE)
    assert max(first_names.values()) == 1


def test_the_demo_accounts_are_who_the_log_in_page_says() -> None:
    accounts = {p["email"].split("@")[0]: p for p in PEOPLE}
    assert accounts["lid"]["name"] == "Sanne de Wit"
    assert (accounts["lid"]["sector"], accounts["lid"]["years"]) == ("vo", 2)
    assert accounts["ervaren"]["name"] == "Hans Brouwer"
    assert (accounts["ervaren"]["job_role"], accounts["ervaren"]["years"]) == ("leerkracht", 18)
    assert accounts["collega"]["sector"] == "vo"
    assert [p["email"] for p in PEOPLE if not p["member"]] == ["volger@example.org"]
    roles = {p["account_role"]: p["email"] for p in PEOPLE if p["account_role"]}
    assert roles == {"moderator": "moderator@example.org", "admin": "beheer@example.org"}


def test_the_demo_school_has_two_seats() -> None:
    (school,) = NETWORK["schools"]
    assert sector(school["sector"])
    seats = {p["email"]: p["seat"] for p in PEOPLE if p["seat"]}
    assert seats == dict.fromkeys(("lid@example.org", "collega@example.org"), school["key"])


@every_question
def test_the_asker_fits_the_question(text: Row, row: Row) -> None:
    asker = BY_KEY[row["asker"]]
    assert asker["member"]
    assert (asker["sector"], asker["job_role"]) == (text["sector"], text["asker_role"])
    assert set(asker["followed_themes"]) & set(text["themes"])
    assert row["level"] is None or level(text["sector"], row["level"])
    chosen = subject(row["subject"])
    assert row["subject"] is None or (chosen and text["sector"] in chosen.sectors)


@every_question
def test_every_answer_has_an_author_who_could_have_written_it(text: Row, row: Row) -> None:
    authors = [answer["author"] for answer in row["answers"]]
    assert len(set(authors)) == len(authors) == len(text["answers"])
    assert row["asker"] not in authors
    for key, answer in zip(authors, text["answers"], strict=True):
        author = BY_KEY[key]
        wanted = (answer["sector"], answer["role"])
        if wanted == ("vso", "leerkracht"):  # which the taxonomy calls docent
            wanted = ("vso", "docent")
        assert (author["sector"], author["job_role"]) == wanted
        assert author["years"] >= answer["years_experience"]
        assert set(author["experience_themes"]) & set(text["themes"])


@every_question
def test_people_do_what_they_may(text: Row, row: Row) -> None:
    assert all(BY_KEY[key]["member"] for key in around(row))
    joiners = [join["person"] for join in row["joins"]]
    authors = [answer["author"] for answer in row["answers"]]
    assert row["asker"] not in joiners
    assert len(set(joiners)) == len(joiners) <= 9
    for part in ("helpful", "trying"):
        marks = [(mark["person"], mark["answer"]) for mark in row[part]]
        assert len(set(marks)) == len(marks)
        for person, answer in marks:
            assert person in {row["asker"], *joiners}
            assert person != authors[answer]
    for comment in row["comments"]:
        assert comment["on"] is None or comment["on"] < len(authors)


@every_question
def test_everything_happens_after_what_it_reacts_to(text: Row, row: Row) -> None:
    asked: float = row["days_ago"]
    joined: dict[str, float] = {join["person"]: join["days_ago"] for join in row["joins"]}
    answered = [answer["days_ago"] for answer in row["answers"]]
    later: list[tuple[float, float]] = [(asked, at) for at in (*joined.values(), *answered)]
    for comment in row["comments"]:
        later.append(
            (asked if comment["on"] is None else answered[comment["on"]], comment["days_ago"])
        )
    for mark in (*row["helpful"], *row["trying"]):
        later.append((answered[mark["answer"]], mark["days_ago"]))
        later.append((joined.get(mark["person"], asked), mark["days_ago"]))
    tried = [
        (trial["days_ago"], trial["tried"]["days_ago"]) for trial in row["trying"] if trial["tried"]
    ]
    moments = [asked, *(at for _, at in later + tried)]
    if row["closing"]:
        closed = row["closing"]["days_ago"]
        assert all(at > closed for at in moments)
        moments.append(closed)
    assert all(before > after for before, after in later + tried)
    assert all(0 < at <= 70 and at * 2 % 1 == 0 for at in moments)
    said = [comment["days_ago"] for comment in row["comments"]]
    assert said == sorted(said, reverse=True)


@every_question
def test_what_is_written_is_short_calm_and_about_no_one(text: Row, row: Row) -> None:
    for join in row["joins"]:
        assert join["note"] is None or 15 <= len(join["note"]) <= NOTE_LENGTH
    for written in own_texts(row):
        assert written == written.strip()
        assert written[-1] in ".?"
        assert "!" not in written
        assert not re.search(r"badge|ranglijst|expert|gebruiker|community|goeroe", written, re.I)
        longest = max(len(part.split()) for part in re.split(r"[.?:;] ", written))
        assert longest <= 26, written
        assert not {p["name"].split()[0] for p in PEOPLE} & set(re.findall(r"\w+", written))


@every_question
def test_an_outcome_tells_what_was_tried_and_what_came_of_it(text: Row, row: Row) -> None:
    if row["closing"] and (outcome := row["closing"]["outcome"]):
        assert outcome["tried"] and outcome["result"] and outcome["different"]
        assert 1 <= len(outcome["values"]) <= 2
        assert set(outcome["values"]) <= set(CYCLES)


def test_every_kind_of_question_is_there() -> None:
    rows = NETWORK["questions"]
    closings = [row["closing"] for row in rows if row["closing"]]
    assert sum(closing["outcome"] is not None for closing in closings) == 10
    assert sum(closing["outcome"] is None for closing in closings) == 2
    assert sum(row["anonymous"] for row in rows) == 4
    examples = [row for row in rows if row["example"]]
    assert len(examples) == 3
    assert not any(row["anonymous"] for row in examples)
    joins = [join for row in rows for join in row["joins"]]
    assert 0.4 < sum(join["note"] is not None for join in joins) / len(joins) < 0.6
    assert {len(row["joins"]) for row in rows} >= {0, 1, 9}


def test_the_demo_accounts_have_something_to_do() -> None:
    """The first finds her evening question to join; the second can help."""
    rows = {row["id"]: (text, row) for text, row in QUESTIONS}
    assert "sanne" not in {rows["q023"][1]["asker"], *around(rows["q023"][1])}
    asked = [row for _, row in rows.values() if row["asker"] == "sanne"]
    assert {bool(row["closing"]) for row in asked} == {True, False}
    can_help = {
        row["id"]
        for text, row in rows.values()
        if not row["closing"]
        and set(text["themes"]) & set(BY_KEY["hans"]["experience_themes"])
        and "hans" not in {row["asker"], *around(row)}
    }
    assert {"q018", "q022"} <= can_help
