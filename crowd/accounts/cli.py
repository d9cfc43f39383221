"""`crowd person`: what an administrator can do with an account."""

import click
from flask.cli import AppGroup

from crowd.accounts import actions, queries
from crowd.accounts.models import Person
from crowd.core.db import db

person = AppGroup("person", help="Accounts.")


def person_at(email: str) -> Person:
    """The account of this address, or a message."""
    found = queries.person_by_email(email)
    if found is None:
        raise click.ClickException(f"Nobody has an account with {email}.")
    return found


@person.command()
@click.argument("email")
@click.argument("name", type=click.Choice(["moderator", "admin", "none"]))
def role(email: str, name: str) -> None:
    """Make somebody moderator or admin, or neither."""
    actions.set_role(person_at(email), "" if name == "none" else name)
    db.session.commit()
    click.echo(f"{email}: {name}")
