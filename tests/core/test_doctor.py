"""`crowd doctor` on installations that are broken: it tries, and says what is wrong in words."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import inspect, make_url

import config
from crowd.app import create_app
from crowd.core import health
from crowd.core.db import db
from crowd.search.actions import rebuild
from tests.databases import fresh_database
from tests.services import postgres

AWAY = "redis://:geheim@localhost:1"


@contextmanager
def installation(folder: Path, **settings: str) -> Iterator[Flask]:
    given = {
        "CROWD_ENV": "test",
        "DATA_DIR": str(folder),
        "SEARCH_INDEX_DIR": str(folder / "index"),
    }
    app = create_app(config.load({**given, **settings}))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def said(folder: Path, check: str, **settings: str) -> str:
    """What is wrong; it must be."""
    with installation(folder, **settings):
        right, words = health.outcome(check)
    assert not right, words
    assert "geheim" not in words
    assert "\n" not in words
    return words


def test_a_database_that_can_be_written_stays_as_it_was(tmp_path: Path) -> None:
    with fresh_database(tmp_path) as url, installation(tmp_path, DATABASE_URL=url):
        assert health.outcome("database") == health.outcome("database")
        assert health.outcome("database")[0]
        assert inspect(db.engine).get_table_names() == []


@pytest.mark.parametrize("mode", ["WAL", "DELETE"])
def test_a_file_that_can_only_be_read(tmp_path: Path, mode: str) -> None:
    file = tmp_path / "crowd.sqlite"
    with installation(tmp_path, DATABASE_URL=f"sqlite:///{file}"):
        with db.engine.connect() as connection:
            connection.exec_driver_sql("CREATE TABLE thing (id INTEGER)")
            connection.commit()
        raw = db.engine.raw_connection()
        raw.cursor().execute(f"PRAGMA journal_mode={mode}")
        raw.close()
    url = f"sqlite:///file:{file}?mode=ro&uri=true"
    assert said(tmp_path, "database", DATABASE_URL=url) == (
        "the database can be read but not written: attempt to write a readonly database"
    )


def test_a_file_that_is_none(tmp_path: Path) -> None:
    where = {"DATABASE_URL": f"sqlite:///{tmp_path}/away/crowd.sqlite"}
    assert f"there is no folder {tmp_path}/away" in said(tmp_path, "database", **where)
    (tmp_path / "text").write_text("This is no database. " * 100)
    where = {"DATABASE_URL": f"sqlite:///{tmp_path}/text"}
    assert "file is not a database" in said(tmp_path, "database", **where)


def test_no_server_there(tmp_path: Path) -> None:
    words = said(tmp_path, "database", DATABASE_URL="postgresql://x:geheim@127.0.0.1:1/crowd")
    assert words.startswith("the database does not answer: ")
    assert "port 1 failed: Connection refused" in words


def test_a_server_without_this_database_or_that_does_not_write(tmp_path: Path) -> None:
    server = postgres()
    if server is None:
        pytest.skip("PostgreSQL is not here")
    url = make_url(server).set(database="crowd_not_there")
    words = said(tmp_path, "database", DATABASE_URL=url.render_as_string(hide_password=False))
    assert 'database "crowd_not_there" does not exist' in words
    url = make_url(server).update_query_dict({"options": "-cdefault_transaction_read_only=on"})
    words = said(tmp_path, "database", DATABASE_URL=url.render_as_string(hide_password=False))
    assert words == "the database can be read but not written: its transactions are read-only"


def test_where_jobs_and_limits_are_kept_is_tried(tmp_path: Path) -> None:
    words = said(tmp_path, "queue", QUEUE_URL=AWAY)
    assert words.startswith("Redis at QUEUE_URL does not answer: ")
    assert "Connection refused" in words
    assert "Redis at LIMITS_URL does not answer" in said(tmp_path, "limits", LIMITS_URL=AWAY)
    words = said(tmp_path, "queue", QUEUE_URL=f"sqlite:///{tmp_path}/away/queue.sqlite")
    assert words == (
        f"QUEUE_URL cannot be written: unable to open database file ({tmp_path}/away/queue.sqlite)"
    )


def test_an_index_that_is_not_right(tmp_path: Path) -> None:
    assert said(tmp_path, "index") == (
        f"the search index cannot be read, run `crowd reindex`: there is none in {tmp_path}/index"
    )
    with installation(tmp_path) as app:
        db.create_all()
        rebuild()
        assert health.outcome("index")[0]
        current = Path(app.config["SEARCH_INDEX_DIR"]) / "CURRENT"
    shutil.rmtree(current.parent / current.read_text())
    assert "its files in" in said(tmp_path, "index")
    current.write_text("v0-20200101T000000")
    assert "v0-20200101T000000 was made by another version" in said(tmp_path, "index")
