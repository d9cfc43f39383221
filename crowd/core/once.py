"""The same form posts once: what was answered to its key is answered again."""

import hashlib
from datetime import datetime

from flask import request
from sqlalchemy import ForeignKey, String, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from crowd.core import viewer as viewers
from crowd.core.clock import now
from crowd.core.db import Base, apart, db, insert, lock


class Submission(Base):
    """A form's key and where its answer is: the same key posts once."""

    __tablename__ = "submission"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    url: Mapped[str] = mapped_column(String(500))
    created_at: Mapped[datetime] = mapped_column(default=now)


def once(key: str | None, path: str | None = None) -> str | None:
    """Where the answer to this form's key is, when it was posted before; else wait for our turn.

    A key belongs to the address that its form posts to: this one, unless `path` says another.
    """
    person = viewers.current().id
    if not key or person is None:
        return None
    known = _known(key, path)
    digest = hashlib.sha256(f"{person}:{known}".encode()).digest()
    lock(int.from_bytes(digest[:8], "big", signed=True))
    return db.session.scalar(
        select(Submission.url).where(Submission.person_id == person, Submission.key == known)
    )


def answered(key: str | None, url: str) -> None:
    """Remember the answer to this form's key, in the same transaction."""
    person = viewers.current().id
    if key and person is not None:
        db.session.add(Submission(person_id=person, key=_known(key), url=url))


def _known(key: str, path: str | None = None) -> str:
    return hashlib.sha256(f"{path or request.path}:{key}".encode()).hexdigest()


def claim(key: str | None, url: str) -> str | None:
    """For work that commits on its way (a purchase): whoever posts the key first gets None, and
    goes on; whoever posts it again gets where the answer is, or will be."""
    person = viewers.current().id
    if not key or person is None:
        return None
    known = _known(key)

    def first() -> str | None:
        taken = insert(Submission).values(person_id=person, key=known, url=url, created_at=now())
        taken = taken.on_conflict_do_nothing(index_elements=["person_id", "key"])
        if db.session.scalar(taken.returning(Submission.person_id)):
            return None
        return db.session.scalar(
            select(Submission.url).where(Submission.person_id == person, Submission.key == known)
        )

    return apart(first)


def answer(key: str | None, url: str | None) -> None:
    """Where the answer to a claimed key is; None when nothing came of it, so that the corrected
    form may post again: that stands by itself, as a refused request is rolled back."""
    person = viewers.current().id
    if not key or person is None:
        return
    known = (Submission.person_id == person, Submission.key == _known(key))
    if url is None:
        apart(lambda: db.session.execute(delete(Submission).where(*known)))
    else:
        db.session.execute(update(Submission).where(*known).values(url=url))
