from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

import config
from crowd.app import create_app
from crowd.core import health
from crowd.core.db import Base, db
from crowd.memberships.queries.standing import members_of, standing
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


def test_what_was_held_before_billing_is_held_after(empty: Flask) -> None:
    upgrade(revision="0003")
    for number in (1, 2):
        person = {"id": number, "email": f"p{number}@example.org"}
        db.session.execute(
            text(
                "INSERT INTO person (id, name, email, password_hash, role, created_at)"
                " VALUES (:id, 'P', :email, '', '', '2026-01-01 00:00:00.000000')"
            ),
            person,
        )
    db.session.execute(text("INSERT INTO school (id, name) VALUES (7, 'De Plataan')"))
    db.session.execute(
        text(
            "INSERT INTO membership (person_id, starts_at, ends_at)"
            " VALUES (1, '2026-01-01 00:00:00.000000', '2999-01-01 00:00:00.000000')"
        )
    )
    db.session.execute(
        text(
            "INSERT INTO seat (school_id, person_id, starts_at, ends_at)"
            " VALUES (7, 2, '2026-01-01 00:00:00.000000', NULL)"
        )
    )
    db.session.commit()
    upgrade()
    assert standing(1).is_member and standing(1).ends_at == datetime(2999, 1, 1, tzinfo=UTC)
    assert standing(2).school_ids == {7} and members_of(7) == {2}
    db.session.remove()
    downgrade(revision="0003")
    assert db.session.scalar(text("SELECT person_id FROM membership")) == 1
    assert db.session.scalar(text("SELECT person_id FROM seat WHERE school_id = 7")) == 2
