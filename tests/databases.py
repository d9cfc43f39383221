"""A database of its own for each test process: a SQLite file, or one on a PostgreSQL server."""

import os
import secrets
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url


@contextmanager
def fresh_database(folder: Path) -> Iterator[str]:
    """The address of an empty database; on the server of TEST_DATABASE_URL it goes afterwards."""
    if server := os.environ.get("TEST_DATABASE_URL"):
        with _on(server) as url:
            yield url
    else:
        yield f"sqlite:///{folder / 'crowd.sqlite'}"


@contextmanager
def search_database() -> Iterator[str]:
    """The address of an empty database on a PostgreSQL: that of TEST_DATABASE_URL, else one that
    is started for us and has pgvector."""
    if server := os.environ.get("TEST_DATABASE_URL"):
        with _on(server) as url:
            yield url
    else:
        with embedded() as server, _on(server) as url:
            yield url


@contextmanager
def embedded() -> Iterator[str]:
    """The address of a PostgreSQL of our own, with pgvector."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells where it keeps its lock
        pgserver = pytest.importorskip("pgserver", reason="PostgreSQL with pgvector is not here")
    # not in pytest's folder: nobody else may look into that, and the server is somebody else
    folder = Path(tempfile.mkdtemp(prefix="crowd-postgres-"))
    server = pgserver.get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@contextmanager
def _on(server: str) -> Iterator[str]:
    name = f"crowd_test_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        connection.execute(f"ALTER DATABASE {name} SET synchronous_commit TO off")
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
