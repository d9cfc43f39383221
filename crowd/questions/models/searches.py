"""Searches that somebody saved, and what they were told of."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crowd.core.clock import now
from crowd.core.db import Base

LONGEST = 200  # characters of a typed search


class SavedSearch(Base):
    """The words and the filters (as an address has them) of which somebody waits for more."""

    __tablename__ = "saved_search"
    __table_args__ = (UniqueConstraint("person_id", "text", "filters"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(String(LONGEST))
    filters: Mapped[str] = mapped_column(String(500))
    created_at: Mapped[datetime] = mapped_column(default=now)


class SearchMatch(Base):
    """A question that answers to a saved search: known when it was saved, or told of later. What
    stands here is never told again."""

    __tablename__ = "search_match"
    __table_args__ = (Index("ix_search_match_question_id", "question_id"),)

    search_id: Mapped[int] = mapped_column(
        ForeignKey("saved_search.id", ondelete="CASCADE"), primary_key=True
    )
    question_id: Mapped[int] = mapped_column(
        ForeignKey("question.id", ondelete="CASCADE"), primary_key=True
    )
    told_at: Mapped[datetime | None]
