"""Tables as CSV that a Dutch spreadsheet opens right away: semicolons, a BOM, commas in amounts.

A text that a spreadsheet would read as a formula gets an apostrophe before it.
"""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import StringIO

from flask import Response

from crowd.core.clock import local

Cell = str | int | Decimal | datetime | date | None
FORMULA = tuple("=+-@\t\r\n")


def sheet(name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    answer = Response(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def euros(cents: int) -> Decimal:
    return Decimal(cents) / 100


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{local(value):%d-%m-%Y}"
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    if isinstance(value, Decimal):
        return f"{value:.2f}".replace(".", ",")
    if isinstance(value, int):
        return str(value)
    return f"'{value}" if value.lstrip(" ").startswith(FORMULA) else value
