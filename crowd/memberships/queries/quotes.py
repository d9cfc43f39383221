"""Quotes, by the token that whoever asked for them has."""

from sqlalchemy import select

from crowd.core.db import db
from crowd.core.errors import NotFound
from crowd.memberships.models import Quote


def quote_for(token: str) -> Quote:
    found = find_quote(token)
    if found is None:
        raise NotFound
    return found


def find_quote(token: str | None) -> Quote | None:
    return db.session.scalar(select(Quote).where(Quote.token == token)) if token else None
