"""What people tell about themselves: profile, subjects, themes, picture."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from crowd.core.db import Base


class Profile(Base):
    __tablename__ = "profile"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    job_role: Mapped[str | None] = mapped_column(String(40))
    sector: Mapped[str | None] = mapped_column(String(10))
    level: Mapped[str | None] = mapped_column(String(40))
    school: Mapped[str] = mapped_column(String(120), default="")
    about: Mapped[str] = mapped_column(Text, default="")
    picture_hash: Mapped[str | None] = mapped_column(String(16))
    not_to_ask: Mapped[bool] = mapped_column(default=False, server_default=false())


class PersonSubject(Base):
    __tablename__ = "person_subject"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    subject: Mapped[str] = mapped_column(String(40), primary_key=True)


class PersonTheme(Base):
    """A theme that someone follows ("learning") or has experience with ("experience")."""

    __tablename__ = "person_theme"
    __table_args__ = (
        CheckConstraint("kind IN ('learning', 'experience')", name="kind"),
        Index("ix_person_theme_theme_kind", "theme", "kind"),
    )

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    theme: Mapped[str] = mapped_column(String(80), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)


class Picture(Base):
    """A small square WebP, in the database so that it lives and dies with the account."""

    __tablename__ = "picture"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    data: Mapped[bytes] = mapped_column(LargeBinary)
