from collections.abc import Callable

from flask import Flask

from crowd.accounts.models import Person
from tests.client import Client
from tests.factories import people

AsPerson = Callable[[Person], Client]


def test_a_visitor_reads_what_it_costs_and_gives(client: Client) -> None:
    page = client.get("/lid-worden").text
    assert "€\xa0250" in page and "per jaar" in page and "21% btw (€\xa043,39)" in page
    assert 'href="/aanmelden"' in page and "Bestellen en betalen" not in page


def test_the_price_is_the_setting(client: Client, app: Flask) -> None:
    before = app.config["MEMBERSHIP_PRICE_CENTS"]
    app.config["MEMBERSHIP_PRICE_CENTS"] = 29_950
    try:
        assert "€\xa0299,50" in client.get("/lid-worden").text
        assert "€\xa02.995" in client.get("/scholen?plekken=10").text
    finally:
        app.config["MEMBERSHIP_PRICE_CENTS"] = before


def test_who_has_an_account_is_told_that_the_text_is_kept(as_: AsPerson, vera: Person) -> None:
    page = as_(vera).get("/lid-worden").text
    assert "Je tekst is bewaard" in page and "Bestellen en betalen (€\xa0250)" in page
    assert 'href="/aanmelden"' not in page


def test_a_member_reads_until_when(as_: AsPerson, charlie: Person) -> None:
    page = as_(charlie).get("/lid-worden").text
    assert "Je bent lid, tot en met" in page and "nog niet" not in page


def test_who_holds_a_seat_is_not_charged_silently(as_: AsPerson, bob: Person) -> None:
    people.end_membership(bob)
    page = as_(bob).get("/lid-worden").text
    assert "Je hebt al een plek via De Plataan. Je hoeft zelf niets te betalen." in page


def test_a_school_reads_the_price_and_that_it_sees_totals_only(client: Client) -> None:
    page = client.get("/scholen?plekken=40").text
    assert "per plek, voor 40" in page and "€\xa010.000" in page
    assert "wie wat vraagt, leest of schrijft" in page


def test_what_someone_without_membership_posts_is_refused_with_the_way_in(
    as_: AsPerson, vera: Person
) -> None:
    answer = as_(vera).post("/vragen/nieuw", {"title": "Hoe krijg ik rust?", "body": "Na gym."})
    assert answer.status_code == 402
    assert "Hiervoor heb je een lidmaatschap nodig" in answer.text
    assert "Je tekst is bewaard. Word je lid" in answer.text
    assert (
        'href="/concepten"' in answer.text
        and "Hoe krijg ik rust?" in as_(vera).get("/concepten").text
    )
    assert "Bestel je lidmaatschap" in answer.text


def test_the_way_to_ask_leads_who_is_no_member_to_what_a_membership_is(
    as_: AsPerson, vera: Person
) -> None:
    answer = as_(vera).get("/vragen/nieuw")
    assert answer.status_code == 402
    assert "Met een lidmaatschap stel je vragen" in answer.text
    assert "Bestel je lidmaatschap" in answer.text and "Wat het kost" in answer.text
    assert "Je tekst is bewaard" not in answer.text
