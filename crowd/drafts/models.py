"""Text that somebody is still writing."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from crowd.core.clock import now
from crowd.core.db import Base


class Draft(Base):
    """The fields of one form at one place ("/vragen/nieuw"), the newest version only."""

    __tablename__ = "draft"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[str] = mapped_column(String(120), primary_key=True)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(default=now)
