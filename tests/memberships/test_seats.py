"""One seat: mailed again, taken back, released, given to the next one, and undone."""

import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from html import unescape

import pytest
import time_machine
from sqlalchemy import select

from crowd.accounts.models import Person
from crowd.billing.models import Membership
from crowd.core.clock import now
from crowd.core.db import db
from crowd.memberships.models import Seat
from crowd.memberships.queries.standing import members_of, standing
from tests.client import Client
from tests.factories import groups
from tests.factories.groups import seat_of, seats_in
from tests.factories.rows import do, found

AsPerson = Callable[[Person], Client]
Mails = Callable[[], list[EmailMessage]]
Take = Callable[[Person], Seat]


@pytest.fixture
def desk(as_: AsPerson, olga: Person) -> Client:
    return as_(olga)


@pytest.fixture
def invite(desk: Client, group: Membership) -> Callable[[str], Seat]:
    def send(email: str) -> Seat:
        data = {"emails": email, "school_id": group.school_id}
        assert desk.post(f"/groep/{group.id}/uitnodigen", data).status_code == 200
        return seat_of(group, email)

    return send


@pytest.fixture
def take(as_: AsPerson, invite: Callable[[str], Seat], group: Membership) -> Take:
    """`take(vera)`: invited and accepted."""

    def accept(person: Person) -> Seat:
        seat = invite(person.email)
        assert as_(person).post(f"/plek/{seat.token}").status_code == 303
        return seat_of(group, person.email)

    return accept


@pytest.fixture
def desk_of_many(group: Membership) -> list[str]:
    """The addresses of 205 colleagues, of whom the last did not say yes."""
    emails = [f"c{n:03}@plataan.nl" for n in range(205)]
    groups.change(group, seats_paid=205)
    same = {"membership_id": group.id, "school_id": group.school_id}

    def add() -> None:
        db.session.add_all(
            Seat(**same, place=n, email=email, accepted_at=None if n == 205 else now())
            for n, email in enumerate(emails, start=1)
        )

    do(add)
    return emails


def do_with(desk: Client, seat: Seat, what: str, data: dict[str, str] | None = None) -> str:
    path = f"/groep/{seat.membership_id}/plekken/{seat.id}/{what}"
    return desk.post(path, data, follow_redirects=True).text


def test_more_than_two_hundred_seats_are_paged(
    desk: Client, group: Membership, desk_of_many: list[str]
) -> None:
    here = f"/groep/{group.id}"
    first = desk.get(here).text
    (onward,) = re.findall(rf'href="({here}\?[^"]*na=[^"]+)"', first)
    second = desk.get(unescape(onward)).text
    shown = [re.findall(r'(?<="seat-mail">)c\d{3}@plataan\.nl', page) for page in (first, second)]
    assert [len(each) for each in shown] == [200, 5]
    assert sorted(shown[0] + shown[1]) == desk_of_many
    assert shown[0][0] == "c204@plataan.nl", "who has not said yes comes first"
    assert "na=" not in re.sub(r"<form.*?</form>", "", second, flags=re.S)
    last = shown[1][-1]
    seat = seat_of(group, last)
    assert last in desk.get(f"{here}?q={last[:4].upper()}").text
    page = do_with(desk, seat, "doorgeven", {"email": "c001@plataan.nl"})
    assert "heeft al een plek" in page and f'id="plek-{seat.id}"' in page
    assert desk.get(f"{here}?na=onzin&eerder=onzin").status_code == 200


def test_a_released_seat_is_free_at_once_and_the_holder_keeps_the_account(
    as_: AsPerson, desk: Client, vera: Person, group: Membership, take: Take, mails: Mails
) -> None:
    groups.change(group, seats_paid=1)
    seat = take(vera)
    mails()
    assert (
        "geen plek meer"
        in desk.post(
            f"/groep/{group.id}/uitnodigen", {"emails": "b@x.nl", "school_id": group.school_id}
        ).text
    )
    assert "is vrij" in do_with(desk, seat, "vrijmaken")
    assert not do(lambda: standing(vera.id).is_member)
    assert as_(vera).get("/ik").status_code == 200
    assert (
        "1 uitgenodigd"
        in desk.post(
            f"/groep/{group.id}/uitnodigen", {"emails": "b@x.nl", "school_id": group.school_id}
        ).text
    )
    subjects = {str(mail["Subject"]): mail["To"] for mail in mails()}
    assert subjects["Je plek via De Plataan is gestopt"] == vera.email


def test_former_holders_stay_listed_with_dates_and_revoked_invitations_do_not(
    desk: Client, vera: Person, group: Membership, take: Take, invite: Callable[[str], Seat]
) -> None:
    do_with(desk, take(vera), "vrijmaken")
    do_with(desk, invite("nooit@plataan.nl"), "vrijmaken")
    page = desk.get(f"/groep/{group.id}").text
    assert "Wie had eerder een plek?" in page and "Had een plek" in page
    assert vera.email in page and "nooit@plataan.nl" not in page


def test_release_can_be_undone_for_an_hour(
    desk: Client, vera: Person, take: Take, group: Membership
) -> None:
    seat = take(vera)
    page = do_with(desk, seat, "vrijmaken")
    assert f"/groep/{group.id}/plekken/{seat.id}/terug" in page
    do_with(desk, seat, "terug")
    assert do(lambda: standing(vera.id).is_member)
    do_with(desk, seat, "vrijmaken")
    with time_machine.travel(now() + timedelta(hours=2), tick=False):
        assert "kan niet meer" in do_with(desk, seat, "terug")
    assert not do(lambda: standing(vera.id).is_member)


