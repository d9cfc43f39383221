"""The time: aware UTC inside, Europe/Amsterdam for people."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def now() -> datetime:
    return datetime.now(UTC)


def local(moment: datetime) -> datetime:
    return moment.astimezone(AMSTERDAM)


def days_left(until: datetime) -> int:
    """A part of a day is one, and there is always one."""
    return max(1, -(-int((until - now()).total_seconds()) // 86_400))
