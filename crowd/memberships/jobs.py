"""What is forgotten by itself."""

from datetime import timedelta

from sqlalchemy import delete

from crowd.core.clock import now
from crowd.core.db import db
from crowd.memberships import links, rules
from crowd.memberships.models import MailDomain, ManagerInvitation, Quote, Seat


def purge() -> None:
    """Job: invitations of sixty days ago that nobody accepted (the place is free again), domains
    that nobody verified, managers who never said yes, and quotes that nobody ordered by."""
    old = now() - rules.VALID_FOR
    db.session.execute(delete(Seat).where(Seat.accepted_at.is_(None), Seat.invited_at < old))
    db.session.execute(
        delete(MailDomain).where(MailDomain.verified_at.is_(None), MailDomain.added_at < old)
    )
    unanswered = ManagerInvitation.mailed_at < now() - timedelta(seconds=links.LIFETIME["manage"])
    db.session.execute(delete(ManagerInvitation).where(unanswered))
    db.session.execute(delete(Quote).where(Quote.membership_id.is_(None), Quote.valid_until < old))
