"""`crowd memberships`: give one without paying, end one, bring them in from elsewhere."""

from pathlib import Path

import click
from flask.cli import AppGroup

from crowd.accounts.cli import person_at
from crowd.core.db import db
from crowd.memberships import member_file
from crowd.memberships.actions import giving, importing

membership = AppGroup("memberships", help="Memberships.")


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


@membership.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
def import_(file: Path, dry_run: bool) -> None:
    """Bring in members from a CSV: a column for the address, one for the last day.

    All of the file or nothing: with one line that is not right, nothing changes. Done again it
    changes nothing either. With a school (or BRIN) a line is a seat there.
    """
    try:
        lines = member_file.read(file.read_bytes())
    except member_file.Unreadable as error:
        raise click.ClickException(str(error)) from error
    if wrong := [line for line in lines if line.problems]:
        for line in wrong:
            click.echo(f"line {line.number}: {'; '.join(line.problems)}")
        raise click.ClickException(
            f"{len(wrong)} of {len(lines)} lines are not right. Nothing was changed."
        )
    fresh = 0
    for line, said in importing.bring_in(lines):
        fresh += said.startswith("new account")
        click.echo(f"line {line.number}: {line.email}: {said}")
    if dry_run:
        db.session.rollback()
        click.echo(f"{len(lines)} lines, {fresh} new accounts. A dry run: nothing was changed.")
        return
    db.session.commit()
    click.echo(f"{len(lines)} lines, {fresh} new accounts.")
    if fresh:
        click.echo("Who is new chooses a password at /wachtwoord-vergeten.")
