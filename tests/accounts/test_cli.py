import pytest
from flask import Flask
from sqlalchemy import select

from crowd.accounts.models import Person
from tests.factories.rows import found


@pytest.mark.parametrize(
    ("name", "role"), [("moderator", "moderator"), ("admin", "admin"), ("none", "")]
)
def test_an_administrator_gives_and_takes_a_role(
    app: Flask, vera: Person, mo: Person, name: str, role: str
) -> None:
    for email in (vera.email, mo.email.upper()):
        result = app.test_cli_runner().invoke(args=["person", "role", email, name])
        assert result.exit_code == 0, result.output
    assert found(select(Person.role)) == [role, role]


def test_what_is_not_right_is_said(app: Flask, vera: Person) -> None:
    for args, words in (
        (["person", "role", "niemand@example.org", "admin"], "Nobody has an account"),
        (["person", "role", vera.email, "baas"], "baas"),
    ):
        result = app.test_cli_runner().invoke(args=args)
        assert result.exit_code != 0 and words in result.output
    assert found(select(Person.role)) == [""]
