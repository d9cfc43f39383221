"""What can be done with an account."""

import hashlib

from flask_babel import gettext as _
from sqlalchemy import delete

from crowd.accounts import emails, links, queries, sessions, throttle
from crowd.accounts.models import EmailChange, Person
from crowd.core.clock import now
from crowd.core.db import db, lock
from crowd.core.errors import Conflict, Invalid
from crowd.core.mail import send_later


def sign_up(name: str, email: str, password_hash: str, lang: str) -> Person | None:
    """Make an account and mail a link; None for an address that has one (its owner is told)."""
    _lock_address(email)
    if owner := queries.person_by_email(email):
        send_later(emails.already_here(owner), key=f"already:{owner.id}:{now():%Y-%m-%dT%H}")
        return None
    person = Person(name=name, email=email, password_hash=password_hash, lang=lang)
    db.session.add(person)
    db.session.flush()
    ask_to_confirm(person)
    return person


def sign_up_invited(name: str, email: str, password_hash: str, lang: str) -> Person | None:
    """An account for who opened a link that was mailed to this address, which proves it; None for
    an address that has an account."""
    _lock_address(email)
    if queries.person_by_email(email):
        return None
    person = Person(
        name=name, email=email, email_confirmed_at=now(), password_hash=password_hash, lang=lang
    )
    db.session.add(person)
    db.session.flush()
    return person


def ask_to_confirm(person: Person) -> None:
    if person.email_confirmed_at is None:
        send_later(emails.confirm(person))


def confirm(token: str | None) -> Person | None:
    """Confirm the address that the link was mailed to; None when the link is of no use."""
    person = queries.person_of_confirm_link(token)
    if person and person.email_confirmed_at is None:
        person.email_confirmed_at = now()
        forget_change(person.id)  # asked by who had not shown that the address is theirs
    return person


def ask_to_reset(email: str) -> None:
    """Mail a link to choose a new password; nothing for an address that we do not know."""
    if person := queries.person_by_email(email):
        # however often somebody asks: one mail in five minutes
        window = int(now().timestamp()) // 300
        key = f"reset:{person.id}:{links.fingerprint(person)}:{window}"
        send_later(emails.reset(person), key=key)


def reset_password(token: str | None, password_hash: str) -> Person | None:
    """A new password, by a link that proves the address: every session ends."""
    person = queries.person_of_reset_link(token)
    if person is None:
        return None
    person.email_confirmed_at = person.email_confirmed_at or now()
    _set_password(person, password_hash)
    return person


def change_password(person: Person, password_hash: str, session_id: int) -> None:
    """A new password by who knows the old one: the other sessions end."""
    _set_password(person, password_hash, but=session_id)


def ask_to_change_email(person: Person, new_email: str) -> None:
    """Mail a link to the old and to the new address. An old one never confirmed is not asked."""
    if new_email == person.email:
        raise Invalid(_("Dit is al je e-mailadres."), "email")
    forget_change(person.id)
    change = EmailChange(person_id=person.id, new_email=new_email)
    db.session.add(change)
    db.session.flush()
    if person.email_confirmed_at:
        send_later(emails.change_to_old(person, change))
    else:
        change.old_confirmed_at = now()
    if owner := queries.person_by_email(new_email):
        send_later(emails.already_here(owner), key=f"already:{owner.id}:{now():%Y-%m-%dT%H}")
    else:
        send_later(emails.change_to_new(person, change))


def agree_to_change(change: EmailChange, side: links.Side) -> bool:
    """One of the two addresses says yes; True when that makes the new one the address."""
    if side == "old":
        change.old_confirmed_at = now()
    else:
        change.new_confirmed_at = now()
    if not (change.old_confirmed_at and change.new_confirmed_at):
        return False
    _lock_address(change.new_email)
    if queries.person_by_email(change.new_email):
        raise Conflict(_("Dit e-mailadres hoort intussen bij een ander account."))
    person = queries.person_for(change.person_id)
    old_email, person.email = person.email, change.new_email
    person.email_confirmed_at = now()
    forget_change(person.id)
    send_later(emails.address_changed(person, old_email))
    return True


def forget_change(person_id: int) -> None:
    """The address stays what it is."""
    db.session.execute(delete(EmailChange).where(EmailChange.person_id == person_id))


def set_role(person: Person, role: str) -> None:
    person.role = role


def _set_password(person: Person, password_hash: str, but: int | None = None) -> None:
    person.password_hash = password_hash
    forget_change(person.id)  # perhaps asked by who is now shut out
    sessions.revoke_all(person.id, but=but)
    throttle.forget(person.email)
    send_later(emails.password_changed(person))


def _lock_address(email: str) -> None:
    """One at a time for an address: it has one account."""
    digest = hashlib.sha256(f"address:{email}".encode()).digest()
    lock(int.from_bytes(digest[:8], "big", signed=True))
