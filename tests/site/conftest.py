"""Every address of the site, on content that is there."""

from dataclasses import dataclass

import pytest
from flask import Flask
from werkzeug.routing import Rule

from crowd.accounts.models import Person
from tests.factories import groups, questions

READ = {"GET", "HEAD", "OPTIONS"}
WORDS = {"slug": "vraag", "lang": "en", "mark": "betaald", "token": "token", "how": "crediteren"}


@dataclass(frozen=True)
class Address:
    endpoint: str
    door: str
    path: str
    writes: bool

    def __str__(self) -> str:
        return f"{'POST' if self.writes else 'GET'} {self.path}"


@pytest.fixture
def addresses(app: Flask, alice: Person, bob: Person) -> list[Address]:
    """One address for each rule and method; numbers are those of alice's question and its parts.

    She pays for the seats of her school too, where one invitation and the link are open.
    """
    groups.opened(groups.paid_by(alice), "token")
    asked = questions.question(alice)
    questions.joined(asked, bob)
    questions.experience(asked, bob)
    questions.comment(asked, bob)
    found = []
    for rule in app.url_map.iter_rules():
        values = {name: _value(rule, name) for name in rule.arguments}
        with app.test_request_context():
            path = app.url_for(rule.endpoint, **values, _external=False).partition("?")[0]
        door = getattr(app.view_functions[rule.endpoint], "door", "")
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        for method in sorted(methods):
            found.append(Address(rule.endpoint, door, path, method not in READ))
    return sorted(found, key=str)


def _value(rule: Rule, name: str) -> str | int:
    if name in WORDS:
        return WORDS[name]
    if name == "what":
        return "verwijderen"
    return 1


@pytest.fixture
def pages(addresses: list[Address]) -> list[Address]:
    return [address for address in addresses if not address.writes]
