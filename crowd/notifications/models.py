"""The inbox: what happened to a subject (kind, id), told to a person, once."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crowd.core.clock import now
from crowd.core.db import Base


class Notification(Base):
    """`event` happened in the subject, perhaps by the actor; `part` is the anchor on its page."""

    __tablename__ = "notification"
    __table_args__ = (
        UniqueConstraint("person_id", "key"),
        Index("ix_notification_person_id_read_at_created_at", "person_id", "read_at", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    event: Mapped[str] = mapped_column(String(30))
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    part: Mapped[str] = mapped_column(String(40), default="")
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    key: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]
