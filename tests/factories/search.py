"""Documents for search, and short ways to ask an index."""

import json
from importlib.resources import files
from typing import Any

from crowd.search.documents import Document
from crowd.search.engine import Engine
from crowd.search.finding import Found, finding
from crowd.search.likeness import Likeness, resembling


def question(id: int, title: str, body: str = "", **more: Any) -> Document:
    return Document("question", id, title, body, **more)


def demo_questions() -> list[Document]:
    text = files("crowd.demo").joinpath("data/questions.jsonl").read_text("utf-8")
    rows = [json.loads(line) for line in text.splitlines()]
    return [
        question(
            int(row["id"].removeprefix("q")),
            row["title"],
            row["body"],
            experiences="\n".join(answer["body"] for answer in row["answers"]),
            themes=row["themes"],
        )
        for row in rows
    ]


def likeness(engine: Engine, title: str, body: str = "", lang: str = "nl") -> Likeness:
    return engine.read(lambda snapshot: resembling(snapshot, title, body, "question", lang))


def like(engine: Engine, title: str, body: str = "", lang: str = "nl") -> list[int]:
    """The ids of what resembles a text, the likeliest first."""
    return [_id(found.key) for found in likeness(engine, title, body, lang).candidates]


def hits(engine: Engine, text: str, kind: str = "question") -> list[Found]:
    return engine.read(lambda snapshot: list(finding(snapshot, text, kind)))


def found(engine: Engine, text: str, kind: str = "question") -> list[int]:
    """The ids of what a search finds, the best first."""
    return [_id(hit.key) for hit in hits(engine, text, kind)]


def _id(key: str) -> int:
    return int(key.split(":")[1])
