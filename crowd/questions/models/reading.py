"""What a person keeps for themselves about a question: seen until when, and saved."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from crowd.core.clock import now
from crowd.core.db import Base


class Reading(Base):
    """What was written until `seen_at` has been on this person's screen."""

    __tablename__ = "reading"
    __table_args__ = (Index("ix_reading_question_id", "question_id"),)

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    question_id: Mapped[int] = mapped_column(
        ForeignKey("question.id", ondelete="CASCADE"), primary_key=True
    )
    seen_at: Mapped[datetime]


class Bookmark(Base):
    """Saved to find back. Nobody else sees it, and it counts nowhere."""

    __tablename__ = "bookmark"
    __table_args__ = (Index("ix_bookmark_question_id", "question_id"),)

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    question_id: Mapped[int] = mapped_column(
        ForeignKey("question.id", ondelete="CASCADE"), primary_key=True
    )
    created_at: Mapped[datetime] = mapped_column(default=now)
