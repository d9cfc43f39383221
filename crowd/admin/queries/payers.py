"""Who pays, and finding them by what was typed."""

from typing import Any

from sqlalchemy import ColumnElement, func, or_

from crowd.accounts.models import Person
from crowd.billing.models import Membership

SIZE = 50  # rows of a page
PAYER = (Membership.organisation, Membership.contact_name, Person.name, Person.email)


def payer(membership: Membership, owner: Person | None) -> str:
    return membership.organisation or (owner.name if owner else "") or membership.contact_name


def about(typed: str, *columns: Any) -> ColumnElement[bool]:
    """It stands in one of the columns."""
    return or_(*(func.lower(each).contains(typed.lower(), autoescape=True) for each in columns))
