"""Seats of a school's membership, and who gives them out."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from crowd.core.clock import now
from crowd.core.db import Base

UNRELEASED = text("released_at IS NULL")


class Seat(Base):
    """Invited, then accepted, then released; former holders stay listed with their dates."""

    __tablename__ = "seat"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower"),
        Index(
            "uq_seat_unreleased",
            "membership_id",
            "email",
            unique=True,
            sqlite_where=UNRELEASED,
            postgresql_where=UNRELEASED,
        ),
        Index(
            "uq_seat_held",
            "membership_id",
            "person_id",
            unique=True,
            sqlite_where=UNRELEASED,
            postgresql_where=UNRELEASED,
        ),
        Index("ix_seat_person_id", "person_id"),
        Index("ix_seat_school_id", "school_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id", ondelete="CASCADE"))
    # where the holder works: a board may pay for several schools
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(String(254))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    token: Mapped[str | None] = mapped_column(String(64), unique=True)
    invited_at: Mapped[datetime] = mapped_column(default=now)
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
