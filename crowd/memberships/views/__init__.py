"""The pages of memberships and seats: each module adds its own to the blueprint."""

from crowd.memberships.views import (
    group,
    managing,
    mine,
    more_seats,
    ordering,
    own,
    place,
    schools,
    seats,
    ways_in,
)
from crowd.memberships.views.blueprint import bp

__all__ = [
    "bp",
    "group",
    "managing",
    "mine",
    "more_seats",
    "ordering",
    "own",
    "place",
    "schools",
    "seats",
    "ways_in",
]
