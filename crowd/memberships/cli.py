"""`crowd membership`: give one without paying, or end one."""

import click
from flask.cli import AppGroup

from crowd.accounts.cli import person_at
from crowd.core.db import db
from crowd.memberships.actions import giving

membership = AppGroup("membership", help="Memberships.")


@membership.command()
@click.argument("email")
@click.option("--days", type=click.IntRange(1, 3650), default=365, show_default=True)
def give(email: str, days: int) -> None:
    """Make somebody a member from now on."""
    person = person_at(email)
    given = giving.give_membership(person.id, days)
    db.session.commit()
    click.echo(f"{email} is a member until {given.access_until:%Y-%m-%d}.")
    if person.email_confirmed_at is None:
        click.echo("The address is not confirmed yet: that comes first.")


@membership.command()
@click.argument("email")
def end(email: str) -> None:
    """End what somebody was given, now; a seat of a school stays."""
    ended = giving.end_membership(person_at(email).id)
    db.session.commit()
    click.echo(f"{email} is a member no more." if ended else f"{email} had no membership.")
