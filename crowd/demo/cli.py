"""`crowd demo`."""

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import delete

from crowd.accounts.passwords import hash_password
from crowd.core.clock import now
from crowd.core.db import db
from crowd.core.jobs import Job
from crowd.demo import books
from crowd.demo.accounts import PASSWORD
from crowd.demo.load import OFFICE_BRIN, is_loaded, load
from crowd.demo.office import open_office
from crowd.questions.actions.relating import relate_all
from crowd.search.actions import rebuild


@click.command()
@with_appcontext
def demo() -> None:
    """Fill an empty site with invented people and questions, once."""
    if not current_app.config["DEMO"]:
        raise click.ClickException("demo content is only for demo mode: set CROWD_DEMO=1")
    if is_loaded():
        click.echo("The demo content is already there.")
    else:
        load(hash_password(PASSWORD))
        db.session.commit()
        open_office(OFFICE_BRIN)
        if current_app.config["STRIPE_FAKE"]:
            books.fill()
        loaded = now()
        rebuild()
        # the fresh index holds all that these would add one by one
        db.session.execute(delete(Job).where(Job.name == "search.index", Job.created_at < loaded))
        relate_all()
        db.session.commit()
        click.echo("The demo content is loaded.")