def test_taking_back_an_invitation_is_undone_while_others_wait(
    desk: Client, group: Membership, invite: Callable[[str], Seat]
) -> None:
    first = invite("a@plataan.nl")
    invite("b@plataan.nl")
    do_with(desk, first, "vrijmaken")
    assert "heeft de plek weer" in do_with(desk, first, "terug")
    assert {each.email for each in seats_in(group)} == {"a@plataan.nl", "b@plataan.nl"}


def test_undo_does_not_take_a_place_that_was_given(
    desk: Client, vera: Person, take: Take, group: Membership, invite: Callable[[str], Seat]
) -> None:
    groups.change(group, seats_paid=1)
    seat = take(vera)
    do_with(desk, seat, "vrijmaken")
    invite("b@plataan.nl")
    assert "zijn bezet" in do_with(desk, seat, "terug")
    assert [each.email for each in seats_in(group)] == ["b@plataan.nl"]


def test_giving_to_the_next_one_is_one_step(
    as_: AsPerson, desk: Client, vera: Person, group: Membership, take: Take, mails: Mails
) -> None:
    groups.change(group, seats_paid=1)
    seat = take(vera)
    as_(vera).get("/vragen/nieuw")
    assert "doorgegeven" in do_with(desk, seat, "doorgeven", {"email": "Nina <NINA@plataan.nl>"})
    (next_,) = seats_in(group)
    assert (next_.email, next_.name, next_.place) == ("nina@plataan.nl", "Nina", seat.place)
    assert as_(vera).get("/vragen/nieuw").status_code == 402, "in the same session"
    assert {"nina@plataan.nl", vera.email} <= {str(mail["To"]) for mail in mails()}


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("", "Vul het e-mailadres"),
        ("nina", "klopt niet"),
        ("vera@example.org", "al een plek"),
        ("e-mail", "van één opvolger"),
        (";", "van één opvolger"),
        ("nina@plataan.nl, bo@plataan.nl", "van één opvolger"),
    ],
)
def test_a_wrong_successor_changes_nothing(
    desk: Client, vera: Person, group: Membership, take: Take, email: str, words: str
) -> None:
    seat = take(vera)
    assert words in do_with(desk, seat, "doorgeven", {"email": email})
    assert seat_of(group, vera.email).id == seat.id


def test_an_invitation_is_mailed_three_times_at_most_and_once_a_day(
    as_: AsPerson, olga: Person, desk: Client, invite: Callable[[str], Seat], mails: Mails
) -> None:
    seat = invite("traag@plataan.nl")
    assert "vandaag al" in do_with(desk, seat, "opnieuw")
    told = []
    for days in (1, 2, 3):
        with time_machine.travel(now() + timedelta(days=days, minutes=1), tick=False):
            told.append(do_with(as_(olga), seat, "opnieuw"))
    assert "nog een mail" in told[0] and "nog een mail" in told[1] and "drie keer" in told[2]
    with time_machine.travel(now() + timedelta(days=4), tick=False):
        sent = mails()
    assert len(sent) == 3
    assert {str(mail["Subject"]) for mail in sent} >= {"Je plek staat nog klaar"}


def test_taking_back_and_inviting_again_sends_no_more_mail_that_day(
    desk: Client, invite: Callable[[str], Seat], mails: Mails
) -> None:
    first = invite("traag@plataan.nl")
    do_with(desk, first, "vrijmaken")
    again = invite("traag@plataan.nl")
    assert again.token == first.token, "the link in the mail works again"
    assert len(mails()) == 1


def test_a_manager_of_another_school_touches_nothing(
    as_: AsPerson, charlie: Person, group: Membership, vera: Person, take: Take
) -> None:
    seat = take(vera)
    other = groups.group(charlie, school="Het Kompas")
    for membership in (group.id, other.id):
        for what in ("vrijmaken", "doorgeven", "opnieuw", "terug"):
            path = f"/groep/{membership}/plekken/{seat.id}/{what}"
            answer = as_(charlie).post(path, {"email": "x@x.nl"})
            assert answer.status_code == 404, (membership, what)
    assert seat_of(group, vera.email).released_at is None


def test_the_holder_gives_it_back(
    as_: AsPerson, vera: Person, bob: Person, group: Membership, take: Take
) -> None:
    seat = take(vera)
    assert as_(bob).post(f"/ik/school/{seat.id}/teruggeven").status_code == 404
    assert as_(vera).post(f"/ik/school/{seat.id}/teruggeven").status_code == 303
    assert seats_in(group) == []
    (kept,) = found(select(Seat).where(Seat.id == seat.id))
    assert kept.person_id == vera.id and kept.released_at


def test_a_release_leaves_the_seat_at_another_school(
    desk: Client, alice: Person, our_school: object, group: Membership, take: Take
) -> None:
    seat = take(alice)
    do_with(desk, seat, "vrijmaken")
    assert do(lambda: standing(alice.id).is_member)
    assert not do(lambda: members_of(group.school_id or 0))


def test_a_long_list_is_searched(desk: Client, group: Membership) -> None:
    groups.change(group, seats_paid=30)
    lines = "\n".join(f"Collega {n} <c{n}@plataan.nl>" for n in range(20))
    data = {"emails": lines, "school_id": group.school_id}
    desk.post(f"/groep/{group.id}/uitnodigen", data)
    page = desk.get(f"/groep/{group.id}?q=C13").text
    assert "c13@plataan.nl" in page and "c12@plataan.nl" not in page
    assert "Niemand gevonden" in desk.get(f"/groep/{group.id}?q=zzz").text
