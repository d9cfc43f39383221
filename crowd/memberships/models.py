"""Seats of a school's membership, who gives them out, and the ways in."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from crowd.core.clock import now
from crowd.core.db import Base

UNRELEASED = text("released_at IS NULL")


def _taken(name: str, *columns: str) -> Index:
    """One seat that is not released for each of these."""
    return Index(name, *columns, unique=True, sqlite_where=UNRELEASED, postgresql_where=UNRELEASED)


class Seat(Base):
    """Invited, then accepted, then released; former holders stay listed with their dates.

    `place` is which of the seats that were paid it is: 1, 2, 3. Two people in one place is what
    the database refuses, so the last seat is given once, whatever else goes wrong.
    """

    __tablename__ = "seat"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint("place >= 1", name="place"),
        _taken("uq_seat_unreleased", "membership_id", "email"),
        _taken("uq_seat_held", "membership_id", "person_id"),
        _taken("uq_seat_place", "membership_id", "place"),
        Index("ix_seat_person_id", "person_id"),
        Index("ix_seat_school_id", "school_id"),
        Index("ix_seat_email", "email"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id", ondelete="CASCADE"))
    # where the holder works: a board may pay for several schools
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id", ondelete="CASCADE"))
    place: Mapped[int]
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(80), default="")  # as whoever invited wrote it
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    token: Mapped[str | None] = mapped_column(String(64), unique=True)
    invited_at: Mapped[datetime] = mapped_column(default=now)
    mailed_at: Mapped[datetime | None]
    mailings: Mapped[int] = mapped_column(default=0)
    accepted_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]


class SeatManager(Base):
    """Who invites and releases, beside the owner, and sees no bills."""

    __tablename__ = "seat_manager"
    __table_args__ = (Index("ix_seat_manager_person_id", "person_id"),)

    membership_id: Mapped[int] = mapped_column(
        ForeignKey("membership.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    added_at: Mapped[datetime] = mapped_column(default=now)


class ManagerInvitation(Base):
    """Somebody who was asked to manage and has not said yes: without it the mailed link is of no
    use."""

    __tablename__ = "manager_invitation"

    membership_id: Mapped[int] = mapped_column(
        ForeignKey("membership.id", ondelete="CASCADE"), primary_key=True
    )
    email: Mapped[str] = mapped_column(String(254), primary_key=True)
    mailed_at: Mapped[datetime] = mapped_column(default=now)
    mailings: Mapped[int] = mapped_column(default=1)


class SeatLocation(Base):
    """Another school that seats of this membership are for: a board has more than one."""

    __tablename__ = "seat_location"

    membership_id: Mapped[int] = mapped_column(
        ForeignKey("membership.id", ondelete="CASCADE"), primary_key=True
    )
    school_id: Mapped[int] = mapped_column(
        ForeignKey("school.id", ondelete="CASCADE"), primary_key=True
    )


class SeatLink(Base):
    """The one link by which whoever has it takes a seat; another token closes the old one."""

    __tablename__ = "seat_link"

    membership_id: Mapped[int] = mapped_column(
        ForeignKey("membership.id", ondelete="CASCADE"), primary_key=True
    )
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id", ondelete="CASCADE"))
    token: Mapped[str] = mapped_column(String(64), unique=True)
    opened_at: Mapped[datetime] = mapped_column(default=now)


class MailDomain(Base):
    """Whoever has a confirmed address there may take a seat, once the domain is verified."""

    __tablename__ = "mail_domain"
    __table_args__ = (
        UniqueConstraint("membership_id", "domain"),
        CheckConstraint("domain = lower(domain)", name="domain_lower"),
        Index("ix_mail_domain_domain", "domain"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id", ondelete="CASCADE"))
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id", ondelete="CASCADE"))
    domain: Mapped[str] = mapped_column(String(253))
    added_at: Mapped[datetime] = mapped_column(default=now)
    verified_at: Mapped[datetime | None]


class Quote(Base):
    """What a school was offered; whoever has the token orders by it. Amounts in cents."""

    __tablename__ = "quote"
    __table_args__ = (CheckConstraint("seats >= 1", name="seats"),)

    id: Mapped[int] = mapped_column(primary_key=True)  # its number too
    token: Mapped[str] = mapped_column(String(64), unique=True)
    lang: Mapped[str] = mapped_column(String(5))
    created_at: Mapped[datetime] = mapped_column(default=now)
    valid_until: Mapped[datetime]
    seats: Mapped[int]
    unit_cents: Mapped[int]
    net_cents: Mapped[int]
    vat_cents: Mapped[int]
    vat_percent: Mapped[int]
    organisation: Mapped[str] = mapped_column(String(160))
    brin: Mapped[str] = mapped_column(String(6), default="")
    street: Mapped[str] = mapped_column(String(120), default="")
    postcode: Mapped[str] = mapped_column(String(10), default="")
    city: Mapped[str] = mapped_column(String(80), default="")
    contact_name: Mapped[str] = mapped_column(String(80), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    membership_id: Mapped[int | None] = mapped_column(
        ForeignKey("membership.id", ondelete="SET NULL")
    )
