"""`crowd reindex`."""

import click
from flask.cli import with_appcontext

from crowd.search.actions import rebuild


@click.command()
@with_appcontext
def reindex() -> None:
    """Make a fresh search index; the old one serves until it is ready."""
    click.echo(f"{rebuild()} documents are indexed.")
