"""Reading pages and mails in tests."""

import re
from email.message import EmailMessage

from werkzeug.test import TestResponse

from tests.client import Client


def link_in(mail: EmailMessage, path: str) -> str:
    """The first address on this site under `path` in a mail, without the host."""
    found = re.search(rf"http://localhost({re.escape(path)}\S*)", mail.get_content())
    assert found, f"no link to {path} in: {mail.get_content()}"
    return found[1]


def press(client: Client, link: str) -> TestResponse:
    """Open a mailed link and press its one button."""
    path, _, token = link.partition("?t=")
    return client.post(path, {"t": token}, from_=link)


def who(client: Client) -> str | None:
    """Whose name the log-in page says is logged in."""
    found = re.search(r"Je bent ingelogd als ([^.<]+)\.", client.get("/inloggen").text)
    return found[1] if found else None
