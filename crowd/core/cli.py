"""`crowd init`, `serve`, `worker` and `doctor`. What a room adds stands in its own cli.py."""

import logging
from collections.abc import Iterable

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

import config
from crowd.core import health, i18n, jobs, server
from crowd.core.db import db


@click.command()
@with_appcontext
def init() -> None:
    """Make this installation ready: translations, tables, index. Keeps what is there."""
    right, words = health.outcome("database")
    if not right:
        raise click.ClickException(words)
    i18n.compile_catalogues(config.ROOT / "crowd" / "translations")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    upgrade()
    for prepare in current_app.extensions["prepare"]:
        prepare()
        db.session.commit()
    click.echo("Ready.")


@click.command()
@click.option("--worker", is_flag=True, help="Run the worker beside it, as one command.")
@with_appcontext
def serve(worker: bool) -> None:
    """Answer on HOST:PORT, with WEB_PROCESSES processes of WEB_THREADS threads."""
    app = _app()
    server.check_port(app)
    if worker:
        server.supervise(app)
    else:
        server.serve(app)


@click.command()
@with_appcontext
def worker() -> None:
    """Do the work that waits in the outbox, and what the calendar asks for."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("crowd").setLevel(logging.INFO)
    jobs.work(_app())


@click.command()
@click.option("--stripe", is_flag=True, help="Before going live: the checklist for payments.")
@with_appcontext
def doctor(stripe: bool) -> None:
    """Say what is right and what is wrong here; exit code 1 when something is wrong."""
    found: Iterable[tuple[bool, str]] = (
        _outcome(name) for name in current_app.extensions["checks"]
    )
    if stripe:
        found = current_app.extensions["checklists"]["stripe"]()
    sick = False
    for right, words in found:
        sick = sick or not right
        click.echo(f"{'ok   ' if right else 'WRONG'}  {words}")
    if sick:
        raise SystemExit(1)


def _outcome(name: str) -> tuple[bool, str]:
    right, words = health.outcome(name)
    return right, f"{name}: {words}"


def _app() -> Flask:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return app


COMMANDS = (init, serve, worker, doctor)
