"""When something of the demo happened: "days ago", at an hour at which teachers write."""

from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from zlib import crc32

from crowd.core.clock import AMSTERDAM, local

# (first minute of the day, how many minutes): a whole day ago is before lunch, a half one after it
MORNING, AFTERNOON = (7 * 60 + 25, 320), (15 * 60 + 10, 385)
WEEKEND_MORNING, WEEKEND_EVENING = (9 * 60 + 45, 150), (19 * 60, 165)


def moment(now: datetime, days_ago: float, seed: str) -> datetime:
    """A moment in the past; the same seed gives the same minute."""
    if days_ago <= 0:
        return now - timedelta(minutes=5)
    day = local(now).date() - timedelta(days=ceil(days_ago))
    first, span = _part_of(day, late=days_ago % 1 > 0)
    minute = first + crc32(seed.encode()) % span
    at = datetime.combine(day, time(minute // 60, minute % 60), AMSTERDAM)
    return at.astimezone(UTC)


def _part_of(day: date, *, late: bool) -> tuple[int, int]:
    if day.weekday() < 5:
        return AFTERNOON if late else MORNING
    return WEEKEND_EVENING if late else WEEKEND_MORNING
