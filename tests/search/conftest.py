"""Real indexes in a temporary folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import search_database
from tests.factories.search import Library, demo_questions, open_engine

ENGINES = ["whoosh", "postgres"]


@pytest.fixture(scope="session")
def search_server() -> Iterator[None]:
    """Where `open_engine("postgres", place)` keeps its copies, also in another process."""
    with search_database() as url, pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEST_SEARCH_URL", url)
        yield


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """The name of each engine."""
    if request.param == "postgres":
        request.getfixturevalue("search_server")
    return str(request.param)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """An empty one, on the engine that needs no server."""
    library = Library(open_engine("whoosh", tmp_path))
    library.rebuild()
    yield library
    library.engine.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The sixty demo questions; nobody writes here."""
    library = Library(open_engine("whoosh", tmp_path_factory.mktemp("demo")))
    library.rebuild(demo_questions())
    return library
