"""What somebody wrote can be taken along, also when the membership is over."""

import json
from collections.abc import Callable

from flask import Flask

from crowd.accounts.models import Person
from tests.client import Client
from tests.factories import people, questions


def test_all_of_ones_own_and_nothing_of_others(
    app: Flask, as_: Callable[[Person], Client], charlie: Person, alice: Person
) -> None:
    asked = questions.question(charlie)
    questions.experience(asked, alice)
    theirs = questions.question(alice)
    questions.experience(theirs, charlie)
    questions.joined(theirs, charlie)
    browser = as_(charlie)
    browser.post(f"/vragen/{asked.id}/afronden", {"tried": "Een rij per dag."})
    people.end_membership(charlie)
    answer = browser.get("/ik/teksten.json")
    assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
    found = json.loads(answer.text)
    assert found["name"] == charlie.name
    assert {name: len(rows) for name, rows in found.items() if name != "name"} == {
        "questions": 1,
        "experiences": 1,
        "comments": 0,
        "yields": 1,
        "tried": 0,
        "joined": 1,
    }
    assert found["questions"][0]["title"] == asked.title
    assert found["yields"][0]["tried"] == "Een rij per dag."


def test_a_visitor_gets_nothing(client: Client) -> None:
    assert client.get("/ik/teksten.json").status_code == 302
