"""Logged in on this device: Flask-Login's id is a random token, its row can be revoked."""

import hashlib
import secrets
from datetime import timedelta
from functools import partial

from flask import Flask, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from sqlalchemy import func, select, update

from crowd.accounts.models import LoginSession, Person
from crowd.core.clock import now
from crowd.core.db import db
from crowd.core.web import keep


class LoggedIn(UserMixin):
    """The person behind the cookie, and the session row it belongs to."""

    def __init__(self, row: LoginSession, token: str) -> None:
        self.session_id = row.id
        self.person = row.person
        self.token = token

    def get_id(self) -> str:
        return self.token


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _load(token: str) -> LoggedIn | None:
    row = db.session.scalar(
        select(LoginSession).where(
            LoginSession.token_hash == _hash(token), LoginSession.revoked_at.is_(None)
        )
    )
    if row is None:
        return None
    if row.last_used_at < now() - timedelta(hours=1):
        keep(partial(_used, row.id))
    return LoggedIn(row, token)


def _used(session_id: int) -> None:
    db.session.execute(
        update(LoginSession).where(LoginSession.id == session_id).values(last_used_at=now())
    )


def current_person() -> Person | None:
    """Who is logged in, or nobody."""
    return current_user.person if current_user.is_authenticated else None


def log_in(person: Person, *, remember: bool) -> None:
    """Open a session on this device; the one that was open, and what it held, is dropped."""
    log_out()
    token = secrets.token_urlsafe(32)
    row = LoginSession(
        person=person, token_hash=_hash(token), device=_device(request.user_agent.string)
    )
    db.session.add(row)
    db.session.flush()
    session.permanent = remember
    login_user(LoggedIn(row, token))


def log_out() -> None:
    if current_user.is_authenticated:
        revoke(current_user.person.id, current_user.session_id)
    logout_user()
    session.clear()


def revoke(person_id: int, session_id: int) -> None:
    """End one session of this person; somebody else's is left alone."""
    db.session.execute(
        update(LoginSession)
        .where(LoginSession.id == session_id, LoginSession.person_id == person_id)
        .values(revoked_at=func.coalesce(LoginSession.revoked_at, now()))
    )


def revoke_all(person_id: int, *, but: int | None = None) -> None:
    """End every session of this person, perhaps but the one in use."""
    db.session.execute(
        update(LoginSession)
        .where(
            LoginSession.person_id == person_id,
            LoginSession.revoked_at.is_(None),
            LoginSession.id != (but or 0),
        )
        .values(revoked_at=now())
    )


def _device(agent: str) -> str:
    """A word or two to recognise a device by; the full string is not kept."""
    browsers = (
        ("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    )  # fmt: skip
    systems = (
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
        ("Mac OS", "Mac"), ("CrOS", "Chromebook"), ("Linux", "Linux"),
    )  # fmt: skip
    browser = next((name for mark, name in browsers if mark in agent), "")
    system = next((name for mark, name in systems if mark in agent), "")
    return " · ".join(part for part in (browser, system) if part)


def init_app(app: Flask) -> None:
    manager = LoginManager()
    manager.session_protection = None  # a phone changes networks all evening
    manager.init_app(app)
    manager.user_loader(_load)
