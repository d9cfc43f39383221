"""Work for later: a row in the outbox, in the same transaction as the change that asks for it.

The worker looks at the outbox five times a second, claims what is due with a lease, and lets Huey
execute it. A killed worker loses nothing: the lease runs out and the row is claimed again.
Nothing happens twice in the database either: a handler's changes commit together with the mark
"done", and only while its lease still holds.

A handler is `def handler(**payload) -> Callable[[], None] | None`. What it returns runs after its
transaction, with none open (mail, index, network); so a handler must be repeatable.
"""

import json
import logging
import secrets
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from flask import Flask, current_app
from huey import Huey, RedisHuey, SqliteHuey, crontab
from huey.consumer import Consumer
from sqlalchemy import ColumnElement, Index, String, Text, delete, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from crowd.core import warming
from crowd.core.clock import now
from crowd.core.db import Base, db, insert, reading

Effect = Callable[[], None]
Handler = Callable[..., Effect | None]

log = logging.getLogger(__name__)

LOOK_EVERY = 0.2  # seconds
SOON = 0.05  # while there is more to do
BATCH = 20
MAX_ATTEMPTS = 30  # with an hour between them: about a day
KEPT_FOR = timedelta(days=30)
TICK = "calendar:"


class Job(Base):
    __tablename__ = "job"
    __table_args__ = (Index("ix_job_due", "done_at", "failed_at", "run_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    payload: Mapped[str] = mapped_column(Text)
    key: Mapped[str | None] = mapped_column(String(200), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    run_at: Mapped[datetime] = mapped_column(default=now)
    attempts: Mapped[int] = mapped_column(default=0)
    lease: Mapped[str | None] = mapped_column(String(32))
    leased_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(String(300))


def enqueue(
    name: str,
    payload: Mapping[str, Any] | None = None,
    *,
    run_at: datetime | None = None,
    key: str | None = None,
) -> bool:
    """Ask for a job in the current transaction. With a key it is asked for once, ever: False when
    that was done before."""
    moment = now()
    added = db.session.execute(
        insert(Job)
        .values(
            name=name,
            payload=json.dumps(payload or {}),
            key=key,
            created_at=moment,
            run_at=run_at or moment,
            attempts=0,
        )
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(Job.id)
    )
    return added.one_or_none() is not None


def _due() -> tuple[ColumnElement[bool], ...]:
    moment = now()
    return (
        Job.done_at.is_(None),
        Job.failed_at.is_(None),
        Job.run_at <= moment,
        (Job.leased_until.is_(None)) | (Job.leased_until < moment),
    )


def _held(id_: int, lease: str) -> tuple[ColumnElement[bool], ...]:
    return (Job.id == id_, Job.lease == lease, Job.done_at.is_(None), Job.failed_at.is_(None))


def _lease_end() -> datetime:
    return now() + timedelta(seconds=current_app.config["JOB_LEASE_SECONDS"])


def claim(limit: int = BATCH) -> list[tuple[int, str]]:
    """Claim due jobs for this worker; commits. Returns (id, lease) pairs."""
    with reading():  # looking does not make others wait
        waiting = db.session.scalars(
            select(Job.id).where(*_due()).order_by(Job.run_at, Job.id).limit(limit)
        ).all()
        db.session.rollback()
    if not waiting:
        return []
    lease = secrets.token_hex(16)
    # asks again what is due: of two workers that saw the same row, one gets it
    claimed = db.session.scalars(
        update(Job)
        .where(Job.id.in_(waiting), *_due())
        .values(lease=lease, leased_until=_lease_end())
        .returning(Job.id)
    ).all()
    db.session.commit()
    return [(id_, lease) for id_ in sorted(claimed)]


def run(id_: int, lease: str) -> None:
    """Execute one claimed job; a lease that somebody else holds by now is left alone."""
    try:
        started = _start(id_, lease)
        if started is None:
            return
        name, payload, attempts = started
        try:
            _execute(id_, lease, name, payload)
        except Exception as error:
            db.session.rollback()
            log.exception("job %s (%s) failed, attempt %s", id_, name, attempts)
            _put_off(id_, lease, attempts, type(error).__name__)
    finally:
        db.session.remove()


def _start(id_: int, lease: str) -> tuple[str, dict[str, Any], int] | None:
    """The lease begins anew: the job may have waited in the queue for a while."""
    started = db.session.execute(
        update(Job)
        .where(*_held(id_, lease))
        .values(leased_until=_lease_end(), attempts=Job.attempts + 1)
        .returning(Job.name, Job.payload, Job.attempts)
    ).one_or_none()
    if started and started.attempts > MAX_ATTEMPTS:  # each of them ended with a dead worker
        log.error("job %s (%s) is given up", id_, started.name)
        _put_off(id_, lease, started.attempts, "GivenUp")
        return None
    db.session.commit()
    return (started.name, json.loads(started.payload), started.attempts) if started else None


def _execute(id_: int, lease: str, name: str, payload: dict[str, Any]) -> None:
    handler = current_app.extensions["jobs"].get(name)
    if handler is None:
        raise LookupError(f"no handler for {name}")
    effect: Effect | None = handler(**payload)
    if effect is not None:
        if not _commit_if_held(id_, lease, {"leased_until": _lease_end()}):
            return
        effect()
    # the payload may hold a link to log in with: it goes as soon as it is used
    _commit_if_held(id_, lease, {"done_at": now(), "payload": "{}", "error": None})


def _commit_if_held(id_: int, lease: str, values: Mapping[str, Any]) -> bool:
    """Commit what the handler changed, with `values` of the job, only while the lease is ours."""
    held = db.session.execute(
        update(Job).where(*_held(id_, lease)).values(values).returning(Job.id)
    ).one_or_none()
    if held is None:
        log.warning("job %s was taken over by another worker", id_)
        db.session.rollback()
        return False
    db.session.commit()
    return True


def _put_off(id_: int, lease: str, attempts: int, error: str) -> None:
    """Try again later, each time after a longer wait; at last leave it to a person."""
    wait = timedelta(seconds=min(5 * 2**attempts, 3600))
    _commit_if_held(
        id_,
        lease,
        {
            "lease": None,
            "leased_until": None,
            "run_at": now() + wait,
            "failed_at": now() if attempts >= MAX_ATTEMPTS else None,
            "error": error,
        },
    )


def run_due() -> int:
    """Execute everything that is due now, here (commands and tests); returns how many."""
    count = 0
    while claimed := claim():
        for id_, lease in claimed:
            run(id_, lease)
            count += 1
    return count


def purge() -> None:
    """Job `jobs.purge`: forget what was done long ago. What is asked for once, ever, stays."""
    db.session.execute(
        delete(Job).where(
            Job.done_at < now() - KEPT_FOR, Job.key.is_(None) | Job.key.startswith(TICK)
        )
    )


def oldest_waiting() -> datetime | None:
    """Since when a worker could have claimed the job that waits longest."""
    since = func.coalesce(Job.leased_until, Job.run_at)
    return db.session.scalar(select(func.min(since)).where(*_due()))


def failed_count() -> int:
    return db.session.scalar(select(func.count()).where(Job.failed_at.is_not(None))) or 0


def queue(app: Flask) -> Huey:
    """Huey with the calendar; its storage is SQLite or Redis by setting."""
    url: str = app.config["QUEUE_URL"]
    if url.startswith("sqlite:///"):
        huey: Huey = SqliteHuey("crowd", filename=url.removeprefix("sqlite:///"), results=False)
    else:
        huey = RedisHuey("crowd", url=url, results=False)
    for name, when in app.extensions["calendar"].items():
        huey.periodic_task(crontab(**when), name=f"{TICK}{name}")(partial(_tick, app, name))
    return huey


def _tick(app: Flask, name: str) -> None:
    with app.app_context():
        # two workers, one tick: the key makes it one job
        enqueue(name, key=f"{TICK}{name}:{now():%Y-%m-%dT%H:%M}")
        db.session.commit()


def work(app: Flask, threads: int = 2) -> None:
    """Run the worker until it is told to stop; SIGTERM lets it finish what it is doing."""
    huey = queue(app)

    @huey.task(name="run")  # type: ignore[untyped-decorator]
    def run_here(id_: int, lease: str) -> None:
        with app.app_context():
            run(id_, lease)

    stop = warming.begin(app)

    def look() -> None:
        claimed: list[tuple[int, str]] = []
        while not stop.wait(SOON if claimed else LOOK_EVERY):
            try:
                room = BATCH - huey.pending_count()
                with app.app_context():
                    claimed = claim(room) if room > 0 else []
                for id_, lease in claimed:
                    run_here(id_, lease)
            except Exception:  # the database may be away for a moment: look again
                log.exception("the outbox could not be read")
                claimed = []

    threading.Thread(target=look, name="outbox", daemon=True).start()
    consumer = Consumer(
        huey,
        workers=threads,
        initial_delay=0.05,
        backoff=1.1,
        max_delay=LOOK_EVERY / 2,
        graceful_signal="TERM",
        shutdown_timeout=10,
    )
    try:
        consumer.run()
    finally:
        stop.set()


def init_app(
    app: Flask, handlers: Mapping[str, Handler], calendar: Mapping[str, Mapping[str, str]]
) -> None:
    app.extensions["jobs"] = dict(handlers)
    app.extensions["calendar"] = dict(calendar)
