"""Every view says who may enter, and answers accordingly: no way in by another door, no 500."""

from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from crowd.accounts.models import Person
from tests.client import Client
from tests.factories import people
from tests.factories.questions import question
from tests.site.conftest import Address

As = Callable[[Person], Client]
DOORS = ("public", "account", "member", "moderator", "admin")
UNREADY = "/readyz"  # 503 says so on purpose


def knock(browser: Client, address: Address, token: str, accept: str = "text/html") -> TestResponse:
    headers = {"Accept": accept, "X-CSRFToken": token}
    if address.writes:
        answer = browser.post(address.path, {"csrf_token": token}, headers=headers)
    else:
        answer = browser.get(address.path, headers=headers)
    answer.close()
    return answer


def lets_in(answer: TestResponse) -> bool:
    to_log_in = answer.status_code == 302 and answer.location.startswith("/inloggen")
    return not to_log_in and answer.status_code not in {401, 402, 403}


def test_every_view_has_a_door(app: Flask) -> None:
    without = [
        endpoint
        for endpoint, view in app.view_functions.items()
        if getattr(view, "door", None) not in DOORS
    ]
    assert without == []


def test_a_visitor_comes_in_by_public_doors_only(client: Client, addresses: list[Address]) -> None:
    for address in addresses:
        answer = knock(client, address, client.token("/inloggen"))
        assert answer.status_code < 500 or address.path == UNREADY, address
        if address.door != "public":
            assert not lets_in(answer), address
            assert answer.status_code in {302, 401}, address


def test_an_account_comes_in_by_its_own_door(
    as_: As, vera: Person, addresses: list[Address]
) -> None:
    _through(as_, vera, addresses, refused={"member": 402, "moderator": 403, "admin": 403})


def test_a_member_comes_in_by_the_members_door(
    as_: As, charlie: Person, addresses: list[Address]
) -> None:
    _through(as_, charlie, addresses, refused={"moderator": 403, "admin": 403})


def test_a_moderator_does_not_come_in_by_the_admins_door(
    as_: As, mo: Person, addresses: list[Address]
) -> None:
    _through(as_, mo, addresses, refused={"admin": 403})


def test_an_admin_gets_an_answer_everywhere(as_: As, addresses: list[Address]) -> None:
    _through(as_, people.person("Ada Admin", role="admin"), addresses, refused={})


def _through(as_: As, person: Person, addresses: list[Address], refused: dict[str, int]) -> None:
    for address in sorted(addresses, key=lambda address: address.writes):
        browser = as_(person)  # some addresses log one out
        answer = knock(browser, address, browser.token("/inloggen"))
        assert answer.status_code < 500 or address.path == UNREADY, address
        if address.door in refused:
            assert answer.status_code == refused[address.door], address
        else:
            assert answer.status_code not in {401, 402}, address


@pytest.mark.parametrize("accept", ["application/json", "*/*", "image/png"])
def test_other_programs_get_an_answer_too(
    as_: As, charlie: Person, pages: list[Address], accept: str
) -> None:
    browser = as_(charlie)
    for address in pages:
        answer = knock(browser, address, "", accept)
        assert answer.status_code < 500 or address.path == UNREADY, address


@pytest.mark.parametrize(
    "path", ["/nergens", "/vragen/0", "/vragen/99999999999999999999", "/vragen/-1", "/leden/x",
             "/vragen/1%00", "/%F0%28", "/vragen/1-" + "x" * 3000]
)  # fmt: skip
def test_an_address_that_is_not_there(as_: As, charlie: Person, path: str) -> None:
    assert as_(charlie).browser.get(path).status_code in {301, 302, 308, 404}


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_another_name_than_ours_is_refused(client: Client, accept: str) -> None:
    answer = client.browser.get(
        "/inloggen", base_url="http://elders.example", headers={"Accept": accept}
    )
    assert answer.status_code == 400
    assert "elders" not in answer.text


def test_an_id_is_written_in_plain_digits(as_: As, alice: Person) -> None:
    asked = question(alice).id
    browser = as_(alice)
    assert browser.get(f"/vragen/{asked}").status_code == 301
    for zero in ("٠", "０"):  # Arabic, fullwidth
        other = "".join(chr(ord(zero) + int(digit)) for digit in str(asked))
        assert browser.get(f"/vragen/{other}").status_code == 404
