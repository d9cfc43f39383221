"""Following and muting: no one sees it, and it counts nowhere."""

import pytest

from crowd.accounts.models import Person
from crowd.questions.models import Question
from tests.factories import people, questions
from tests.questions.pages import As, now, told


@pytest.fixture
def asked(alice: Person) -> Question:
    return questions.question(alice)


def test_a_follower_hears_what_happens(
    as_: As, asked: Question, bob: Person, charlie: Person
) -> None:
    browser = as_(charlie)
    answer = browser.post(f"/vragen/{asked.id}/volgen", {"level": "follow"})
    assert (answer.status_code, answer.location) == (303, asked.url)
    assert "Volg niet meer" in browser.get(asked.url).text

    questions.experience(asked, bob)
    questions.comment(asked, bob)

    assert told(browser) == ["Bob Bakker denkt mee", "Bob Bakker deelde een ervaring"]


def test_back_to_normal(as_: As, asked: Question, bob: Person, charlie: Person) -> None:
    browser = as_(charlie)
    for level in ("follow", "mute", "follow", ""):
        assert browser.post(f"/vragen/{asked.id}/volgen", {"level": level}).status_code == 303

    questions.experience(asked, bob)

    assert told(browser) == []
    assert "Volg niet meer" not in browser.get(asked.url).text


def test_a_form_posts_without_a_value(as_: As, asked: Question, charlie: Person) -> None:
    as_(charlie).post(f"/vragen/{asked.id}/volgen")
    assert "Volg niet meer" in as_(charlie).get(asked.url).text


def test_following_counts_nowhere(as_: As, asked: Question, alice: Person, charlie: Person) -> None:
    as_(charlie).post(f"/vragen/{asked.id}/volgen", {"level": "follow"})

    assert (now(asked).joins, now(asked).status) == (0, "open")
    assert told(as_(alice)) == []
    assert "Charlie" not in as_(alice).get(asked.url).text
    # nobody reacted: the question can still go as a whole
    assert as_(alice).post(f"/vragen/{asked.id}/verwijderen").location == "/vragen?tab=van-mij"


@pytest.mark.parametrize("level", ["FOLLOW", "alles", "mute ", "\x00"])
def test_an_unknown_level_is_refused(as_: As, asked: Question, charlie: Person, level: str) -> None:
    answer = as_(charlie).post(f"/vragen/{asked.id}/volgen", {"level": level})
    assert answer.status_code == 422
    assert "Kies volgen, dempen of gewoon" in answer.text


def test_members_only(as_: As, asked: Question, vera: Person) -> None:
    assert as_(vera).post(f"/vragen/{asked.id}/volgen").status_code == 402


def test_who_muted_hears_nothing(as_: As, asked: Question, alice: Person) -> None:
    """The asker, a joiner, an author, an offerer: muted is muted."""
    muted, other = people.person("Miep Muts"), people.person("Otto Open")
    questions.joined(asked, muted)
    experience = questions.experience(asked, muted)
    for browser in (as_(alice), as_(muted)):
        browser.post("/berichten/gelezen", {"all": "1"})
        browser.post(f"/vragen/{asked.id}/volgen", {"level": "mute"})
        assert "Geen berichten. Zet weer aan" in browser.get(asked.url).text
    before = {person.id: told(as_(person)) for person in (alice, muted)}

    browser, at = as_(other), f"/vragen/{asked.id}"
    browser.post(f"{at}/aanhaken")
    browser.post(f"{at}/ervaringen", {"did": "Ik ook."})
    browser.post(f"{at}/reacties", {"body": "Hoe dan?"})
    browser.post(f"{at}/aanbod", {"ways": "call", "per_month": "2", "contact": "06"})
    browser.post(f"{at}/ervaringen/{experience.id}/iets-aan")
    browser.post(f"{at}/ervaringen/{experience.id}/proberen")
    browser.post(f"{at}/ervaringen/{experience.id}/uitgeprobeerd", {"went": "Goed."})
    as_(alice).post(f"{at}/afronden", {"tried": "Van alles."})
    as_(alice).post(f"{at}/heropenen")

    assert {person.id: told(as_(person)) for person in (alice, muted)} == before
    assert "En bij jou?" in " ".join(told(as_(other)))
