"""Who manages beside who pays, the locations of a board, and what nobody gets to see."""

import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from crowd.accounts.models import Person
from crowd.billing.models import Membership
from crowd.core.clock import now
from crowd.core.db import db
from crowd.memberships.jobs import purge
from crowd.memberships.models import ManagerInvitation, SeatLocation, SeatManager
from crowd.memberships.queries.standing import standing
from crowd.schools.models import School
from tests.client import Client
from tests.factories import groups
from tests.factories.groups import seat_of
from tests.factories.questions import question
from tests.factories.rows import do, found, save

AsPerson = Callable[[Person], Client]
Mails = Callable[[], list[EmailMessage]]


@pytest.fixture
def desk(as_: AsPerson, olga: Person) -> Client:
    return as_(olga)


@pytest.fixture
def ask(desk: Client, group: Membership, mails: Mails) -> Callable[[str], str]:
    """`ask(email)`: the token in the mail to somebody who is asked to manage."""

    def send(email: str) -> str:
        answer = desk.post(f"/groep/{group.id}/beheerders", {"beheer-email": email})
        assert answer.status_code == 303
        mail = next(mail for mail in mails() if mail["To"] == email)
        found_ = re.search(r"/groep/beheer\?t=(\S+)", mail.get_content())
        assert found_
        return found_[1]

    return send


def test_a_manager_says_yes_invites_and_needs_no_seat(
    as_: AsPerson, group: Membership, vera: Person, ask: Callable[[str], str]
) -> None:
    token = ask(vera.email)
    browser = as_(vera)
    assert browser.get(f"/groep/{group.id}").status_code == 404
    assert "beheer" in browser.get(f"/groep/beheer?t={token}").text
    assert found(select(SeatManager)) == [], "a GET writes nothing"
    assert browser.post("/groep/beheer", {"t": token}).status_code == 303
    data = {"emails": "a@plataan.nl", "school_id": group.school_id}
    assert "1 uitgenodigd" in browser.post(f"/groep/{group.id}/uitnodigen", data).text
    assert not do(lambda: standing(vera.id).is_member)


def test_a_manager_sees_and_changes_nothing_that_the_payer_decides(
    as_: AsPerson, group: Membership, vera: Person, ask: Callable[[str], str]
) -> None:
    browser = as_(vera)
    browser.post("/groep/beheer", {"t": ask(vera.email)})
    page = browser.get(f"/groep/{group.id}").text
    assert "Wie beheert de plekken mee" not in page and "factu" not in page.lower()
    for what in ("beheerders", f"beheerders/{vera.id}/weg"):
        answer = browser.post(f"/groep/{group.id}/{what}", {"beheer-email": "x@x.nl"})
        assert answer.status_code == 404, what


def test_only_who_was_asked_can_say_yes(
    as_: AsPerson, vera: Person, charlie: Person, ask: Callable[[str], str]
) -> None:
    token = ask(vera.email)
    answer = as_(charlie).post("/groep/beheer", {"t": token})
    assert answer.status_code == 409 and "een ander adres" in answer.text
    assert as_(charlie).post("/groep/beheer", {"t": token[:-3]}).status_code == 410
    assert found(select(SeatManager)) == []


def test_who_was_asked_is_listed_asked_again_and_no_longer(
    as_: AsPerson, group: Membership, olga: Person, vera: Person, ask: Callable[[str], str]
) -> None:
    token, path = ask(vera.email), f"/groep/{group.id}/beheerders"
    desk = as_(olga)
    told = {"beheer-email": vera.email}
    page = desk.get(f"/groep/{group.id}").text
    assert "Gevraagd, nog geen ja" in page and "Vraag het opnieuw" not in page
    assert desk.post(path, told).status_code == 422, "the same day"
    with time_machine.travel(now() + timedelta(hours=25), tick=False):
        later = as_(olga)
        assert "Vraag het opnieuw" in later.get(f"/groep/{group.id}").text
        assert later.post(path, told).status_code == 303
    assert as_(vera).get(f"/groep/beheer?t={token}").status_code == 200
    desk.post(f"{path}/intrekken", told)
    assert "Gevraagd" not in desk.get(f"/groep/{group.id}").text
    assert as_(vera).get(f"/groep/beheer?t={token}").status_code == 410
    assert as_(vera).post("/groep/beheer", {"t": token}).status_code == 410
    assert found(select(SeatManager)) == []


def test_who_said_yes_is_asked_no_more_and_what_is_old_goes(
    app: Flask, as_: AsPerson, desk: Client, group: Membership, vera: Person,
    ask: Callable[[str], str],
) -> None:  # fmt: skip
    as_(vera).post("/groep/beheer", {"t": ask(vera.email)})
    assert "Gevraagd" not in desk.get(f"/groep/{group.id}").text
    answer = desk.post(f"/groep/{group.id}/beheerders", {"beheer-email": vera.email})
    assert answer.status_code == 422 and "beheert de plekken al" in answer.text
    ask("nooit@plataan.nl")
    with time_machine.travel(now() + timedelta(days=15), tick=False):
        do(purge)
    assert found(select(ManagerInvitation)) == []


