"""Which questions resemble a question, found beforehand."""

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from crowd.core.db import Base


class RelatedQuestion(Base):
    """`other_id` resembles `question_id`: how much (0 to 1), by which words of the question, and
    whether it means the same. Whoever shows it asks who may see the other one."""

    __tablename__ = "related_question"
    __table_args__ = (Index("ix_related_question_other_id", "other_id"),)

    question_id: Mapped[int] = mapped_column(
        ForeignKey("question.id", ondelete="CASCADE"), primary_key=True
    )
    other_id: Mapped[int] = mapped_column(
        ForeignKey("question.id", ondelete="CASCADE"), primary_key=True
    )
    score: Mapped[float]
    words: Mapped[list[str]] = mapped_column(JSON)
    same_meaning: Mapped[bool]
