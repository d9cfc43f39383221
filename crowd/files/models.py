"""A picture or a document in what somebody wrote; its bytes are in the storage, by its key."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crowd.core.clock import now
from crowd.core.db import Base
from crowd.core.slugs import slug


class Attachment(Base):
    """Its row comes first; it is ready when its bytes are stored.

    `subject` and `part` say what it hangs on: the question, or one contribution in it. While it
    hangs on nothing only its owner sees it, and after a week it goes.
    """

    __tablename__ = "attachment"
    __table_args__ = (
        CheckConstraint("kind IN ('picture', 'document')", name="kind"),
        CheckConstraint("(kind = 'picture') = (width IS NOT NULL)", name="width"),
        CheckConstraint("(width IS NULL) = (height IS NULL)", name="height"),
        CheckConstraint("(subject_kind IS NULL) = (subject_id IS NULL)", name="subject"),
        CheckConstraint("(subject_kind IS NULL) = (loose_since IS NOT NULL)", name="loose"),
        UniqueConstraint("owner_id", "form_key"),
        Index("ix_attachment_subject", "subject_kind", "subject_id"),
        Index("ix_attachment_loose_since", "loose_since"),
        Index("ix_attachment_owner_id_created_at", "owner_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)  # random: in its address
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    form_key: Mapped[str] = mapped_column(String(64))  # the same key stores once
    kind: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(120), default="")  # of a document, as it was typed
    content_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    alt: Mapped[str] = mapped_column(String(300), default="")
    subject_kind: Mapped[str | None] = mapped_column(String(20))
    subject_id: Mapped[int | None]
    part: Mapped[str] = mapped_column(String(40), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    ready_at: Mapped[datetime | None]
    loose_since: Mapped[datetime | None] = mapped_column(default=now)
    deleted_at: Mapped[datetime | None]  # since when its bytes are being taken away

    @property
    def file_name(self) -> str:
        """In the address; that of a picture tells its size, so that the page does not jump."""
        if self.kind == "picture":
            return f"{self.width}x{self.height}.webp"
        stem, _, extension = self.name.rpartition(".")
        return f"{slug(stem, 'bestand')}.{extension}"

    @property
    def url(self) -> str:
        return f"/bestanden/{self.key}/{self.file_name}"
