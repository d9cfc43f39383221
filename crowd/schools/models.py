"""Schools: those of a list that was imported, and those that hold seats.

The school in a profile is only a label, not a row here.
"""

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crowd.core.db import Base


class School(Base):
    __tablename__ = "school"
    __table_args__ = (Index("ix_school_search", "search"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(160))
    brin: Mapped[str | None] = mapped_column(String(6), unique=True)
    place: Mapped[str | None] = mapped_column(String(80))
    street: Mapped[str] = mapped_column(String(120), default="")
    postcode: Mapped[str] = mapped_column(String(10), default="")
    board: Mapped[str] = mapped_column(String(160), default="")
    # name and place in plain lower-case letters: found without accents
    search: Mapped[str] = mapped_column(String(260), default="")
