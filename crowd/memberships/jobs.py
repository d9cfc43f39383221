"""What is forgotten by itself."""

from sqlalchemy import delete

from crowd.core.clock import now
from crowd.core.db import db
from crowd.memberships import rules
from crowd.memberships.models import MailDomain, Quote, Seat


def purge() -> None:
    """Job: invitations of sixty days ago that nobody accepted (the place is free again), domains
    that nobody verified, and quotes that nobody ordered by."""
    old = now() - rules.VALID_FOR
    db.session.execute(delete(Seat).where(Seat.accepted_at.is_(None), Seat.invited_at < old))
    db.session.execute(
        delete(MailDomain).where(MailDomain.verified_at.is_(None), MailDomain.added_at < old)
    )
    db.session.execute(delete(Quote).where(Quote.membership_id.is_(None), Quote.valid_until < old))
