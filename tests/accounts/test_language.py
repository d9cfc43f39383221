import pytest

from tests.client import Client


def test_a_visitor_chooses_a_language_and_stays_where_they_were(client: Client) -> None:
    answer = client.get("/taal/en?next=/lid-worden")
    assert (answer.status_code, answer.location) == (302, "/lid-worden")
    cookie = answer.headers["Set-Cookie"]
    assert "lang=en" in cookie and "Max-Age=31536000" in cookie and "SameSite=Lax" in cookie
    assert '<html lang="en">' in client.get("/inloggen").text
    client.get("/taal/nl")
    assert '<html lang="nl">' in client.get("/inloggen").text


@pytest.mark.parametrize("bad", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_next_never_leads_away(client: Client, bad: str) -> None:
    assert client.get("/taal/en", query_string={"next": bad}).location == "/"


def test_a_language_that_we_do_not_have_is_not_there(client: Client) -> None:
    assert client.get("/taal/fr").status_code == 404
