"""Documents for search, and a library of them with an engine to ask."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any

import psycopg

from crowd.search import finding, likeness
from crowd.search.documents import Document
from crowd.search.engine import Candidate, Engine, Item, Likeness, Results
from crowd.search.engines.postgres.engine import PostgresEngine
from crowd.search.engines.whoosh.engine import WhooshEngine


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


def open_engine(name: str, place: Path) -> Engine:
    """An engine over what is kept at a place; another one over the same is another process."""
    if name == "postgres":
        return PostgresEngine(os.environ["TEST_SEARCH_URL"], home=home_of(place))
    return WhooshEngine(place / "search_index")


def lose(name: str, place: Path) -> None:
    """What `open_engine` keeps at a place is gone."""
    if name == "postgres":
        with psycopg.connect(os.environ["TEST_SEARCH_URL"]) as connection:
            connection.execute(f"DROP SCHEMA {home_of(place)} CASCADE")
    else:
        shutil.rmtree(place / "search_index")


def home_of(place: Path) -> str:
    """The schema that stands for a folder."""
    return f"search_{hashlib.sha256(str(place).encode()).hexdigest()[:12]}"


class Library(dict[Item, Document]):
    """What a database would hold, and the engine that looks through it."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.engine = engine

    def rebuild(self, documents: Iterable[Document] = ()) -> int:
        self.update({(document.kind, document.id): document for document in documents})
        return self.engine.rebuild(list(self), self.fetch)

    def write(self, *documents: Document) -> None:
        items = {(document.kind, document.id): document for document in documents}
        self.update(items)
        self.engine.update(items, self.fetch)

    def remove(self, *ids: int, kind: str = "question") -> None:
        for id in ids:
            del self[kind, id]
        self.engine.update([(kind, id) for id in ids], self.fetch)

    def fetch(self, kind: str, id: int) -> Document | None:
        return self.get((kind, id))

    def hits(self, text: str, kind: str = "question") -> Results:
        return self.engine.matching(finding.parse(text), kind)

    def found(self, text: str, kind: str = "question") -> list[int]:
        """What a search finds, the best first."""
        return [found.id for found in self.hits(text, kind)]

    def likeness(self, title: str, body: str = "", lang: str = "nl") -> Likeness:
        return self.engine.resembling(likeness.asked(title, body, lang), "question")

    def like(self, title: str, body: str = "", lang: str = "nl") -> list[int]:
        """What resembles a text, the likeliest first."""
        return [candidate.id for candidate in self.likeness(title, body, lang).candidates]

    def reasons(
        self, title: str, body: str = "", place: int = 0
    ) -> tuple[Candidate, tuple[str, ...], tuple[str, ...]]:
        """One of what resembles a text, the words that it shares, and the themes."""
        asked = likeness.asked(title, body)
        like = self.engine.resembling(asked, "question")
        candidate = like.candidates[place]
        shared = like.shared(candidate)
        words = likeness.shared_words(asked, shared)
        return candidate, words, likeness.shared_themes(asked, shared)
