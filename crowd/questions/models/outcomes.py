"""Closing a question, and the yield that is told then."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from crowd.core.clock import now
from crowd.core.db import Base, Written


class Closing(Base):
    """One time that the asker closed the question; reopening ends it and keeps it."""

    __tablename__ = "closing"
    __table_args__ = (
        Index(
            "uq_closing_current",
            "question_id",
            unique=True,
            sqlite_where=text("reopened_at IS NULL"),
            postgresql_where=text("reopened_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"))
    closed_at: Mapped[datetime] = mapped_column(default=now)
    reopened_at: Mapped[datetime | None]


class Outcome(Written, Base):
    """The yield: of the asker at closing, or of a joiner who answers "en bij jou?"."""

    __tablename__ = "outcome"
    __table_args__ = (
        UniqueConstraint("closing_id", "author_id"),
        Index("ix_outcome_question_id", "question_id"),
        Index("ix_outcome_author_id", "author_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"))
    closing_id: Mapped[int] = mapped_column(ForeignKey("closing.id", ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    by_asker: Mapped[bool]
    tried: Mapped[str] = mapped_column(Text, default="")
    tried_html: Mapped[str] = mapped_column(Text, default="")
    result: Mapped[str] = mapped_column(Text, default="")
    result_html: Mapped[str] = mapped_column(Text, default="")
    changed_practice: Mapped[str] = mapped_column(Text, default="")
    changed_practice_html: Mapped[str] = mapped_column(Text, default="")
    cycles: Mapped[str] = mapped_column(String(60), default="")  # value cycles, comma between
