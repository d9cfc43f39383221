"""Who hears of what, in the inbox."""

import pytest

from crowd.accounts.models import Person
from crowd.questions.models import Question
from tests.client import Client
from tests.factories import people, questions
from tests.questions.pages import As, told


class Cast:
    """Everybody around one question of alice's, each with an empty inbox."""

    def __init__(self, as_: As, alice: Person, *, nameless: bool) -> None:
        names = ("Joris", "Fenna", "Chris", "Esra", "Dorien", "Niek")
        made = {name.lower(): people.person(f"{name} Test") for name in names}
        self.people = {"asker": alice} | dict(
            zip(("joiner", "follower", "commenter", "sharer", "doer", "nobody"), made.values(),
                strict=True)
        )  # fmt: skip
        self.asked = questions.question(alice, anonymous=nameless)
        self.browsers = {role: as_(person) for role, person in self.people.items()}
        self.at = f"/vragen/{self.asked.id}"
        questions.joined(self.asked, self.people["joiner"])
        self["follower"].post(f"{self.at}/volgen")
        self.comment = questions.comment(self.asked, self.people["commenter"])
        self.experience = questions.experience(self.asked, self.people["sharer"])
        self.before = {role: told(browser) for role, browser in self.browsers.items()}

    def __getitem__(self, role: str) -> Client:
        return self.browsers[role]

    def heard(self) -> dict[str, list[str]]:
        """What is new in each inbox, since the last time that this was asked."""
        after = {role: told(browser) for role, browser in self.browsers.items()}
        new = {
            role: [line for line in lines if line not in self.before[role]]
            for role, lines in after.items()
        }
        self.before = after
        return {role: lines for role, lines in new.items() if lines}


@pytest.fixture
def cast(as_: As, alice: Person) -> Cast:
    return Cast(as_, alice, nameless=False)


def test_of_a_joiner_the_asker_hears(cast: Cast) -> None:
    cast["doer"].post(f"{cast.at}/aanhaken")
    assert set(cast.heard()) == {"asker"}


def test_of_an_experience(cast: Cast) -> None:
    cast["doer"].post(f"{cast.at}/ervaringen", {"did": "Zo."})
    assert set(cast.heard()) == {"asker", "joiner", "follower"}


def test_of_the_askers_own_experience(cast: Cast) -> None:
    cast["asker"].post(f"{cast.at}/ervaringen", {"did": "Zo."})
    assert set(cast.heard()) == {"joiner", "follower"}


def test_of_a_comment(cast: Cast) -> None:
    cast["doer"].post(f"{cast.at}/reacties", {"body": "En dan?"})
    assert set(cast.heard()) == {"asker", "follower", "commenter", "sharer"}


def test_who_comments_does_not_hear_it_back(cast: Cast) -> None:
    cast["commenter"].post(f"{cast.at}/reacties", {"body": "En dan?"})
    assert "commenter" not in cast.heard()


def test_of_an_offer(cast: Cast) -> None:
    form = {"ways": "call", "per_month": "1", "contact": "06"}
    cast["doer"].post(f"{cast.at}/aanbod", form)
    assert cast.heard() == {"asker": ["Dorien Test wil met je meedenken"]}
    cast["asker"].post(f"{cast.at}/aanbod/1/aannemen", {"contact": "06"})
    assert cast.heard() == {"doer": ["Alice Alders gaat in op je aanbod"]}


@pytest.mark.parametrize("form", [{}, {"tried": "Iets."}])
def test_of_closing_and_opening(cast: Cast, form: dict[str, str]) -> None:
    cast["asker"].post(f"{cast.at}/afronden", form)
    heard = cast.heard()
    assert set(heard) == {"joiner", "follower", "commenter", "sharer"}
    assert "Deze vraag is afgerond. En bij jou?" in heard["joiner"]
    assert [len(heard[role]) for role in ("follower", "commenter", "sharer")] == [1, 1, 1]

    cast["asker"].post(f"{cast.at}/heropenen")
    assert set(cast.heard()) == {"joiner", "follower"}


@pytest.mark.parametrize("what", ["iets-aan", "uitgeprobeerd"])
def test_of_what_was_done_with_an_experience(cast: Cast, what: str) -> None:
    at = f"{cast.at}/ervaringen/{cast.experience.id}"
    cast["joiner"].post(f"{at}/proberen")
    assert cast.heard() == {}
    cast["joiner"].post(f"{at}/{what}", {"went": "Goed."})
    assert set(cast.heard()) == {"sharer"}


def test_of_an_edit_nobody_hears(cast: Cast) -> None:
    at = f"{cast.at}/reacties/{cast.comment.id}"
    cast["commenter"].post(f"{at}/aanpassen", {"body": "Anders.", "version": "1"})
    form = {"title": "Een heel andere titel dan eerst", "body": "b", "version": "1"}
    cast["asker"].post(f"{cast.at}/aanpassen", form)
    assert cast.heard() == {}


def test_muted_is_muted(cast: Cast) -> None:
    for role in ("asker", "joiner", "follower", "commenter", "sharer"):
        cast[role].post(f"{cast.at}/volgen", {"level": "mute"})
    cast["doer"].post(f"{cast.at}/aanhaken")
    cast["doer"].post(f"{cast.at}/ervaringen", {"did": "Zo."})
    cast["doer"].post(f"{cast.at}/reacties", {"body": "En dan?"})
    cast["asker"].post(f"{cast.at}/afronden", {"tried": "Iets."})
    assert cast.heard().keys() <= {"doer"}


def test_a_nameless_asker_is_never_named(as_: As, alice: Person) -> None:
    cast = Cast(as_, alice, nameless=True)
    asker = cast["asker"]
    form = {"ways": "call", "per_month": "1", "contact": "06"}
    cast["doer"].post(f"{cast.at}/aanbod", form)
    asker.post(f"{cast.at}/aanbod/1/aannemen", {"contact": "06"})
    asker.post(f"{cast.at}/ervaringen", {"did": "Zo."})
    asker.post(f"{cast.at}/reacties", {"body": "Dank."})
    at = f"{cast.at}/ervaringen/{cast.experience.id}"
    for what in ("iets-aan", "proberen", "uitgeprobeerd"):
        asker.post(f"{at}/{what}", {"went": "Goed."})
    asker.post(f"{cast.at}/afronden", {"tried": "Iets."})
    asker.post(f"{cast.at}/heropenen")

    others = {"joiner", "follower", "commenter", "sharer", "doer"}
    assert set(cast.heard()) == {"asker", *others}
    for role in others:
        page = cast[role].get("/berichten").text
        assert "Vraagsteller" in page
        assert "Alice" not in page
        assert "AA" not in page.split("inbox-list")[1]


def test_one_line_for_many(as_: As, alice: Person) -> None:
    asked: Question = questions.question(alice)
    for name in ("Anne", "Bart", "Coby"):
        questions.joined(asked, people.person(f"{name} Test"))
    assert told(as_(alice)) == ["Coby Test en 2 anderen haakten aan"]
