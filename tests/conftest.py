"""One application per test run, an empty database per test, people named by relation."""

import socket
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

import config
from crowd.accounts.models import Person
from crowd.app import create_app
from crowd.billing import gateway
from crowd.core import i18n, jobs, mail
from crowd.core.db import Base, db
from crowd.core.limits import limiter
from crowd.schools.models import School
from tests.client import Client
from tests.databases import fresh_database
from tests.factories import people, rows
from tests.fakes import guards
from tests.fakes.stripe import Stripe

i18n.compile_catalogues(config.ROOT / "crowd" / "translations")
LOCAL = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """A test that would leave this machine fails."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> Any:
        if isinstance(address, tuple) and address[0] not in LOCAL:
            raise OSError(f"a test tried to reach {address[0]}")
        return real(self, address)

    socket.socket.connect = connect  # type: ignore[method-assign]
    yield
    socket.socket.connect = real  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with fresh_database(tmp_path_factory.mktemp("database")) as url:
        yield url


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory, database_url: str) -> Iterator[Flask]:
    data = tmp_path_factory.mktemp("data")
    settings = config.load(
        {
            "CROWD_ENV": "test",
            "DATA_DIR": str(data),
            "SEARCH_INDEX_DIR": str(data / "search_index"),
            "DATABASE_URL": database_url,
            "BASE_URL": "http://localhost",
        }
    )
    app = create_app({**settings, "TESTING": True})
    with app.app_context():
        db.create_all()
    rows.use(app)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(autouse=True)
def clean(request: pytest.FixtureRequest) -> Iterator[None]:
    """Empty tables and an empty mail folder before each test that uses the application."""
    if "app" not in request.fixturenames:
        yield
        return
    app: Flask = request.getfixturevalue("app")
    with app.app_context():
        tables = [table.name for table in reversed(Base.metadata.sorted_tables)]
        if db.engine.dialect.name == "postgresql":
            names = ", ".join(f'"{name}"' for name in tables)
            db.session.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
        else:
            for name in tables:
                db.session.execute(text(f'DELETE FROM "{name}"'))
        db.session.commit()
        db.session.remove()
    # another application of this process may have switched it on, for all
    limiter.enabled = app.config["RATELIMIT_ENABLED"]
    for sent in (Path(app.config["DATA_DIR"]) / "mail").glob("*.eml"):
        sent.unlink()
    yield


@pytest.fixture
def as_(app: Flask) -> Callable[[Person], Client]:
    """`as_(alice)`: a browser in which she is logged in."""
    return lambda person: Client(app).login(person.email)


@pytest.fixture
def client(app: Flask) -> Client:
    """A browser in which nobody is logged in."""
    return Client(app)


@pytest.fixture
def our_school(app: Flask) -> School:
    """Where alice and bob hold a seat."""
    return people.school("De Plataan")


@pytest.fixture
def alice(our_school: School) -> Person:
    """A member."""
    alice = people.person("Alice Alders")
    people.seat(our_school, alice)
    return alice


@pytest.fixture
def bob(our_school: School) -> Person:
    """A member who holds a seat at the same school as alice."""
    bob = people.person("Bob Bakker")
    people.seat(our_school, bob)
    return bob


@pytest.fixture
def charlie(app: Flask) -> Person:
    """A member of no school: an outsider to alice and bob."""
    return people.person("Charlie de Croon")


@pytest.fixture
def mo(app: Flask) -> Person:
    """A moderator."""
    return people.person("Mo Moerman", role="moderator")


@pytest.fixture
def vera(app: Flask) -> Person:
    """Someone with an account and no membership."""
    return people.person("Vera Vos", member=False)


@pytest.fixture
def stripe(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Stripe:
    """The embedded Stripe, where nobody has paid yet, behind both guards."""
    monkeypatch.setattr(gateway, "call", guards.typed(gateway.call))
    return Stripe(app)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What the guards saw (of this process: without -n, of all)."""
    if guards.calls:
        terminalreporter.write_line(
            f"Stripe: {guards.calls.total()} calls and {guards.answers.total()} answers held to the"
            f" specification, {len(guards.calls)} endpoints"
        )


@pytest.fixture
def mails(app: Flask) -> Callable[[], list[EmailMessage]]:
    """`mails()`: do the work that waits, and read what was mailed since the test began."""

    def read() -> list[EmailMessage]:
        with app.app_context():
            jobs.run_due()
        return mail.read_folder(app.config["MAIL_URL"])

    return read
