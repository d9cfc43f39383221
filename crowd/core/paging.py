"""Lists that page by key: the next page begins after the last row seen, however long the list is.

The cursor is opaque and comes back from the browser; one that is malformed is the first page.
"""

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    SQLColumnExpression,
    UnaryExpression,
    and_,
    or_,
)
from sqlalchemy.sql.operators import desc_op

from crowd.core.db import UTCDateTime, db

T = TypeVar("T")
_LONGEST_CURSOR = 1_000


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    rows: list[T]
    next: str | None


def page(
    select: Select[T],
    *,
    key_columns: Sequence[SQLColumnExpression[Any]],
    after: str | None,
    size: int,
) -> Page[T]:
    """One page of a select of one entity, ordered by the key columns.

    The keys are never null and together unique: end with the id.
    """
    keys = [_key(column) for column in key_columns]
    seen = _decode(after, [column for column, _ in keys]) if after else None
    statement = select.order_by(None).order_by(*key_columns).limit(size + 1)
    if seen is not None:
        statement = statement.where(_beyond(keys, seen))
    found = db.session.execute(statement.add_columns(*(column for column, _ in keys))).unique()
    rows = found.all()
    return Page(
        rows=[row[0] for row in rows[:size]],
        next=_encode(rows[size - 1][1:]) if len(rows) > size else None,
    )


def every(ask: Callable[[str | None], Page[T]]) -> Iterator[T]:
    """All rows of a list, page by page, so that it fits the memory."""
    after: str | None = None
    while True:
        found = ask(after)
        yield from found.rows
        if (after := found.next) is None:
            return


def _key(column: SQLColumnExpression[Any]) -> tuple[ColumnElement[Any], bool]:
    """The column itself, and whether it goes down."""
    if isinstance(column, UnaryExpression):
        return column.element, column.modifier is desc_op
    return cast("ColumnElement[Any]", column), False


def _beyond(
    keys: Sequence[tuple[ColumnElement[Any], bool]], seen: Sequence[Any]
) -> ColumnElement[bool]:
    """(a, b) after (x, y): a after x, or a = x and b after y."""
    ways = []
    for n, (column, down) in enumerate(keys):
        same = [column == value for (column, _), value in zip(keys[:n], seen, strict=False)]
        ways.append(and_(*same, column < seen[n] if down else column > seen[n]))
    first, down = keys[0]
    # true for each of the ways; said apart so that the database starts in the index
    start = first <= seen[0] if down else first >= seen[0]
    return and_(start, or_(*ways))


def _encode(values: Sequence[Any]) -> str:
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def _decode(cursor: str, columns: Sequence[ColumnElement[Any]]) -> list[Any] | None:
    if len(cursor) > _LONGEST_CURSOR:
        return None
    try:
        values = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != len(columns):
            return None
        return [_value(value, column) for value, column in zip(values, columns, strict=True)]
    except (ValueError, OverflowError, RecursionError, binascii.Error):
        return None


def _value(value: Any, column: ColumnElement[Any]) -> Any:
    """The value in the column's own type; ValueError for what the database would choke on."""
    if isinstance(column.type, UTCDateTime):
        if not isinstance(value, str) or (moment := datetime.fromisoformat(value)).tzinfo is None:
            raise ValueError("no aware time")
        return moment.astimezone(UTC)
    wanted = column.type.python_type
    if type(value) is not wanted:
        raise ValueError("another type")
    if wanted is int and not -(limit := _limit(column)) <= value < limit:
        raise ValueError("beyond the column")
    if wanted is str and b"\0" in value.encode():
        raise ValueError("not a text")
    return value


def _limit(column: ColumnElement[Any]) -> int:
    return 2**63 if isinstance(column.type, BigInteger) else 2**31
