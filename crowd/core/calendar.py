"""School days: no weekend, no public holiday, no school holiday of the region.

The school holidays are data (school_holidays.csv), for they are set anew each year; a date
beyond the list counts by weekends and public holidays alone.
"""

import csv
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

REGIONS = ("noord", "midden", "zuid")


def is_school_day(day: date, region: str = "midden") -> bool:
    return (
        day.weekday() < 5
        and day not in public_holidays(day.year)
        and not any(first <= day <= last for first, last in _school_holidays(region))
    )


def add_school_days(day: date, n: int, region: str = "midden") -> date:
    """The n-th school day after this day."""
    while n > 0:
        day += timedelta(days=1)
        n -= is_school_day(day, region)
    return day


@cache
def public_holidays(year: int) -> frozenset[date]:
    easter = _easter(year)
    kings_day = date(year, 4, 27)
    return frozenset(
        {
            date(year, 1, 1),
            easter + timedelta(days=1),
            kings_day - timedelta(days=1) if kings_day.weekday() == 6 else kings_day,
            easter + timedelta(days=39),  # Ascension
            easter + timedelta(days=50),  # Whit Monday
            date(year, 12, 25),
            date(year, 12, 26),
        }
    )


def _easter(year: int) -> date:
    """Easter Sunday, by the anonymous Gregorian computus."""
    golden = year % 19
    century, rest = divmod(year, 100)
    moon = (19 * golden + century - century // 4 - (8 * century + 13) // 25 + 15) % 30
    moon -= (golden + 11 * moon) // 319
    sunday = (2 * (century % 4) + 2 * (rest // 4) - rest % 4 - moon + 32) % 7
    month = (moon + sunday + 90) // 25
    return date(year, month, (moon + sunday + month + 19) % 32)


@cache
def _school_holidays(region: str) -> tuple[tuple[date, date], ...]:
    text = files("crowd.core").joinpath("school_holidays.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return tuple(
        (date.fromisoformat(row["first"]), date.fromisoformat(row["last"]))
        for row in rows
        if row["region"] in (region, "alle")
    )
