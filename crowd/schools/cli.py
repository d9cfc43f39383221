"""`crowd schools import`."""

from pathlib import Path

import click
from flask.cli import AppGroup

from crowd.core.db import db
from crowd.schools.importing import WrongList, import_schools

schools = AppGroup("schools", help="The list of schools to choose from.")


@schools.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what it would do, and change nothing.")
def import_(file: Path, dry_run: bool) -> None:
    """Add and bring up to date, by BRIN, from a CSV (such as DUO's lists of addresses)."""
    try:
        report = import_schools(file.read_bytes())
    except WrongList as error:
        raise click.ClickException(str(error)) from error
    if dry_run:
        db.session.rollback()
    else:
        db.session.commit()
    click.echo(
        f"{'Would be' if dry_run else 'Now'}: {report.new} new, {report.changed} changed,"
        f" {report.wrong} lines without a BRIN and a name."
    )
