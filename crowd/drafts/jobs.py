"""Drafts that nobody came back to."""

from datetime import timedelta

from sqlalchemy import delete

from crowd.core.clock import now
from crowd.core.db import db
from crowd.drafts.models import Draft

KEPT_FOR = timedelta(days=30)


def purge() -> None:
    """Job `drafts.purge`, every night."""
    db.session.execute(delete(Draft).where(Draft.updated_at < now() - KEPT_FOR))
