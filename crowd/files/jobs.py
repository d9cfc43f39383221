"""Files that hang on nothing: never posted, taken out of a text, or broken off halfway."""

from datetime import timedelta

from sqlalchemy import delete, select, update

from crowd.core.clock import now
from crowd.core.db import db
from crowd.core.jobs import Effect
from crowd.files.models import Attachment
from crowd.files.storage import storage

KEPT_FOR = timedelta(days=7)


def purge() -> Effect | None:
    """Job `files.purge`, every night. First nobody can see or hang them, then the bytes go, then
    the rows: whatever breaks off in between is done the next time."""
    old = Attachment.loose_since < now() - KEPT_FOR
    db.session.execute(
        update(Attachment).where(old, Attachment.deleted_at.is_(None)).values(deleted_at=now())
    )
    marked = select(Attachment.id, Attachment.key).where(Attachment.deleted_at.is_not(None))
    rows = db.session.execute(marked).all()
    if not rows:
        return None

    def clear() -> None:
        for _id, key in rows:
            storage().delete(key)
        gone = [id_ for id_, _key in rows]
        db.session.execute(delete(Attachment).where(Attachment.id.in_(gone)))

    return clear
