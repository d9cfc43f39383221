"""The application with three more jobs, for tests: `flask --app tests.core.outbox_app worker`."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy import text

from crowd import app as whole
from crowd.core import jobs
from crowd.core.db import db

EFFECTS = "CREATE TABLE IF NOT EXISTS effect (number integer, place text)"


def write(number: int) -> None:
    """Its change is there once, however often it begins."""
    db.session.execute(text("INSERT INTO effect VALUES (:n, 'database')"), {"n": number})
    time.sleep(0.05)


def touch(number: int) -> Callable[[], None]:
    """Something outside the database: repeatable by its name."""
    return partial(_touch, Path(current_app.config["DATA_DIR"]) / f"touched-{number}")


def _touch(file: Path) -> None:
    time.sleep(0.05)
    file.write_text("")


def fail() -> None:
    db.session.execute(text("INSERT INTO effect VALUES (0, 'lost')"))
    raise RuntimeError("this job cannot do it")


HANDLERS: dict[str, jobs.Handler] = {"test.write": write, "test.touch": touch, "test.fail": fail}


def create_app() -> Flask:
    app = whole.create_app()
    app.extensions["jobs"].update(HANDLERS)
    return app
