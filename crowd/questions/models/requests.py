"""Whom an asker asked for their experience."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from crowd.core.clock import now
from crowd.core.db import Base


class ExperienceRequest(Base):
    """This person was asked, once, to share experience in this question."""

    __tablename__ = "experience_request"
    __table_args__ = (
        Index("ix_experience_request_person_id_created_at", "person_id", "created_at"),
    )

    question_id: Mapped[int] = mapped_column(
        ForeignKey("question.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    created_at: Mapped[datetime] = mapped_column(default=now)
