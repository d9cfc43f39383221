"""Saving a question to find it back: for oneself alone."""

import pytest

from crowd.accounts.models import Person
from crowd.questions.models import Question
from crowd.schools.models import School
from tests.client import Client
from tests.factories import people, questions
from tests.questions.pages import As, told

TAB = "/vragen?tab=bewaard"


@pytest.fixture
def asked(alice: Person) -> Question:
    return questions.question(alice)


def save(browser: Client, asked: Question) -> None:
    answer = browser.post(f"/vragen/{asked.id}/bewaren")
    assert (answer.status_code, answer.location) == (303, asked.url)


def test_what_is_saved_is_found_back(as_: As, asked: Question, alice: Person, bob: Person) -> None:
    questions.question(alice, "Een andere vraag die niet bewaard is?")
    browser = as_(bob)
    assert "tab=bewaard" not in browser.get("/vragen").text
    save(browser, asked)
    save(browser, asked)  # twice is once

    assert "Bewaard. Je vindt deze vraag terug" in browser.get(asked.url).text
    assert 'href="?tab=bewaard"' in browser.get("/vragen").text
    page = browser.get(TAB).text
    assert asked.title in page
    assert "niet bewaard is" not in page


def test_not_any_more(as_: As, asked: Question, bob: Person) -> None:
    browser = as_(bob)
    save(browser, asked)
    for _ in range(2):
        assert browser.post(f"/vragen/{asked.id}/niet-bewaren").location == asked.url
    assert "tab=bewaard" not in browser.get("/vragen").text
    assert "Je bewaarde nog geen vraag" in browser.get(TAB).text


def test_nobody_sees_it_and_it_counts_nowhere(
    as_: As, asked: Question, alice: Person, bob: Person, charlie: Person
) -> None:
    before = as_(charlie).get(asked.url).text.count("Bewaar")
    save(as_(bob), asked)
    for person in (alice, charlie):
        assert "tab=bewaard" not in as_(person).get("/vragen").text
        assert asked.title not in as_(person).get(TAB).text
        assert told(as_(person)) == []
    assert as_(charlie).get(asked.url).text.count("Bewaar") == before
    # nobody reacted: the question can still go as a whole
    assert as_(alice).post(f"/vragen/{asked.id}/verwijderen").location == "/vragen?tab=van-mij"
    assert asked.title not in as_(bob).get(TAB).text


def test_what_one_may_not_read_cannot_be_saved(
    as_: As, client: Client, alice: Person, bob: Person, vera: Person, charlie: Person,
    our_school: School,
) -> None:  # fmt: skip
    asked = questions.question(alice, school_id=our_school.id)
    assert as_(charlie).post(f"/vragen/{asked.id}/bewaren").status_code == 404
    assert as_(vera).post(f"/vragen/{asked.id}/bewaren").status_code == 402
    assert client.post(f"/vragen/{asked.id}/bewaren").status_code == 401
    open_one = questions.question(alice, "Hoe begin ik mijn les op maandag?")
    assert as_(vera).post(f"/vragen/{open_one.id}/bewaren").status_code == 402

    browser = as_(bob)
    save(browser, asked)
    people.end_seats(bob)
    assert asked.title not in browser.get(TAB).text
