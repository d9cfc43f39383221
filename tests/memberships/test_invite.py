"""Inviting by paste, file and address by address: as many as there are seats, told line by line."""

from collections.abc import Callable
from email.message import EmailMessage
from io import BytesIO

import pytest

from crowd.accounts.models import Person
from crowd.billing.models import Membership
from crowd.core.clock import now
from crowd.core.db import db
from tests.client import Client
from tests.factories import groups, people
from tests.factories.groups import seat_of, seats_in
from tests.factories.rows import do

AsPerson = Callable[[Person], Client]
Mails = Callable[[], list[EmailMessage]]


def invite(browser: Client, group: Membership, emails: str = "", **data: object) -> str:
    school = data.pop("school_id", group.school_id)
    answer = browser.post(
        f"/groep/{group.id}/uitnodigen", {"emails": emails, "school_id": school, **data}
    )
    assert answer.status_code == 200, answer.text
    return " ".join(answer.text.split())


def test_a_pasted_list_is_told_line_by_line(as_: AsPerson, olga: Person, mails: Mails) -> None:
    group = groups.group(olga, seats=40)
    browser = as_(olga)
    invite(browser, group, "eva@plataan.nl\nkees@plataan.nl")
    pasted = [f"Collega {n} <C{n}@PLATAAN.NL>" for n in range(34)]
    page = invite(
        browser, group, "\n".join([*pasted, "eva@plataan.nl", "KEES@plataan.nl", "niemand"])
    )
    assert "34 uitgenodigd, 2 hadden al een plek, 1 klopt niet" in page
    assert page.count("</span> uitgenodigd") == 34
    assert page.count("was al uitgenodigd") == 2
    assert "regel 37: hier staat geen e-mailadres" in page
    assert len(seats_in(group)) == 36
    assert seat_of(group, "c7@plataan.nl").name == "Collega 7"
    sent = mails()
    assert len(sent) == 36 and len({mail["To"] for mail in sent}) == 36
    assert sent[0]["Subject"] == "De Plataan geeft je een plek bij The Crowd"


def test_what_is_wrong_comes_back_to_correct_and_the_rest_does_not(
    as_: AsPerson, olga: Person, group: Membership
) -> None:
    page = invite(as_(olga), group, "eva@plataan.nl\npiet@plataan\nzomaar wat")
    field = page.partition("<textarea")[2].partition("</textarea>")[0]
    assert "piet@plataan" in field and "zomaar wat" in field and "eva@plataan.nl" not in field


def test_posting_twice_invites_once(
    as_: AsPerson, olga: Person, group: Membership, mails: Mails
) -> None:
    browser = as_(olga)
    invite(browser, group, "eva@plataan.nl; EVA@plataan.nl")
    page = invite(browser, group, "eva@plataan.nl")
    assert "0 uitgenodigd, 1 had al een plek" in page
    assert len(seats_in(group)) == 1 and len(mails()) == 1


def test_a_csv_of_excel_on_windows(as_: AsPerson, olga: Person, group: Membership) -> None:
    data = "Naam;E-mail\r\nZoë Müller;ZOE@plataan.nl\r\nBob;\r\n".encode("cp1252")
    page = invite(as_(olga), group, file=(BytesIO(data), "collega's.csv"))
    assert "1 uitgenodigd, 1 klopt niet" in page
    assert seat_of(group, "zoe@plataan.nl").name == "Zoë Müller"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"emails": ""}, "Plak of typ minstens één e-mailadres"),
        ({"emails": "", "file": (BytesIO(b"PK\x03\x04x"), "a.xlsx")}, "Dit is geen CSV-bestand"),
        ({"emails": "\n".join(f"a{n}@x.nl" for n in range(2001))}, "Dit zijn er te veel"),
    ],
)
def test_nothing_to_read_is_said_in_words(
    as_: AsPerson, olga: Person, group: Membership, data: dict[str, object], words: str
) -> None:
    answer = as_(olga).post(f"/groep/{group.id}/uitnodigen", {"school_id": group.school_id, **data})
    assert answer.status_code == 422 and words in answer.text
    assert seats_in(group) == []


def test_no_more_than_was_paid(as_: AsPerson, olga: Person, group: Membership) -> None:
    page = invite(as_(olga), group, "\n".join(f"c{n}@plataan.nl" for n in range(12)))
    assert "10 uitgenodigd" in page and "Voor 2 adressen was geen plek meer" in page
    field = page.partition("<textarea")[2].partition("</textarea>")[0]
    assert "c10@plataan.nl c11@plataan.nl" in field
    assert [seat.place for seat in seats_in(group)] == list(range(1, 11))


def test_who_has_an_account_is_written_to_in_their_language(
    as_: AsPerson, olga: Person, group: Membership, mails: Mails
) -> None:
    vera = people.person("Vera Vos", member=False)
    do(lambda: setattr(db.session.get_one(Person, vera.id), "lang", "en"))
    invite(as_(olga), group, "VERA@example.org")
    (mail,) = mails()
    assert "gives you a seat" in str(mail["Subject"])


def test_a_holder_under_another_address_is_not_invited_again(
    as_: AsPerson, olga: Person, group: Membership, vera: Person
) -> None:
    invite(as_(olga), group, "v.vos@plataan.nl")
    token = seat_of(group, "v.vos@plataan.nl").token
    assert as_(vera).post(f"/plek/{token}", {"mine": "y"}).status_code == 303
    assert "1 had al een plek" in invite(as_(olga), group, vera.email)


def test_nobody_is_invited_when_the_membership_does_not_run(
    as_: AsPerson, olga: Person, group: Membership
) -> None:
    groups.change(group, access_until=now())
    answer = as_(olga).post(
        f"/groep/{group.id}/uitnodigen", {"emails": "a@x.nl", "school_id": group.school_id}
    )
    assert answer.status_code == 422 and "loopt nu niet" in answer.text and "a@x.nl" in answer.text


def test_fewer_seats_from_renewal_on_leave_no_more_to_give(
    as_: AsPerson, olga: Person, group: Membership
) -> None:
    groups.change(group, seats_next=3)
    page = invite(as_(olga), group, "\n".join(f"c{n}@plataan.nl" for n in range(5)))
    assert "3 uitgenodigd" in page and "Vanaf de verlenging heb je 3 plekken" in page


def test_an_outsider_finds_no_page(
    as_: AsPerson, olga: Person, group: Membership, charlie: Person
) -> None:
    outside = as_(charlie)
    assert outside.get(f"/groep/{group.id}").status_code == 404
    answer = outside.post(f"/groep/{group.id}/uitnodigen", {"emails": "a@x.nl", "school_id": 1})
    assert answer.status_code == 404 and seats_in(group) == []
    assert as_(olga).get(f"/groep/{group.id}").status_code == 200


def test_another_school_than_ones_own_is_refused(
    as_: AsPerson, olga: Person, group: Membership
) -> None:
    other = people.school("Het Kompas")
    answer = as_(olga).post(
        f"/groep/{group.id}/uitnodigen", {"emails": "a@x.nl", "school_id": other.id}
    )
    assert answer.status_code == 422 and seats_in(group) == []
