"""The order of a school: few fields, once, on invoice or online, and seats that work at once."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from crowd.accounts.models import Person
from crowd.billing import offers
from crowd.billing.models import Membership
from crowd.core.clock import now
from crowd.core.db import db
from crowd.memberships.models import Quote, SeatManager
from crowd.memberships.queries.standing import standing
from crowd.schools.models import School
from tests.client import Client
from tests.factories import groups, people
from tests.factories.groups import seat_of, seats_in
from tests.factories.rows import do, found
from tests.fakes.stripe import Stripe
from tests.memberships.test_quote import BAD, SCHOOL, quoted, text_of

AsPerson = Callable[[Person], Client]
ORDER = {
    **SCHOOL,
    "seats": "40",
    "invoice_email": "facturen@plataan.nl",
    "po_number": "PO-2026-117",
    "cost_centre": "4711",
    "kvk": "1234 5678",
    "pay": "invoice",
    "total": "1000000",
}


def ordered(browser: Client, **change: str) -> Membership:
    answer = browser.post("/scholen/bestellen", {**ORDER, **change})
    assert answer.status_code == 303, text_of(answer.text)
    return found(select(Membership).order_by(Membership.id.desc()))[0]


def test_at_most_fifteen_fields_of_which_eight_are_filled_in(
    as_: AsPerson, olga: Person, client: Client
) -> None:
    path = quoted(client)
    form = as_(olga).get(f"/scholen/bestellen?offerte={path.rpartition('/')[2]}").text
    form = form.partition('id="formulier"')[2].partition("</form>")[0]
    inputs = re.findall(r'<input[^>]*class="input"[^>]*>', form)
    radios = re.findall(r'<input[^>]*type="radio"[^>]*>', form)
    filled = [each for each in inputs if re.search(r'value="[^"]+"', each)]
    fields = len(inputs) + 1
    assert fields <= 15
    assert len(filled) + any("checked" in each for each in radios) >= 8


def test_an_order_on_invoice_works_at_once_and_becomes_an_invoice(
    app: Flask, as_: AsPerson, olga: Person, vera: Person, stripe: Stripe
) -> None:
    browser = as_(olga)
    group = ordered(browser)
    assert (group.seats_paid, group.collection, group.owner_id) == (40, "invoice", olga.id)
    assert (group.po_number, group.cost_centre) == ("PO-2026-117", "4711")
    assert group.kvk == "12345678"
    assert (group.postcode, group.brin, group.contact_email) == (
        "1234 AB",
        "99XA",
        "ans@plataan.nl",
    )
    data = {"emails": vera.email, "school_id": group.school_id}
    assert "1 uitgenodigd" in browser.post(f"/groep/{group.id}/uitnodigen", data).text
    as_(vera).post(f"/plek/{seat_of(group, vera.email).token}")
    assert do(lambda: standing(vera.id).is_member), "before anything was paid"
    stripe.settle()
    (invoice,) = stripe.every("invoice")
    assert invoice["total"] == 1_000_000 and invoice["collection_method"] == "send_invoice"
    assert do(lambda: standing(vera.id).is_member)
    assert not do(lambda: standing(olga.id).is_member), "an owner needs no seat and has none"


def test_the_same_form_posted_twice_is_one_order(as_: AsPerson, olga: Person) -> None:
    browser = as_(olga)
    first = browser.post("/scholen/bestellen", {**ORDER, "key": "een"})
    again = browser.post("/scholen/bestellen", {**ORDER, "key": "een"})
    assert first.location == again.location
    assert len(found(select(Membership).where(Membership.kind == "school"))) == 1
    browser.post("/scholen/bestellen", {**ORDER, "key": "twee"})
    assert len(found(select(Membership).where(Membership.kind == "school"))) == 2


def test_a_corrected_form_posts_after_all(
    as_: AsPerson, olga: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = as_(olga)
    with monkeypatch.context() as patch:
        patch.setattr(offers, "MAX_SEATS", 30)
        answer = browser.post("/scholen/bestellen", {**ORDER, "key": "een"})
    assert answer.status_code == 422 and 'value="PO-2026-117"' in answer.text
    assert browser.post("/scholen/bestellen", {**ORDER, "key": "een"}).status_code == 303
    assert len(found(select(Membership).where(Membership.kind == "school"))) == 1


@pytest.mark.parametrize(("number", "words"), BAD)
def test_a_wrong_number_orders_nothing(
    as_: AsPerson, olga: Person, number: str, words: str
) -> None:
    answer = as_(olga).post("/scholen/bestellen", {**ORDER, "seats": number})
    assert answer.status_code == 422 and words in text_of(answer.text)
    assert 'value="PO-2026-117"' in answer.text, "nothing that was typed is lost"
    assert found(select(Membership)) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"po_number": "x" * 141}, "te lang"),
        ({"vat_id": "NL12"}, "Een btw-nummer is"),
        ({"kvk": "1234567"}, "Een KvK-nummer heeft 8 cijfers"),
        ({"invoice_email": "facturen"}, "Klopt dit e-mailadres"),
        ({"pay": "contant"}, "Kies hoe jullie betalen"),
        ({"street": ""}, "Vul de straat"),
    ],
)
def test_a_wrong_field_is_told_at_the_field(
    as_: AsPerson, olga: Person, change: dict[str, str], words: str
) -> None:
    answer = as_(olga).post("/scholen/bestellen", {**ORDER, **change})
    assert answer.status_code == 422 and words in text_of(answer.text)
    assert found(select(Membership)) == []


def test_online_leads_to_checkout_and_works_when_paid(
    as_: AsPerson, olga: Person, stripe: Stripe
) -> None:
    browser = as_(olga)
    answer = browser.post("/scholen/bestellen", {**ORDER, "pay": "checkout"})
    assert answer.status_code == 303 and "/groep/" not in answer.location
    (group,) = found(select(Membership))
    page = browser.get(f"/groep/{group.id}").text
    assert "nog niet betaald" in page and "Nodig collega" not in page
    again = browser.post(f"/groep/{group.id}/betalen")
    assert again.location == answer.location, "the one session that is open"
    stripe.pay(answer.location)
    stripe.settle()
    page = browser.get(f"/groep/{group.id}").text
    assert "nog niet betaald" not in page and "Nodig collega" in page


def test_back_from_paying_access_shows_by_itself(
    as_: AsPerson, olga: Person, charlie: Person, stripe: Stripe
) -> None:
    browser, back = as_(olga), "/groep/betaald"
    partial = {"HX-Request": "true"}
    assert "nog niets besteld" in browser.get(back).text
    url = browser.post("/scholen/bestellen", {**ORDER, "pay": "checkout"}).location
    stripe.pay(url)
    stripe.forget()
    page = browser.get(f"{back}?session_id=cs_test_forged").text
    assert "We kijken of" in page and 'data-hx-post="/groep/betaald"' in page
    answer = browser.post(back, headers=partial)
    assert 'data-hx-get="/groep/betaald"' in answer.text, "it asks again by itself"
    stripe.work()
    told = browser.get(back, headers=partial).text
    assert "De plekken werken" in told and "data-hx-get" not in told
    assert "De plekken werken" in browser.get(back).text, "without scripts too"
    assert "nog niets besteld" in as_(charlie).get(back).text


def test_a_quote_keeps_its_price_while_it_is_valid(
    app: Flask, as_: AsPerson, client: Client, olga: Person
) -> None:
    token = quoted(client).rpartition("/")[2]
    before = app.config["MEMBERSHIP_PRICE_CENTS"]
    app.config["MEMBERSHIP_PRICE_CENTS"] = 30_000
    try:
        browser = as_(olga)
        assert "€ 10.000 per jaar" in text_of(
            browser.get(f"/scholen/bestellen?offerte={token}").text
        )
        assert ordered(browser, quote=token).unit_cents == 25_000
        more = {"seats": "41", "total": "1230000"}
        assert ordered(browser, quote=token, **more).unit_cents == 30_000
        with time_machine.travel(now() + timedelta(days=31), tick=False):
            assert ordered(as_(olga), quote=token, total="1200000").unit_cents == 30_000
    finally:
        app.config["MEMBERSHIP_PRICE_CENTS"] = before
    (quote,) = found(select(Quote))
    assert quote.membership_id


QUOTED = "de prijs van je offerte"


def test_a_price_that_was_not_seen_is_shown_first(as_: AsPerson, olga: Person) -> None:
    browser = as_(olga)
    for change in ({"seats": "41"}, {"total": ""}, {"total": "x"}):
        answer = browser.post("/scholen/bestellen", {**ORDER, "key": "een", **change})
        assert answer.status_code == 422 and "Het kost nu" in text_of(answer.text)
        assert 'value="PO-2026-117"' in answer.text, "nothing that was typed is lost"
    assert found(select(Membership)) == []
    answer = browser.post("/scholen/bestellen", {**ORDER, "key": "een", "seats": "41"})
    assert "€ 10.250" in text_of(answer.text) and 'name="total" value="1025000"' in answer.text
    ordered(browser, key="een", seats="41", total="1025000")


def test_a_quote_that_lapses_while_the_page_is_open_is_said(
    app: Flask, as_: AsPerson, client: Client, olga: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = quoted(client).rpartition("/")[2]
    monkeypatch.setitem(app.config, "MEMBERSHIP_PRICE_CENTS", 30_000)
    address = f"/scholen/bestellen?offerte={token}"
    assert QUOTED in as_(olga).get(address).text
    another = as_(olga).post("/scholen/bestellen", {**ORDER, "quote": token, "seats": "41"})
    assert another.status_code == 422 and QUOTED not in another.text
    with time_machine.travel(now() + timedelta(days=31), tick=False):
        browser = as_(olga)
        answer = browser.post("/scholen/bestellen", {**ORDER, "quote": token})
        assert answer.status_code == 422 and "€ 12.000" in text_of(answer.text)
        assert QUOTED not in answer.text and QUOTED not in browser.get(address).text
    assert found(select(Membership)) == []


def test_an_address_that_is_not_confirmed_orders_nothing(as_: AsPerson) -> None:
    eva = people.person("Eva de Wit", member=False, confirmed=False)
    answer = as_(eva).post("/scholen/bestellen", ORDER)
    assert answer.status_code == 422 and "Bevestig eerst je e-mailadres" in answer.text
    assert 'value="PO-2026-117"' in answer.text and found(select(Membership)) == []


def test_a_visitor_is_led_to_an_account_and_back(client: Client) -> None:
    page = client.get("/scholen/bestellen?plekken=40", follow_redirects=True).text
    assert "/aanmelden?next=/scholen/bestellen%3Fplekken%3D40" in page


def test_the_brin_of_a_school_that_another_pays_gives_a_school_of_its_own(
    as_: AsPerson, olga: Person, charlie: Person
) -> None:
    first = ordered(as_(charlie))
    second = ordered(as_(olga))
    assert first.school_id != second.school_id
    rows = {school.id: school.brin for school in found(select(School))}
    assert rows[first.school_id or 0] == "99XA" and rows[second.school_id or 0] is None


def test_more_seats_in_mid_term_show_their_cost_before(
    as_: AsPerson, olga: Person, stripe: Stripe
) -> None:
    browser = as_(olga)
    group = ordered(browser)
    stripe.settle()
    page = browser.get(f"/groep/{group.id}/meer?plekken=45").text
    assert re.search(r"€\s1\.(250|249,\d\d)", page), "five seats, for what is left of the year"
    assert "5 plekken erbij" in page and "45 plekken" in page
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    data = {name: fields[name] for name in ("seats", "seen", "at", "key")}
    assert browser.post(f"/groep/{group.id}/meer", data).status_code == 303
    assert browser.post(f"/groep/{group.id}/meer", data).status_code == 303, "twice is once"
    stripe.settle()
    (now_,) = found(select(Membership))
    assert now_.seats_paid == 45
    assert len(stripe.every("invoice")) == 2
    emails = "\n".join(f"c{n}@x.nl" for n in range(46))
    told = browser.post(
        f"/groep/{group.id}/uitnodigen", {"emails": emails, "school_id": group.school_id}
    )
    assert "45 uitgenodigd" in told.text


def test_the_moment_that_more_seats_are_reckoned_from_is_not_for_the_browser_to_choose(
    as_: AsPerson, olga: Person, stripe: Stripe
) -> None:
    browser = as_(olga)
    group = ordered(browser)
    stripe.settle()
    moment = int(now().timestamp())
    data = {"seats": "45", "seen": "40", "key": "een"}
    for at in (moment + 360 * 86_400, moment - 2 * 3_600, 0):
        answer = browser.post(f"/groep/{group.id}/meer", {**data, "at": at})
        assert answer.status_code == 422 and "opnieuw berekend" in answer.text
    assert len(stripe.every("invoice")) == 1
    fresh = re.findall(r'name="at" value="(\d+)"', answer.text)
    assert browser.post(f"/groep/{group.id}/meer", {**data, "at": fresh[0]}).status_code == 303
    assert found(select(Membership))[0].seats_paid == 45


@pytest.mark.parametrize(("number", "words"), [("40", "minstens 41"), *BAD[4:6]])
def test_more_seats_that_are_no_more_are_told(
    as_: AsPerson, olga: Person, stripe: Stripe, number: str, words: str
) -> None:
    browser = as_(olga)
    group = ordered(browser)
    stripe.settle()
    answer = browser.get(f"/groep/{group.id}/meer", query_string={"plekken": number})
    assert answer.status_code == 422 and words in text_of(answer.text)


def test_fewer_at_renewal_and_never_fewer_than_are_in_use(
    as_: AsPerson, olga: Person, stripe: Stripe
) -> None:
    browser = as_(olga)
    group = ordered(browser, seats="5", total="125000")
    stripe.settle()
    data = {"emails": "a@x.nl b@x.nl c@x.nl", "school_id": group.school_id}
    browser.post(f"/groep/{group.id}/uitnodigen", data)
    refused = browser.post(f"/groep/{group.id}/minder", {"minder-seats": "2"})
    assert refused.status_code == 422 and "3 plekken in gebruik" in refused.text
    assert browser.post(f"/groep/{group.id}/minder", {"minder-seats": "3"}).status_code == 303
    (row,) = found(select(Membership))
    assert (row.seats_paid, row.seats_next) == (5, 3)
    assert "Vanaf de verlenging heb je 3 plekken" in browser.get(f"/groep/{group.id}").text
    assert browser.post(f"/groep/{group.id}/minder", {"minder-seats": "5"}).status_code == 303
    assert found(select(Membership))[0].seats_next is None
    assert len(seats_in(row)) == 3


def test_who_manages_and_does_not_pay_orders_nothing(
    as_: AsPerson, group: Membership, vera: Person
) -> None:
    do(lambda: db.session.add(SeatManager(membership_id=group.id, person_id=vera.id)))
    browser = as_(vera)
    assert browser.get(f"/groep/{group.id}").status_code == 200
    assert "/meer" not in browser.get(f"/groep/{group.id}").text
    assert browser.get(f"/groep/{group.id}/meer").status_code == 404
    for what in ("meer", "minder", "betalen"):
        assert browser.post(f"/groep/{group.id}/{what}", {"seats": "50"}).status_code == 404
    assert groups.seats_in(group) == []


def test_stopping_ends_every_seat_at_the_end_of_the_year_and_can_be_undone(
    as_: AsPerson, olga: Person, vera: Person, stripe: Stripe
) -> None:
    browser = as_(olga)
    group = ordered(browser)
    data = {"emails": vera.email, "school_id": group.school_id}
    browser.post(f"/groep/{group.id}/uitnodigen", data)
    as_(vera).post(f"/plek/{seat_of(group, vera.email).token}")
    stripe.settle()
    assert browser.post(f"/groep/{group.id}/stoppen").status_code == 303
    stripe.settle()
    assert "alle plekken stoppen op" in browser.get(f"/groep/{group.id}").text
    assert "Dan stopt het groepslidmaatschap" in as_(vera).get("/ik/school").text
    assert do(lambda: standing(vera.id).is_member), "until that day"
    end = found(select(Membership))[0].access_until
    with time_machine.travel(end + timedelta(seconds=1), tick=False):
        assert not do(lambda: standing(vera.id).is_member)
    browser.post(f"/groep/{group.id}/doorgaan")
    stripe.settle()
    assert "alle plekken stoppen op" not in browser.get(f"/groep/{group.id}").text
    assert as_(vera).post(f"/groep/{group.id}/stoppen").status_code == 404
