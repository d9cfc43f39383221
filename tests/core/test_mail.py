import socket
from collections import Counter
from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy import select, update

from crowd.core import health, jobs, mail
from crowd.core.clock import now
from crowd.core.db import db
from crowd.core.mail import Attachment, LoggedMail, Mail

CONFIRM = Mail("alice@example.org", "Bevestig je e-mailadres", "Hoi Alice,\n\nklik één keer.\n")


class Postbox:
    """Keeps what it accepts; `refuse` makes it say no for a while."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refuse = 0

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.refuse:
            self.refuse -= 1
            return "451 try again later"
        self.mails.append(BytesParser(policy=default).parsebytes(envelope.content))
        return "250 accepted"


@pytest.fixture
def postbox(app: Flask) -> Iterator[Postbox]:
    """A real mail server, and the application that mails through it."""
    box = Postbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    before = app.config["MAIL_URL"]
    app.config["MAIL_URL"] = f"smtp://127.0.0.1:{port}"
    yield box
    app.config["MAIL_URL"] = before
    server.stop()


def send(app: Flask, what: Mail = CONFIRM, key: str | None = None) -> None:
    with app.app_context():
        mail.send_later(what, key)
        db.session.commit()
        jobs.run_due()


def test_a_mail_arrives_whole(app: Flask, postbox: Postbox) -> None:
    send(app)
    [found] = postbox.mails
    assert found["To"] == "alice@example.org"
    assert found["Subject"] == "Bevestig je e-mailadres"
    assert found.get_content().splitlines() == CONFIRM.text.splitlines()
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["Message-ID"].endswith("@localhost>")
    assert found["Date"]


def test_a_mail_that_was_refused_keeps_its_message_id(
    app: Flask, postbox: Postbox, caplog: pytest.LogCaptureFixture
) -> None:
    postbox.refuse = 1
    with app.app_context():
        mail.send_later(CONFIRM)
        db.session.commit()
        wanted = db.session.scalars(db.select(jobs.Job)).one().payload
        caplog.set_level("CRITICAL", logger="crowd")
        jobs.run_due()
        assert postbox.mails == []
        db.session.execute(db.update(jobs.Job).values(run_at=db.func.current_timestamp()))
        db.session.commit()
        jobs.run_due()
    [found] = postbox.mails
    assert found["Message-ID"] in wanted


def test_with_a_key_it_is_mailed_once_ever(app: Flask, postbox: Postbox) -> None:
    for _again in range(3):
        send(app, key="welcome-7")
    assert len(postbox.mails) == 1


def test_a_subject_cannot_add_a_header(app: Flask, postbox: Postbox) -> None:
    send(app, Mail("alice@example.org", "Hoi\r\nBcc: eve@example.org", "Hoi"))
    [found] = postbox.mails
    assert found["Bcc"] is None
    assert found["Subject"] == "Hoi Bcc: eve@example.org"


def test_a_password_does_not_travel_in_the_clear(app: Flask, postbox: Postbox) -> None:
    port = app.config["MAIL_URL"].rpartition(":")[2]
    app.config["MAIL_URL"] = f"smtp://crowd:geheim@127.0.0.1:{port}"
    with app.app_context():
        right, words = health.outcome("mail")
    assert not right
    assert "STARTTLS extension not supported" in words
    assert "geheim" not in words


def test_in_a_folder_a_mail_that_is_sent_twice_is_there_once(app: Flask) -> None:
    with app.app_context():
        mail.send_later(CONFIRM)
        db.session.commit()
        [(id_, lease)] = jobs.claim()
        effect = mail.send(
            "alice@example.org", "Hoi", "Hoi", "<one@localhost>", "Mon, 2 Nov 2026 10:00:00 +0000"
        )
        effect()
        effect()
        jobs.run(id_, lease)
    counted = Counter(found["Message-ID"] for found in mail.read_folder(app.config["MAIL_URL"]))
    assert counted["<one@localhost>"] == 1
    assert counted.total() == 2


def test_the_doctor_says_that_no_mail_server_answers(app: Flask) -> None:
    before = app.config["MAIL_URL"]
    app.config["MAIL_URL"] = "smtp://127.0.0.1:9"
    try:
        with app.app_context():
            right, words = health.outcome("mail")
    finally:
        app.config["MAIL_URL"] = before
    assert (right, words) == (
        False,
        "the mail server 127.0.0.1 does not let us in: Connection refused",
    )


def test_what_is_attached_arrives_as_it_was(app: Flask, postbox: Postbox) -> None:
    files = [Attachment("factuur 1.pdf", "application/pdf", bytes(range(256)))]
    send(app, Mail("alice@example.org", "Factuur", "Zie de bijlage.", files))
    [found] = postbox.mails
    [attached] = found.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == (files[0].name, files[0].data)
    body = found.get_body(("plain",))
    assert body is not None and body.get_content().strip() == "Zie de bijlage."


def test_the_log_says_what_left_and_what_did_not(app: Flask, postbox: Postbox) -> None:
    postbox.refuse = 1
    send(app, key="confirm:1")
    with app.app_context():
        row = db.session.scalars(select(LoggedMail)).one()
        assert (row.to, row.subject, row.key) == (CONFIRM.to, CONFIRM.subject, "confirm:1")
        assert (row.attempts, row.sent_at) == (1, None)
        db.session.execute(update(jobs.Job).values(run_at=now()))
        db.session.commit()
        jobs.run_due()
        row = db.session.scalars(select(LoggedMail)).one()
        assert row.attempts == 2 and row.sent_at is not None
    assert len(postbox.mails) == 1


def test_one_key_is_one_mail_and_one_line_even_after_the_log_was_cleared(
    app: Flask, postbox: Postbox
) -> None:
    send(app, key="confirm:1")
    with app.app_context():
        db.session.execute(update(LoggedMail).values(queued_at=now() - 2 * mail.LOGGED_FOR))
        mail.purge()
        db.session.commit()
    send(app, key="confirm:1")
    with app.app_context():
        assert db.session.scalars(select(LoggedMail)).all() == []
    assert len(postbox.mails) == 1