def test_a_manager_is_removed(
    as_: AsPerson, desk: Client, group: Membership, vera: Person, ask: Callable[[str], str]
) -> None:
    as_(vera).post("/groep/beheer", {"t": ask(vera.email)})
    desk.post(f"/groep/{group.id}/beheerders/{vera.id}/weg")
    assert as_(vera).get(f"/groep/{group.id}").status_code == 404


def test_a_board_invites_for_each_of_its_schools(
    as_: AsPerson, desk: Client, group: Membership, vera: Person
) -> None:
    save(School(name="De Kiezelsteen", brin="99XC"))
    desk.post(f"/groep/{group.id}/vestigingen", {"vestiging-name": "99xc"})
    second = next(school for school in found(select(School)) if school.name == "De Kiezelsteen")
    page = desk.get(f"/groep/{group.id}").text
    assert "Voor welke vestiging?" in page and "99XC" in page
    data = {"emails": vera.email, "school_id": second.id}
    desk.post(f"/groep/{group.id}/uitnodigen", data)
    as_(vera).post(f"/plek/{seat_of(group, vera.email).token}")
    assert do(lambda: standing(vera.id).school_ids) == {second.id}


def test_naming_the_brin_of_another_payer_lets_nobody_in_there(
    desk: Client, group: Membership, charlie: Person
) -> None:
    theirs = groups.group(charlie, school="Het Kompas")
    do(lambda: _set_brin(theirs.school_id, "99XD"))
    desk.post(f"/groep/{group.id}/vestigingen", {"vestiging-name": "99XD"})
    (added,) = found(select(SeatLocation.school_id).where(SeatLocation.membership_id == group.id))
    assert added != theirs.school_id


def _set_brin(school_id: int | None, brin: str) -> None:
    db.session.get_one(School, school_id).brin = brin


def test_a_location_goes_when_nobody_sits_there(desk: Client, group: Membership) -> None:
    path = f"/groep/{group.id}/vestigingen"
    desk.post(path, {"vestiging-name": "De Kiezelsteen"})
    (second,) = found(select(SeatLocation.school_id))
    desk.post(f"/groep/{group.id}/uitnodigen", {"emails": "a@x.nl", "school_id": second})
    for school, words in ((second, "nog plekken in gebruik"), (group.school_id, "blijft staan")):
        assert words in desk.post(f"{path}/{school}/weg", follow_redirects=True).text
    seat = seat_of(group, "a@x.nl")
    desk.post(f"/groep/{group.id}/plekken/{seat.id}/vrijmaken")
    desk.post(f"{path}/{second}/weg")
    assert found(select(SeatLocation)) == []
    assert "kennen we niet" in desk.post(path, {"vestiging-name": "12ZZ"}).text


def test_the_member_sees_exactly_the_row_of_the_admin(
    as_: AsPerson, desk: Client, group: Membership, vera: Person
) -> None:
    data = {"emails": f"Vera de Vos <{vera.email}>", "school_id": group.school_id}
    desk.post(f"/groep/{group.id}/uitnodigen", data)
    as_(vera).post(f"/plek/{seat_of(group, vera.email).token}")
    admin, member = desk.get(f"/groep/{group.id}").text, as_(vera).get("/ik/school").text
    row = re.search(r'<div class="seat-who">.*?<div class="seat-state">.*?</div>', member, re.S)
    totals = re.search(r'<div class="seat-totals">.*?</div>', member, re.S)
    assert row and totals and "Vera de Vos" in row[0]
    assert row[0] in admin and totals[0] in admin


def test_the_admin_sees_no_question_and_no_activity(
    as_: AsPerson, desk: Client, group: Membership, vera: Person
) -> None:
    desk.post(f"/groep/{group.id}/uitnodigen", {"emails": vera.email, "school_id": group.school_id})
    as_(vera).post(f"/plek/{seat_of(group, vera.email).token}")
    before = desk.get(f"/groep/{group.id}").text
    question(vera, title="Hoe houd ik de mavo stil op vrijdagmiddag?")
    as_(vera).get("/vragen")
    after = desk.get(f"/groep/{group.id}").text
    strip = re.compile(r'(name="(csrf_token|key)" value|content)="[^"]*"')
    assert strip.sub("", before) == strip.sub("", after)
    assert "mavo stil" not in after


def test_my_groups_leads_to_the_only_one(
    as_: AsPerson, desk: Client, group: Membership, olga: Person, charlie: Person
) -> None:
    assert desk.get("/groep").location == f"/groep/{group.id}"
    groups.group(olga, school="Het Kompas")
    page = desk.get("/groep").text
    assert "De Plataan" in page and "Het Kompas" in page
    assert "Je beheert geen plekken" in as_(charlie).get("/groep").text


def test_home_leads_who_manages_to_the_seats(
    as_: AsPerson, olga: Person, group: Membership, vera: Person
) -> None:
    assert 'href="/groep"' in as_(olga).get("/").text
    assert 'href="/groep"' not in as_(vera).get("/").text
