from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

import config
from crowd.app import create_app
from crowd.core import health
from crowd.core.db import Base, db
from tests.databases import fresh_database


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Flask]:
    """An application on a database without tables."""
    with fresh_database(tmp_path) as url:
        settings = {"CROWD_ENV": "test", "DATA_DIR": str(tmp_path), "DATABASE_URL": url}
        app = create_app(config.load(settings))
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


def test_the_migrations_make_the_tables_of_the_code(empty: Flask) -> None:
    upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_doctor_sees_which_tables_are_there(empty: Flask) -> None:
    right, words = health.outcome("migrations")
    assert not right
    assert "crowd init" in words
    upgrade()
    assert health.outcome("migrations")[0]


def test_all_the_way_down_leaves_nothing(empty: Flask) -> None:
    upgrade()
    downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
    upgrade()
    assert "question" in inspect(db.engine).get_table_names()
