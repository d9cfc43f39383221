"""A school with ten seats, and those around it."""

import pytest

from crowd.accounts.models import Person
from crowd.billing.models import Membership
from tests.factories import groups, people


@pytest.fixture
def olga(app: object) -> Person:
    """Pays for the seats of her school; holds none."""
    return people.person("Olga Oudkerk", member=False)


@pytest.fixture
def group(olga: Person) -> Membership:
    """Ten seats."""
    return groups.group(olga)
