"""Schools that hold seats. The school in a profile is only a label, not a row here."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from crowd.core.db import Base


class School(Base):
    __tablename__ = "school"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(160))
    brin: Mapped[str | None] = mapped_column(String(6), unique=True)
    place: Mapped[str | None] = mapped_column(String(80))
