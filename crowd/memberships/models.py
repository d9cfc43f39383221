"""Who is a member: a membership of one's own, or a seat of a school."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from crowd.core.clock import now
from crowd.core.db import Base


class Membership(Base):
    """An individual membership, from `starts_at` up to `ends_at`."""

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="period"),
        Index("ix_membership_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    starts_at: Mapped[datetime] = mapped_column(default=now)
    ends_at: Mapped[datetime]


class Seat(Base):
    """A school's seat that a person holds until it is released."""

    __tablename__ = "seat"
    __table_args__ = (
        Index(
            "uq_seat_active",
            "school_id",
            "person_id",
            unique=True,
            sqlite_where=text("ends_at IS NULL"),
            postgresql_where=text("ends_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    starts_at: Mapped[datetime] = mapped_column(default=now)
    ends_at: Mapped[datetime | None]
