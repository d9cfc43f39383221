"""The invitation: with and without an account, by the right address, once, and in time."""

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
import time_machine
from sqlalchemy import select

from crowd.accounts.models import Person
from crowd.billing.models import Membership
from crowd.core.clock import now
from crowd.core.db import db
from crowd.memberships.jobs import purge
from crowd.memberships.queries.standing import standing
from tests.client import Client
from tests.factories import groups, people
from tests.factories.groups import seat_of, seats_in
from tests.factories.rows import do, found, save

AsPerson = Callable[[Person], Client]
Mails = Callable[[], list[EmailMessage]]
PASSWORD = "een lange zin om te onthouden"


@pytest.fixture
def invited(as_: AsPerson, olga: Person, group: Membership) -> Callable[[str], str]:
    """`invited(email)`: the path in the mail."""

    def invite(email: str) -> str:
        data = {"emails": email, "school_id": group.school_id}
        assert as_(olga).post(f"/groep/{group.id}/uitnodigen", data).status_code == 200
        return f"/plek/{seat_of(group, email.lower()).token}"

    return invite


def school_ids(person: Person) -> frozenset[int]:
    return do(lambda: standing(person.id).school_ids)


def test_with_an_account_it_is_one_button_and_no_second_log_in(
    as_: AsPerson, vera: Person, group: Membership, invited: Callable[[str], str]
) -> None:
    path = invited("VERA@example.org")
    browser = as_(vera)
    assert not school_ids(vera)
    assert 'name="password"' not in browser.get(path).text
    assert browser.post(path).status_code == 303
    assert school_ids(vera) == {group.school_id}
    assert browser.get("/vragen/nieuw").status_code == 200, "a member at once"
    assert len(found(select(Person).where(Person.email == vera.email))) == 1


def test_without_an_account_two_fields_make_one_with_the_seat(
    client: Client, group: Membership, invited: Callable[[str], str], mails: Mails
) -> None:
    path = invited("nieuw@plataan.nl")
    mails()
    page = client.get(path).text
    assert "nieuw@plataan.nl" in page and page.count('class="input"') == 2
    answer = client.post(f"{path}/account", {"name": "Nina Nieuw", "password": PASSWORD})
    assert answer.status_code == 303 and answer.location == "/ik/profiel?welkom=1"
    assert client.get("/vragen/nieuw").status_code == 200, "confirmed by the link, and a member"
    (nina,) = found(select(Person).where(Person.email == "nieuw@plataan.nl"))
    assert school_ids(nina) == {group.school_id}
    assert len(mails()) == 1, "the invitation, and no mail to confirm"


def test_a_weak_password_keeps_the_name_and_the_invitation(
    client: Client, invited: Callable[[str], str]
) -> None:
    path = invited("nieuw@plataan.nl")
    answer = client.post(f"{path}/account", {"name": "Nina Nieuw", "password": "nieuw"})
    assert answer.status_code == 422 and "Nina Nieuw" in answer.text
    assert f'action="{path}/account"' in answer.text


def test_who_has_an_account_and_is_not_logged_in_logs_in_first(
    client: Client, vera: Person, invited: Callable[[str], str]
) -> None:
    path = invited(vera.email)
    page = client.get(path).text
    assert "Je hebt al een account" in page and f"/inloggen?next={path}" in page
    answer = client.post(f"{path}/account", {"name": "Indringer", "password": PASSWORD})
    assert answer.status_code == 422
    assert len(found(select(Person).where(Person.email == vera.email))) == 1


def test_another_address_takes_a_clear_step(
    as_: AsPerson, vera: Person, invited: Callable[[str], str]
) -> None:
    path = invited("v.vos@plataan.nl")
    browser = as_(vera)
    assert "dat ben ik ook" in browser.get(path).text
    refused = browser.post(path)
    assert refused.status_code == 409 and "een ander adres" in refused.text
    assert not school_ids(vera)
    assert browser.post(path, {"mine": "y"}).status_code == 303
    assert school_ids(vera)


def test_a_link_works_once_for_one(
    as_: AsPerson, vera: Person, charlie: Person, invited: Callable[[str], str]
) -> None:
    path = invited(vera.email)
    as_(vera).post(path)
    assert as_(charlie).get(path).status_code == 410
    assert as_(charlie).post(path, {"mine": "y"}).status_code == 410
    assert not school_ids(charlie)
    assert "Je hebt deze plek al" in as_(vera).get(path).text


def test_a_seat_in_another_school_comes_beside_the_first(
    as_: AsPerson, alice: Person, group: Membership, invited: Callable[[str], str]
) -> None:
    first = school_ids(alice)
    as_(alice).post(invited(alice.email))
    assert school_ids(alice) == first | {group.school_id}


def test_after_sixty_days_it_is_over_and_the_place_is_free(
    as_: AsPerson, vera: Person, group: Membership, invited: Callable[[str], str]
) -> None:
    path = invited(vera.email)
    with time_machine.travel(now() + timedelta(days=60), tick=False):
        page = as_(vera).get(path)
        assert page.status_code == 410 and "verlopen" in page.text
        assert as_(vera).post(path).status_code == 410
        do(purge)
    assert seats_in(group) == []


def test_who_pays_already_is_told_before_taking_the_seat(
    as_: AsPerson, vera: Person, invited: Callable[[str], str]
) -> None:
    until = now() + timedelta(days=100)
    save(
        Membership(
            kind="teacher",
            owner_id=vera.id,
            status="active",
            period_end=until,
            access_until=until,
        )
    )
    path = invited(vera.email)
    browser = as_(vera)
    for page in (browser.get(path).text, browser.post(path, follow_redirects=True).text):
        assert "Je betaalt nu ook zelf" in page and "Zeg je eigen lidmaatschap op" in page
    assert do(lambda: db.session.get_one(Membership, 1)) is not None
    assert school_ids(vera)


def test_all_seats_end_with_the_contract_and_the_holder_sees_when(
    as_: AsPerson, vera: Person, group: Membership, invited: Callable[[str], str]
) -> None:
    browser = as_(vera)
    browser.post(invited(vera.email))
    assert "langer als je school verlengt" in browser.get("/ik/school").text
    end = now() + timedelta(days=30)
    groups.change(group, cancel_at_period_end=True, period_end=end, access_until=end)
    assert "Dan stopt het groepslidmaatschap van je school" in browser.get("/ik/school").text
    with time_machine.travel(end + timedelta(seconds=1), tick=False):
        assert not school_ids(vera)
        assert "loopt nu niet" in as_(vera).get("/ik/school").text


def test_an_owner_without_a_seat_is_no_member(
    as_: AsPerson, olga: Person, group: Membership
) -> None:
    browser = as_(olga)
    assert not do(lambda: standing(olga.id).is_member)
    assert browser.get("/vragen/nieuw").status_code == 402
    assert browser.get(f"/groep/{group.id}").status_code == 200


def test_an_invitation_of_a_stopped_membership_says_so(
    as_: AsPerson, vera: Person, group: Membership, invited: Callable[[str], str]
) -> None:
    path = invited(vera.email)
    groups.change(group, access_until=now())
    answer = as_(vera).post(path)
    assert answer.status_code == 409 and "loopt nu niet" in answer.text


def test_an_open_invitation_is_shown_to_whom_it_is_for(
    as_: AsPerson, vera: Person, invited: Callable[[str], str]
) -> None:
    path = invited(vera.email)
    assert f'href="{path}"' in as_(vera).get("/ik/school").text
    other = people.person("Wim Winter", member=False)
    assert path not in as_(other).get("/ik/school").text
