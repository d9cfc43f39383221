"""Real indexes in a temporary folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factories.search import Library, demo_questions, open_engine

ENGINES = ["whoosh"]


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
