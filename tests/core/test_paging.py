"""Lists page by key: nothing twice, nothing left out, whatever comes back as a cursor."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import SQLColumnExpression, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from crowd.core.db import UTCDateTime, db
from crowd.core.paging import page

START = datetime(2026, 11, 20, 8, 30, 0, 123456, tzinfo=UTC)


class OwnBase(DeclarativeBase):
    """Not the application's: this table is no one else's business."""


class Leaf(OwnBase):
    __tablename__ = "paging_leaf"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    word: Mapped[str]


NEWEST: list[SQLColumnExpression[Any]] = [Leaf.at.desc(), Leaf.id.desc()]


@pytest.fixture
def leaves(app: Flask) -> Iterator[None]:
    """Thirty rows at eight moments: most share theirs with others."""
    with app.app_context():
        OwnBase.metadata.create_all(db.engine)
        for n in range(30):
            at = START + timedelta(minutes=n * 7 % 8)
            db.session.add(Leaf(id=n + 1, at=at, word="abc"[n % 3]))
        db.session.commit()
        yield
        db.session.remove()
        OwnBase.metadata.drop_all(db.engine)


def walk(keys: list[SQLColumnExpression[Any]], size: int) -> list[list[int]]:
    pages: list[list[int]] = []
    after = None
    while len(pages) < 40:
        found = page(select(Leaf), key_columns=keys, after=after, size=size)
        pages.append([leaf.id for leaf in found.rows])
        if (after := found.next) is None:
            break
    return pages


@pytest.mark.parametrize("size", [1, 4, 7, 15, 30, 31])
@pytest.mark.parametrize(
    "keys",
    [
        NEWEST,
        [Leaf.at, Leaf.id],
        [Leaf.at.desc(), Leaf.id.asc()],
        [Leaf.word, Leaf.at.desc(), Leaf.id],
        [Leaf.id.desc()],
    ],
    ids=["newest", "oldest", "mixed", "three keys", "one key"],
)
@pytest.mark.usefixtures("leaves")
def test_the_pages_together_are_the_list(keys: list[SQLColumnExpression[Any]], size: int) -> None:
    pages = walk(keys, size)
    whole = list(db.session.scalars(select(Leaf.id).order_by(*keys)))
    assert [id for part in pages for id in part] == whole
    assert [len(part) for part in pages[:-1]] == [size] * (len(pages) - 1)
    assert pages[-1]


@pytest.mark.usefixtures("leaves")
def test_what_is_added_meanwhile_does_not_shift_the_next_page() -> None:
    first = page(select(Leaf), key_columns=NEWEST, after=None, size=5)
    db.session.add(Leaf(id=99, at=START + timedelta(days=1), word="a"))
    second = page(select(Leaf), key_columns=NEWEST, after=first.next, size=5)
    assert not {leaf.id for leaf in first.rows} & {leaf.id for leaf in second.rows}
    assert 99 not in {leaf.id for leaf in second.rows}


@pytest.mark.usefixtures("leaves")
def test_filters_stay_and_another_order_gives_way() -> None:
    wanted = select(Leaf).where(Leaf.word == "b").order_by(Leaf.id)
    found = page(wanted, key_columns=[Leaf.id.desc()], after=None, size=3)
    assert [leaf.id for leaf in found.rows] == [29, 26, 23]
    assert page(wanted.where(Leaf.id > 99), key_columns=NEWEST, after=None, size=3).rows == []


@pytest.mark.usefixtures("leaves")
def test_a_page_is_one_query() -> None:
    after = page(select(Leaf), key_columns=NEWEST, after=None, size=5).next
    statements: list[str] = []

    def note(_c: Any, _k: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    page(select(Leaf), key_columns=NEWEST, after=after, size=5)
    event.remove(db.engine, "before_cursor_execute", note)
    assert len(statements) == 1


def cursor(value: Any) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "after",
    [
        "",
        "x",
        "%%%",
        "é",
        "a" * 5_000,
        "bm90IGpzb24",
        cursor({}),
        cursor([]),
        cursor(["2026-11-20T08:30:00+00:00"]),
        cursor(["2026-11-20T08:30:00+00:00", 1, 2]),
        cursor(["2026-11-20T08:30:00", 1]),
        cursor(["0001-01-01T00:00:00+14:00", 1]),
        cursor(["gisteren", 1]),
        cursor([5, 1]),
        cursor([None, None]),
        cursor(["2026-11-20T08:30:00+00:00", "1"]),
        cursor(["2026-11-20T08:30:00+00:00", True]),
        cursor(["2026-11-20T08:30:00+00:00", 1.5]),
        cursor(["2026-11-20T08:30:00+00:00", 10**30]),
        cursor(["2026-11-20T08:30:00+00:00", 2**31]),
        urlsafe_b64encode(b"[" * 700).decode(),
    ],
)
@pytest.mark.usefixtures("leaves")
def test_a_malformed_cursor_is_the_first_page(after: str) -> None:
    found = page(select(Leaf), key_columns=NEWEST, after=after, size=4)
    first = page(select(Leaf), key_columns=NEWEST, after=None, size=4)
    assert [leaf.id for leaf in found.rows] == [leaf.id for leaf in first.rows]


@pytest.mark.parametrize("word", ["a\0b", "\ud800"])
@pytest.mark.usefixtures("leaves")
def test_a_text_that_no_database_takes_is_malformed_too(word: str) -> None:
    keys: list[SQLColumnExpression[Any]] = [Leaf.word, Leaf.id]
    assert len(page(select(Leaf), key_columns=keys, after=cursor([word, 1]), size=50).rows) == 30
