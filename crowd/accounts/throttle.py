"""Log-in attempts that failed, counted per address and per network.

Only a keyed hash of either is kept, and only as long as it counts.
"""

import hmac
import ipaddress
from datetime import timedelta

from flask import current_app
from sqlalchemy import delete, select

from crowd.accounts.models import LoginAttempt
from crowd.core.clock import now
from crowd.core.db import db

WINDOW = timedelta(minutes=15)
PER_ADDRESS = 5
PER_NETWORK = 30  # a whole school may share one


def seconds_to_wait(email: str, remote: str | None) -> int:
    """How long before the next attempt may be made; 0 is now."""
    return max(
        _wait(_email_subject(email), PER_ADDRESS), _wait(_network_subject(remote), PER_NETWORK)
    )


def failed(email: str, remote: str | None) -> None:
    """Note a failed attempt, and forget the old ones."""
    db.session.execute(delete(LoginAttempt).where(LoginAttempt.at < now() - WINDOW))
    db.session.add_all(
        LoginAttempt(subject=subject)
        for subject in (_email_subject(email), _network_subject(remote))
    )


def forget(email: str) -> None:
    """The right person came in: earlier slips of this address no longer count."""
    db.session.execute(delete(LoginAttempt).where(LoginAttempt.subject == _email_subject(email)))


def _wait(subject: str, most: int) -> int:
    """Until the attempt that filled the window leaves it."""
    moment = now()
    recent = db.session.scalars(
        select(LoginAttempt.at)
        .where(LoginAttempt.subject == subject, LoginAttempt.at > moment - WINDOW)
        .order_by(LoginAttempt.at.desc())
        .limit(most)
    ).all()
    if len(recent) < most:
        return 0
    return max(1, int((recent[-1] + WINDOW - moment).total_seconds()))


def _email_subject(email: str) -> str:
    return _keyed(f"email:{email}")


def _network_subject(remote: str | None) -> str:
    """The /24 (or /48 for IPv6) that the request comes from."""
    try:
        address = ipaddress.ip_address(remote or "")
    except ValueError:
        return _keyed("network:unknown")
    prefix = 24 if address.version == 4 else 48
    return _keyed(f"network:{ipaddress.ip_network(f'{address}/{prefix}', strict=False)}")


def _keyed(value: str) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.digest(key, f"login:{value}".encode(), "sha256").hex()
