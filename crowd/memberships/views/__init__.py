"""The pages of memberships and seats: each module adds its own to the blueprint."""

from crowd.memberships.views import mine, own, schools
from crowd.memberships.views.blueprint import bp

__all__ = ["bp", "mine", "own", "schools"]
