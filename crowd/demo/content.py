"""The three files of demo content, as they are described in data/README.md."""

import json
from importlib.resources import files
from typing import Any, TypedDict


class PersonRow(TypedDict):
    key: str
    name: str
    email: str
    job_role: str
    sector: str
    level: str | None
    subjects: list[str]
    years: int
    experience_themes: list[str]
    followed_themes: list[str]
    school: str | None
    seat: str | None
    member: bool
    account_role: str | None


class SchoolRow(TypedDict):
    key: str
    name: str
    brin: str
    place: str


class AnswerText(TypedDict):
    body: str
    years_experience: int


class QuestionText(TypedDict):
    id: str
    title: str
    body: str
    sector: str
    themes: list[str]
    answers: list[AnswerText]


class AnswerRow(TypedDict):
    author: str
    days_ago: float


class JoinRow(TypedDict):
    person: str
    days_ago: float
    note: str | None


class CommentRow(TypedDict):
    person: str
    days_ago: float
    on: int | None
    body: str


class HelpfulRow(TypedDict):
    person: str
    answer: int
    days_ago: float


class Tried(TypedDict):
    days_ago: float
    how: str


class TryingRow(TypedDict):
    person: str
    answer: int
    days_ago: float
    tried: Tried | None


class OutcomeText(TypedDict):
    tried: str
    result: str
    different: str
    values: list[str]


class ClosingRow(TypedDict):
    days_ago: float
    outcome: OutcomeText | None


class QuestionRow(TypedDict):
    id: str
    asker: str
    days_ago: float
    level: str | None
    subject: str | None
    anonymous: bool
    example: bool
    answers: list[AnswerRow]
    joins: list[JoinRow]
    comments: list[CommentRow]
    helpful: list[HelpfulRow]
    trying: list[TryingRow]
    closing: ClosingRow | None


def people() -> list[PersonRow]:
    found: list[PersonRow] = json.loads(_text("people.json"))
    return found


def schools() -> list[SchoolRow]:
    found: list[SchoolRow] = _network()["schools"]
    return found


def questions() -> list[tuple[QuestionText, QuestionRow]]:
    """Each question's text, and what happened around it."""
    texts: list[QuestionText] = [
        json.loads(line) for line in _text("questions.jsonl").splitlines() if line
    ]
    around: dict[str, QuestionRow] = {row["id"]: row for row in _network()["questions"]}
    return [(text, around[text["id"]]) for text in texts]


def _network() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_text("network.json"))
    return found


def _text(name: str) -> str:
    return files(__package__).joinpath("data", name).read_text("utf-8")
