"""What is forgotten by itself."""

from datetime import timedelta

from sqlalchemy import delete, or_

from crowd.accounts import links, throttle
from crowd.accounts.models import EmailChange, LoginAttempt, LoginSession
from crowd.core.clock import now
from crowd.core.db import db

UNUSED = timedelta(days=180)  # as long as the cookie lasts
REVOKED = timedelta(days=30)


def purge() -> None:
    """Job: sessions that can no longer be used, and what only mattered for a while."""
    moment = now()
    db.session.execute(
        delete(LoginSession).where(
            or_(
                LoginSession.last_used_at < moment - UNUSED,
                LoginSession.revoked_at < moment - REVOKED,
            )
        )
    )
    old = moment - timedelta(seconds=links.LIFETIME["change"])
    db.session.execute(delete(EmailChange).where(EmailChange.created_at < old))
    db.session.execute(delete(LoginAttempt).where(LoginAttempt.at < moment - throttle.WINDOW))
