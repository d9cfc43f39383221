"""The link and the mail domains by which colleagues take a seat themselves."""

import secrets
from importlib.resources import files

from flask_babel import gettext as _
from sqlalchemy import delete, select

from crowd.accounts.models import Person
from crowd.billing.models import Membership
from crowd.core.clock import now
from crowd.core.db import db
from crowd.core.errors import Invalid
from crowd.core.mail import send_later
from crowd.memberships import emails
from crowd.memberships.actions.inviting import location, require_open
from crowd.memberships.models import MailDomain, SeatLink
from crowd.memberships.queries.invitations import domain_of_link

# where anybody gets an address
PUBLIC = frozenset(files("crowd.memberships").joinpath("public_domains.txt").read_text().split())


def open_link(membership: Membership, school_id: int) -> SeatLink:
    """A link that works; the one that there was works no more."""
    require_open(membership)
    school = location(membership, school_id)
    link = db.session.get(SeatLink, membership.id) or SeatLink(membership_id=membership.id)
    link.school_id, link.token, link.opened_at = school.id, secrets.token_urlsafe(12), now()
    db.session.add(link)
    return link


def close_link(membership: Membership) -> None:
    db.session.execute(delete(SeatLink).where(SeatLink.membership_id == membership.id))


def add_domain(membership: Membership, school_id: int, address: str, person: Person) -> MailDomain:
    """The domain of an address that somebody of the school reads. One's own confirmed address
    proves it at once; else a mail to that address does."""
    require_open(membership)
    school = location(membership, school_id)
    domain = address.rpartition("@")[2]
    if domain in PUBLIC:
        raise Invalid(
            _("Bij %(domain)s kan iedereen een adres maken. Gebruik de link.", domain=domain),
            "address",
        )
    known = db.session.scalar(
        select(MailDomain).where(
            MailDomain.membership_id == membership.id, MailDomain.domain == domain
        )
    )
    found = known or MailDomain(membership_id=membership.id, domain=domain)
    found.school_id = school.id
    db.session.add(found)
    db.session.flush()
    if found.verified_at is None:
        if person.email == address and person.email_confirmed_at:
            found.verified_at = now()
        else:
            hour = f"{now():%Y-%m-%dT%H}"
            mail = emails.verify_domain(found, address, school.name, person.lang)
            send_later(mail, key=f"domain:{found.id}:{address}:{hour}")
    return found


def verify_domain(token: str | None) -> MailDomain | None:
    """By the link in the mail; None when it is of no use."""
    found = domain_of_link(token)
    if found:
        found.verified_at = found.verified_at or now()
    return found


def remove_domain(membership: Membership, domain_id: int) -> None:
    """Who took a seat by it keeps the seat."""
    db.session.execute(
        delete(MailDomain).where(
            MailDomain.id == domain_id, MailDomain.membership_id == membership.id
        )
    )
