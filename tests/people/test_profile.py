from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from crowd.accounts.models import Person
from crowd.people.queries import ProfileView, profile
from crowd.taxonomy.queries import subjects, themes
from tests.client import Client
from tests.factories.rows import do, found

AsPerson = Callable[[Person], Client]
WHOLE = {
    "name": "Vera de Vos",
    "sector": "vo",
    "job_role": "mentor",
    "level": "vo/havo",
    "school": "De Plataan",
    "about": "Ik geef al tien jaar les.",
    "subjects": ["engels", "nederlands"],
    "learning": ["klassenmanagement/orde-en-rust"],
    "experience": ["pedagogisch-handelen/pesten", "klassenmanagement/orde-en-rust"],
}


def tell(client: Client, **changes: object) -> TestResponse:
    return client.post("/ik/profiel", {"name": "Vera Vos", **changes}, from_="/ik/profiel")


def profile_of(person: Person) -> ProfileView:
    return do(lambda: profile(person.id))


def test_the_whole_profile_is_kept_and_shown_again(as_: AsPerson, vera: Person) -> None:
    here = as_(vera)
    answer = tell(here, **WHOLE)
    assert (answer.status_code, answer.location) == (303, "/ik")
    told = profile_of(vera)
    assert (told.name, told.sector, told.job_role, told.level) == (
        "Vera de Vos",
        "vo",
        "mentor",
        "havo",
    )
    assert (told.school, told.about) == ("De Plataan", "Ik geef al tien jaar les.")
    assert told.subjects == ("nederlands", "engels")
    assert told.learning == ("klassenmanagement/orde-en-rust",)
    assert set(told.experience) == set(WHOLE["experience"])
    page = here.get("/ik/profiel").text
    assert '<option selected value="vo/havo">' in page
    assert page.count("checked") == 2 + 1 + 2


def test_what_is_left_empty_goes(as_: AsPerson, vera: Person) -> None:
    here = as_(vera)
    tell(here, **WHOLE)
    tell(here)
    assert profile_of(vera) == ProfileView(
        vera.id, "Vera Vos", None, None, None, "", "", (), (), ()
    )


def test_a_level_fills_in_the_sector(as_: AsPerson, vera: Person) -> None:
    tell(as_(vera), level="po/groep-4")
    assert (profile_of(vera).sector, profile_of(vera).level) == ("po", "groep-4")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "Vul je naam in."),
        ({"sector": "nergens"}, "Kies iets uit de lijst."),
        ({"job_role": "baas"}, "Kies iets uit de lijst."),
        ({"level": "vo/groep-4"}, "Kies iets uit de lijst."),
        ({"sector": "vo", "level": "po/groep-4"}, "Dit hoort bij een andere plek"),
        ({"subjects": ["toveren"]}, "Kies iets uit de lijst."),
        ({"learning": ["a/b"]}, "Kies iets uit de lijst."),
        ({"experience": [t.id for t in themes()[:11]]}, "Kies er hooguit 10."),
        ({"subjects": [s.id for s in subjects()[:11]]}, "Kies er hooguit 10."),
        ({"school": "x" * 121}, "Er passen 120 tekens in."),
        ({"about": "x" * 601}, "Er passen 600 tekens in."),
    ],
)
def test_what_is_not_right_is_said_and_nothing_is_lost(
    as_: AsPerson, vera: Person, wrong: dict[str, object], words: str
) -> None:
    answer = tell(as_(vera), **{"about": "Mijn lange verhaal", **wrong})
    assert answer.status_code == 422 and words in answer.text
    assert "about" in wrong or "Mijn lange verhaal" in answer.text
    assert profile_of(vera).about == "" and profile_of(vera).name == "Vera Vos"


def test_the_first_time_can_wait(as_: AsPerson, vera: Person) -> None:
    here = as_(vera)
    page = here.get("/ik/profiel?welkom=1").text
    assert "Dit doe ik later" in page and 'action="/ik/profiel?welkom=1"' in page
    assert here.post("/ik/profiel?welkom=1", {"name": "Vera Vos"}).location == "/"
    assert "Dit doe ik later" not in here.get("/ik/profiel").text


def test_somebody_without_membership_follows_themes(as_: AsPerson, vera: Person) -> None:
    assert tell(as_(vera), learning=["pedagogisch-handelen/pesten"]).status_code == 303
    assert profile_of(vera).learning == ("pedagogisch-handelen/pesten",)


def test_markup_is_shown_as_text(as_: AsPerson, vera: Person) -> None:
    here = as_(vera)
    tell(here, name="<script>alert(1)</script>", about="</textarea><script>alert(2)</script>")
    page = here.get("/ik/profiel").text
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page


def test_a_profile_is_ones_own(app: Flask, client: Client) -> None:
    assert client.get("/ik/profiel").location == "/inloggen?next=/ik/profiel"
    assert client.post("/ik/profiel", {"name": "X Y"}).status_code == 401
    assert found(select(Person)) == []
