"""The link and the mail domain: opened, renewed, closed, and used while there is room."""

import re
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from crowd.accounts.models import Person
from crowd.billing.models import Membership
from crowd.memberships.models import MailDomain, SeatLink
from crowd.memberships.queries.standing import standing
from tests.client import Client
from tests.factories import groups, people
from tests.factories.groups import seats_in
from tests.factories.rows import do, found

AsPerson = Callable[[Person], Client]
Mails = Callable[[], list[EmailMessage]]


@pytest.fixture
def desk(as_: AsPerson, olga: Person) -> Client:
    return as_(olga)


def open_link(desk: Client, group: Membership) -> str:
    desk.post(f"/groep/{group.id}/link", {"link-school_id": group.school_id or 0})
    (link,) = found(select(SeatLink))
    return f"/meedoen/{link.token}"


def add_domain(desk: Client, group: Membership, address: str) -> str:
    data = {"domein-address": address, "domein-school_id": group.school_id or 0}
    return desk.post(f"/groep/{group.id}/domein", data, follow_redirects=True).text


def test_whoever_has_the_link_takes_a_seat_and_the_school_sees_who(
    as_: AsPerson, client: Client, desk: Client, group: Membership, vera: Person
) -> None:
    path = open_link(desk, group)
    assert f"/aanmelden?next={path}" in client.get(path).text
    assert "Je school ziet dat Vera Vos" in as_(vera).get(path).text
    assert as_(vera).post(path).status_code == 303
    assert do(lambda: standing(vera.id).school_ids) == {group.school_id}
    page = desk.get(f"/groep/{group.id}").text
    assert "Vera Vos" in page and vera.email in page
    assert as_(vera).post(path).status_code == 303, "a second time changes nothing"
    assert len(seats_in(group)) == 1


def test_a_new_link_closes_the_old_one_and_closing_leaves_none(
    as_: AsPerson, desk: Client, group: Membership, vera: Person
) -> None:
    old = open_link(desk, group)
    new = open_link(desk, group)
    assert old != new
    assert as_(vera).get(old).status_code == 410 and as_(vera).post(old).status_code == 410
    assert as_(vera).get(new).status_code == 200
    desk.post(f"/groep/{group.id}/link/sluiten")
    assert as_(vera).post(new).status_code == 410
    assert seats_in(group) == []


def test_a_full_group_says_so(
    as_: AsPerson, desk: Client, group: Membership, vera: Person, charlie: Person
) -> None:
    groups.change(group, seats_paid=1)
    path = open_link(desk, group)
    as_(vera).post(path)
    answer = as_(charlie).post(path)
    assert answer.status_code == 409 and "Alle 1 plekken zijn bezet" in answer.text


def test_an_address_whose_seat_was_taken_with_another_account_gets_no_second(
    as_: AsPerson, desk: Client, group: Membership, vera: Person, charlie: Person
) -> None:
    path = open_link(desk, group)
    data = {"emails": charlie.email, "school_id": group.school_id or 0}
    desk.post(f"/groep/{group.id}/uitnodigen", data)
    (seat,) = seats_in(group)
    as_(vera).post(f"/plek/{seat.token}", {"mine": "y"})
    answer = as_(charlie).post(path)
    assert answer.status_code == 409 and "met een ander account" in answer.text
    assert [each.person_id for each in seats_in(group)] == [vera.id]


def test_an_address_that_is_not_confirmed_takes_no_seat(
    as_: AsPerson, desk: Client, group: Membership
) -> None:
    eva = people.person("Eva de Wit", member=False, confirmed=False)
    path = open_link(desk, group)
    assert "Bevestig eerst" in as_(eva).get(path).text
    assert as_(eva).post(path).status_code == 409
    assert seats_in(group) == []


def test_an_own_invitation_is_accepted_by_the_link(
    as_: AsPerson, desk: Client, group: Membership, vera: Person
) -> None:
    data = {"emails": vera.email, "school_id": group.school_id or 0}
    desk.post(f"/groep/{group.id}/uitnodigen", data)
    as_(vera).post(open_link(desk, group))
    (seat,) = seats_in(group)
    assert seat.person_id == vera.id and seat.accepted_at


def test_ones_own_confirmed_address_proves_a_domain_at_once(
    as_: AsPerson, group: Membership, olga: Person, vera: Person, desk: Client
) -> None:
    assert "kan nu een plek nemen" in add_domain(desk, group, olga.email)
    page = as_(vera).get("/ik/school").text
    assert "heeft plekken voor collega" in page
    (domain,) = found(select(MailDomain))
    assert as_(vera).post(f"/plek/domein/{domain.id}").status_code == 303
    assert do(lambda: standing(vera.id).school_ids) == {group.school_id}


def test_another_address_of_the_domain_is_mailed(
    client: Client, as_: AsPerson, desk: Client, group: Membership, mails: Mails
) -> None:
    assert "We stuurden een mail" in add_domain(desk, group, "Secretariaat@Plataan.nl")
    eva = people.person("Eva de Wit", "eva@plataan.nl", member=False)
    assert "heeft plekken" not in as_(eva).get("/ik/school").text
    (mail,) = mails()
    assert mail["To"] == "secretariaat@plataan.nl"
    found_ = re.search(r"/groep/domein\?t=\S+", mail.get_content())
    assert found_
    path = found_[0]
    assert "plataan.nl" in client.get(path).text
    (domain,) = found(select(MailDomain))
    assert domain.verified_at is None, "a GET writes nothing"
    assert client.post("/groep/domein", {"t": path.partition("t=")[2]}).status_code == 303
    assert "heeft plekken" in as_(eva).get("/ik/school").text


def test_a_false_link_verifies_nothing(client: Client, desk: Client, group: Membership) -> None:
    add_domain(desk, group, "secretariaat@plataan.nl")
    assert client.post("/groep/domein", {"t": "onzin"}).status_code == 410
    assert client.get("/groep/domein?t=onzin").status_code == 410
    assert found(select(MailDomain))[0].verified_at is None


@pytest.mark.parametrize("address", ["olga@gmail.com", "olga@Ziggo.nl"])
def test_where_anybody_gets_an_address_is_no_domain_of_a_school(
    desk: Client, group: Membership, address: str
) -> None:
    assert "kan iedereen een adres maken" in add_domain(desk, group, address)
    assert found(select(MailDomain)) == []


def test_a_removed_domain_lets_nobody_in(
    as_: AsPerson, desk: Client, group: Membership, olga: Person, vera: Person
) -> None:
    add_domain(desk, group, olga.email)
    (domain,) = found(select(MailDomain))
    desk.post(f"/groep/{group.id}/domein/{domain.id}/weg")
    assert as_(vera).post(f"/plek/domein/{domain.id}").status_code == 409
    assert seats_in(group) == []


def test_an_outsider_opens_and_closes_nothing(
    as_: AsPerson, group: Membership, charlie: Person, desk: Client
) -> None:
    outside = as_(charlie)
    path = open_link(desk, group)
    for what in ("link", "link/sluiten", "domein", "domein/1/weg"):
        assert outside.post(f"/groep/{group.id}/{what}").status_code == 404, what
    assert outside.get(path).status_code == 200
