"""The question itself, its themes, who joined, who follows, and what it said before."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crowd.core.clock import now
from crowd.core.db import Base, Written
from crowd.core.slugs import slug


class Question(Written, Base):
    """Status and counts are derived (see `derived.py`), never stored."""

    __tablename__ = "question"
    __table_args__ = (
        CheckConstraint("audience IN ('members', 'school')", name="audience"),
        CheckConstraint("(audience = 'school') = (school_id IS NOT NULL)", name="school"),
        Index("ix_question_created_at_id", "created_at", "id"),
        Index("ix_question_author_id", "author_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    anonymous: Mapped[bool] = mapped_column(default=False)
    title: Mapped[str] = mapped_column(String(140))
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    sector: Mapped[str] = mapped_column(String(10), default="")
    level: Mapped[str | None] = mapped_column(String(40))
    subject: Mapped[str | None] = mapped_column(String(40))
    audience: Mapped[str] = mapped_column(String(10), default="members")
    school_id: Mapped[int | None] = mapped_column(ForeignKey("school.id", ondelete="RESTRICT"))
    example_at: Mapped[datetime | None]  # since when a moderator shows it to visitors
    related_at: Mapped[datetime | None]  # when it was last looked up what resembles it

    themes: Mapped[list["QuestionTheme"]] = relationship(
        cascade="all, delete-orphan", order_by="QuestionTheme.position", lazy="selectin"
    )

    if TYPE_CHECKING:
        status: Mapped[str]  # open, in-gesprek, uitproberen, geoogst, gestopt
        closed: Mapped[bool]
        joins: Mapped[int]
        experiences: Mapped[int]

    @property
    def slug(self) -> str:
        return slug(self.title, "vraag")

    @property
    def url(self) -> str:
        return f"/vragen/{self.id}-{self.slug}"

    @property
    def theme_ids(self) -> list[str]:
        return [row.theme for row in self.themes]


class QuestionTheme(Base):
    __tablename__ = "question_theme"
    __table_args__ = (Index("ix_question_theme_theme", "theme"),)

    question_id: Mapped[int] = mapped_column(
        ForeignKey("question.id", ondelete="CASCADE"), primary_key=True
    )
    theme: Mapped[str] = mapped_column(String(80), primary_key=True)
    position: Mapped[int]


class Join(Base):
    """Somebody who faces the same; leaving removes the row."""

    __tablename__ = "question_join"
    __table_args__ = (Index("ix_question_join_person_id", "person_id"),)

    question_id: Mapped[int] = mapped_column(
        ForeignKey("question.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    note: Mapped[str] = mapped_column(String(280), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)


class Subscription(Base):
    """Follow or mute; without a row one gets what one's part in the question brings."""

    __tablename__ = "subscription"
    __table_args__ = (
        CheckConstraint("level IN ('follow', 'mute')", name="level"),
        Index("ix_subscription_person_id", "person_id"),
    )

    question_id: Mapped[int] = mapped_column(
        ForeignKey("question.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    level: Mapped[str] = mapped_column(String(6))
    created_at: Mapped[datetime] = mapped_column(default=now)


class Revision(Base):
    """What a question, experience, comment or outcome said before an edit."""

    __tablename__ = "revision"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id", "version"),
        CheckConstraint("kind IN ('question', 'experience', 'comment', 'outcome')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(12))
    subject_id: Mapped[int]
    version: Mapped[int]
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    replaced_at: Mapped[datetime] = mapped_column(default=now)
