from datetime import date, timedelta

import pytest

from crowd.core.calendar import REGIONS, add_school_days, is_school_day, public_holidays


@pytest.mark.parametrize(
    ("day", "region", "school"),
    [
        (date(2026, 11, 20), "midden", True),  # a Friday
        (date(2026, 11, 21), "midden", False),
        (date(2026, 11, 22), "midden", False),
        (date(2025, 10, 13), "zuid", False),  # autumn holiday, a week before the others
        (date(2025, 10, 13), "noord", True),
        (date(2025, 10, 20), "zuid", True),
        (date(2025, 10, 20), "midden", False),
        (date(2026, 2, 18), "noord", True),
        (date(2026, 2, 25), "noord", False),
        (date(2026, 7, 6), "noord", False),
        (date(2026, 7, 6), "midden", True),
        (date(2026, 12, 18), "zuid", True),
        (date(2026, 12, 21), "zuid", False),
        (date(2027, 1, 4), "zuid", True),
        (date(2030, 12, 24), "midden", True),  # beyond the list
        (date(2030, 12, 25), "midden", False),
    ],
)
def test_which_days_are_school_days(day: date, region: str, school: bool) -> None:
    assert is_school_day(day, region) is school


def test_public_holidays_move_with_easter_and_sundays() -> None:
    assert public_holidays(2026) == {
        date(2026, 1, 1),
        date(2026, 4, 6),
        date(2026, 4, 27),
        date(2026, 5, 14),
        date(2026, 5, 25),
        date(2026, 12, 25),
        date(2026, 12, 26),
    }
    assert date(2025, 4, 26) in public_holidays(2025)  # 27 April was a Sunday
    assert date(2025, 4, 27) not in public_holidays(2025)


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [(1981, 4, 19), (2008, 3, 23), (2024, 3, 31), (2025, 4, 20), (2038, 4, 25), (2049, 4, 18)],
)
def test_easter_is_right_in_difficult_years(year: int, month: int, day: int) -> None:
    assert date(year, month, day) + timedelta(days=1) in public_holidays(year)


def test_ten_school_days_skip_what_is_free() -> None:
    assert add_school_days(date(2026, 11, 20), 1) == date(2026, 11, 23)
    assert add_school_days(date(2026, 11, 21), 1) == date(2026, 11, 23)
    assert add_school_days(date(2026, 11, 20), 10) == date(2026, 12, 4)
    assert add_school_days(date(2026, 12, 14), 10) == date(2027, 1, 11)  # over Christmas
    assert add_school_days(date(2026, 11, 21), 0) == date(2026, 11, 21)


def test_the_region_decides_when_school_starts_again() -> None:
    started = {region: add_school_days(date(2026, 7, 17), 1, region) for region in REGIONS}
    assert started == {
        "noord": date(2026, 8, 17),
        "midden": date(2026, 8, 31),
        "zuid": date(2026, 8, 24),
    }


@pytest.mark.parametrize("region", REGIONS)
def test_every_school_year_has_about_two_hundred_school_days(region: str) -> None:
    days = (date(2025, 8, 1) + timedelta(days=n) for n in range(31, 365))
    assert 180 <= sum(is_school_day(day, region) for day in days) <= 210
