"""Mail: written into the outbox with its Message-ID, sent by the worker.

`MAIL_URL` is `folder:///path` (one .eml a mail, to read on one machine) or
`smtp[s]://user:password@host:port`.
"""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import format_datetime, make_msgid
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

from flask import current_app

from crowd.core.clock import now
from crowd.core.jobs import enqueue

TIMEOUT = 20  # seconds


@dataclass(frozen=True)
class Mail:
    to: str
    subject: str
    text: str


def send_later(mail: Mail, key: str | None = None) -> None:
    """Queue a mail in the current transaction; with a key it is sent once, ever."""
    domain = urlsplit(current_app.config["BASE_URL"]).hostname or "localhost"
    enqueue(
        "mail.send",
        {
            "to": mail.to,
            "subject": " ".join(mail.subject.split()),  # a header is one line
            "text": mail.text,
            "message_id": make_msgid(domain=domain),
            "date": format_datetime(now()),
        },
        key=f"mail:{key}" if key else None,
    )


def send(to: str, subject: str, text: str, message_id: str, date: str) -> Callable[[], None]:
    """Job `mail.send`: the same Message-ID at every attempt."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = current_app.config["MAIL_FROM"]
    message["To"] = to
    message["Subject"] = subject
    message["Message-ID"] = message_id
    message["Date"] = date
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return partial(deliver, current_app.config["MAIL_URL"], message)


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
