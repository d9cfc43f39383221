"""What others bring: experiences, offers, comments, and what readers do with them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from crowd.core.clock import now
from crowd.core.db import Base, Written


class Experience(Written, Base):
    """What somebody lived through: did, happened, different; one a person a question."""

    __tablename__ = "experience"
    __table_args__ = (
        CheckConstraint("source IN ('practice', 'research', 'pupils')", name="source"),
        CheckConstraint("years IS NULL OR years BETWEEN 0 AND 60", name="years"),
        Index("ix_experience_question_id", "question_id"),
        Index("ix_experience_author_id", "author_id"),
        Index(
            "uq_experience_one_each",
            "question_id",
            "author_id",
            unique=True,
            sqlite_where=text("deleted_at IS NULL"),
            postgresql_where=text("deleted_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    did: Mapped[str] = mapped_column(Text)
    did_html: Mapped[str] = mapped_column(Text)
    happened: Mapped[str] = mapped_column(Text, default="")
    happened_html: Mapped[str] = mapped_column(Text, default="")
    different: Mapped[str] = mapped_column(Text, default="")
    different_html: Mapped[str] = mapped_column(Text, default="")
    years: Mapped[int | None]
    source: Mapped[str] = mapped_column(String(10), default="practice")


class Offer(Base):
    """Willing to talk: contact details show after the asker accepts."""

    __tablename__ = "offer"
    __table_args__ = (
        CheckConstraint("per_month BETWEEN 1 AND 20", name="per_month"),
        CheckConstraint("accepted_at IS NULL OR declined_at IS NULL", name="one_answer"),
        UniqueConstraint("question_id", "person_id"),
        Index("ix_offer_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    ways: Mapped[str] = mapped_column(String(40))  # of call, write, visit, session; comma between
    per_month: Mapped[int] = mapped_column(default=2)
    note: Mapped[str] = mapped_column(String(500), default="")
    contact: Mapped[str] = mapped_column(String(254))
    asker_contact: Mapped[str | None] = mapped_column(String(254))
    created_at: Mapped[datetime] = mapped_column(default=now)
    accepted_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]


class Comment(Written, Base):
    """Thinking along, under the question or under an experience."""

    __tablename__ = "comment"
    __table_args__ = (
        Index("ix_comment_question_id", "question_id"),
        Index("ix_comment_author_id", "author_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"))
    experience_id: Mapped[int | None] = mapped_column(
        ForeignKey("experience.id", ondelete="CASCADE")
    )
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)


class Helpful(Base):
    """ "Hier heb ik iets aan": said to the author, never counted into a ranking."""

    __tablename__ = "helpful"

    experience_id: Mapped[int] = mapped_column(
        ForeignKey("experience.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    created_at: Mapped[datetime] = mapped_column(default=now)


class Trial(Base):
    """ "Ga ik proberen", and later how it went."""

    __tablename__ = "trial"
    __table_args__ = (Index("ix_trial_person_id", "person_id"),)

    experience_id: Mapped[int] = mapped_column(
        ForeignKey("experience.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    created_at: Mapped[datetime] = mapped_column(default=now)
    tried_at: Mapped[datetime | None]
    went: Mapped[str] = mapped_column(String(1000), default="")
