"""Static files: small, kept for good, and found by their new address when they change."""

import gzip
import re
from collections.abc import Callable

import brotli
import pytest

from crowd.accounts.models import Person
from crowd.core.assets import STATIC
from tests.client import Client

BROWSER = {"Accept-Encoding": "gzip, deflate, br, zstd"}


def sheet(client: Client) -> str:
    found = re.search(r'href="(/static/[0-9a-f]{12}/css/[^"]+)"', client.get("/inloggen").text)
    assert found
    return found[1]


def test_the_style_sheets_are_one_file_in_order(client: Client) -> None:
    text = client.get(sheet(client)).text
    wanted = [(STATIC / "css" / f"{name}.css").read_text() for name in ("base", "components")]
    assert text.startswith("\n".join(wanted))


def test_a_file_is_kept_for_good_by_everybody(
    as_: Callable[[Person], Client], alice: Person, client: Client
) -> None:
    answer = as_(alice).get(sheet(client), headers=BROWSER)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Encoding"] == "br"
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert "Cookie" not in answer.headers["Vary"]
    assert "Set-Cookie" not in answer.headers
    assert brotli.decompress(answer.data).decode() == client.get(sheet(client)).text


def test_an_address_from_before_gives_what_is_here_now(client: Client) -> None:
    answer = client.get("/static/0123456789ab/css/base.css")
    assert answer.text == (STATIC / "css" / "base.css").read_text()
    assert answer.headers["Cache-Control"] == "no-cache"
    again = client.get(
        "/static/0123456789ab/css/base.css", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304


def test_an_older_browser_gets_gzip_and_a_simple_one_the_file(client: Client) -> None:
    path = "/static/x/js/app.js"
    plain = (STATIC / "js" / "app.js").read_bytes()
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data) == plain
    assert client.get(path).data == plain
    assert client.get(path).mimetype == "text/javascript"


def test_a_picture_is_not_packed_again(client: Client) -> None:
    answer = client.get("/static/x/img/icon-192.png", headers=BROWSER)
    assert answer.mimetype == "image/png"
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize(
    "path", ["css/none.css", "css", "../config.py", "..%2Fconfig.py", "css/base+..%2F..%2Fx.css",
             "css/base+none.css", "%2Fetc%2Fpasswd", "/etc/passwd", ""]
)  # fmt: skip
def test_nothing_else_is_served(client: Client, path: str) -> None:
    assert client.get(f"/static/x/{path}").status_code == 404
