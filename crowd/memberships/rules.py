"""Who may do what with a school's seats, over plain values."""

from collections.abc import Collection
from datetime import datetime, timedelta

VALID_FOR = timedelta(days=60)  # an invitation
MOST_MAILINGS = 3  # of one invitation
BETWEEN_MAILINGS = timedelta(hours=24)
UNDO_FOR = timedelta(hours=1)


def may_manage(person_id: int | None, owner_id: int | None, managers: Collection[int]) -> bool:
    """Invite, release, see who holds a seat: whoever pays, and whom they asked to."""
    return person_id is not None and (person_id == owner_id or person_id in managers)


def may_pay(person_id: int | None, owner_id: int | None) -> bool:
    """Order more, see what it costs, say who manages."""
    return person_id is not None and person_id == owner_id


def room(seats_paid: int, seats_next: int | None) -> int:
    """How many may hold a seat: no more than can stay when fewer were ordered from renewal on."""
    return min(seats_paid, seats_next) if seats_next else seats_paid


def free_places(taken: Collection[int], room: int) -> list[int]:
    return [place for place in range(1, room + 1) if place not in taken]


def expires_at(invited_at: datetime) -> datetime:
    return invited_at + VALID_FOR


def may_mail_again(mailings: int, mailed_at: datetime | None, now: datetime) -> bool:
    return mailings < MOST_MAILINGS and (mailed_at is None or now - mailed_at >= BETWEEN_MAILINGS)
