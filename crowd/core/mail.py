"""Mail: written into the outbox with its Message-ID, sent by the worker.

`MAIL_URL` is `folder:///path` (one .eml a mail, to read on one machine) or
`smtp[s]://user:password@host:port`.

The log says what went to whom, and whether it left: not what was in it.
"""

import smtplib
import ssl
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import format_datetime, make_msgid
from pathlib import Path
from urllib.parse import unquote, urlsplit

from flask import current_app
from sqlalchemy import Index, String, delete, update
from sqlalchemy.orm import Mapped, mapped_column

from crowd.core.clock import now
from crowd.core.db import Base, db
from crowd.core.jobs import enqueue

TIMEOUT = 20  # seconds
LOGGED_FOR = timedelta(days=90)


class LoggedMail(Base):
    """What was mailed to whom, under which key, and when it left."""

    __tablename__ = "mail_log"
    __table_args__ = (Index("ix_mail_log_queued_at", "queued_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    key: Mapped[str | None] = mapped_column(String(200))
    to: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(300))
    queued_at: Mapped[datetime] = mapped_column(default=now)
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]


@dataclass(frozen=True)
class Attachment:
    name: str
    type: str
    data: bytes


@dataclass(frozen=True)
class Mail:
    to: str
    subject: str
    text: str
    attachments: Sequence[Attachment] = ()


def send_later(mail: Mail, key: str | None = None) -> bool:
    """Queue a mail in the current transaction. With a key it is sent once, ever: False when it
    was queued before."""
    domain = urlsplit(current_app.config["BASE_URL"]).hostname or "localhost"
    subject = " ".join(mail.subject.split())  # a header is one line
    message_id = make_msgid(domain=domain)
    payload = {
        "to": mail.to,
        "subject": subject,
        "text": mail.text,
        "message_id": message_id,
        "date": format_datetime(now()),
        "attachments": [
            [each.name, each.type, b64encode(each.data).decode()] for each in mail.attachments
        ],
    }
    if not enqueue("mail.send", payload, key=f"mail:{key}" if key else None):
        return False
    db.session.add(LoggedMail(message_id=message_id, key=key, to=mail.to, subject=subject[:300]))
    return True


def send(
    to: str,
    subject: str,
    text: str,
    message_id: str,
    date: str,
    attachments: Sequence[tuple[str, str, str]] = (),
) -> Callable[[], None]:
    """Job `mail.send`: the same Message-ID at every attempt."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = current_app.config["MAIL_FROM"]
    message["To"] = to
    message["Subject"] = subject
    message["Message-ID"] = message_id
    message["Date"] = date
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    for name, type_, data in attachments:
        maintype, _, subtype = type_.partition("/")
        message.add_attachment(b64decode(data), maintype=maintype, subtype=subtype, filename=name)
    logged = update(LoggedMail).where(LoggedMail.message_id == message_id)
    db.session.execute(logged.values(attempts=LoggedMail.attempts + 1))

    def leave() -> None:
        deliver(current_app.config["MAIL_URL"], message)
        db.session.execute(logged.values(sent_at=now()))

    return leave


def purge() -> None:
    """Job `mail.purge`: the log is no archive."""
    db.session.execute(delete(LoggedMail).where(LoggedMail.queued_at < now() - LOGGED_FOR))


def deliver(url: str, message: EmailMessage) -> None:
    where = urlsplit(url)
    if where.scheme == "folder":
        folder = Path(unquote(where.path))
        folder.mkdir(parents=True, exist_ok=True)
        # named by its Message-ID: sent twice is written once
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        waiting = folder / f".{name}.part"
        waiting.write_bytes(bytes(message))
        waiting.replace(folder / f"{name}.eml")
        return
    with connect(url) as server:
        server.send_message(message)


def connect(url: str) -> smtplib.SMTP:
    """A mail server that knows us by now."""
    where = urlsplit(url)
    host, port = where.hostname or "localhost", where.port or 0
    tls = ssl.create_default_context()
    if where.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=tls)
    else:
        server = smtplib.SMTP(host, port, timeout=TIMEOUT)
    try:
        server.ehlo()
        # a password never travels in the clear: without STARTTLS this raises
        if where.scheme == "smtp" and (server.has_extn("starttls") or where.username):
            server.starttls(context=tls)
        if where.username:
            server.login(unquote(where.username), unquote(where.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def read_folder(url: str) -> list[EmailMessage]:
    """The mails in the folder, newest first (the demo's mailbox, and tests)."""
    folder = Path(unquote(urlsplit(url).path))
    files = sorted(folder.glob("*.eml"), key=lambda f: f.stat().st_mtime_ns, reverse=True)
    parser = BytesParser(policy=policy.default)
    return [parser.parsebytes(f.read_bytes()) for f in files]
