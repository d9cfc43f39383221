"""Real indexes in a temporary folder."""

from pathlib import Path

import pytest

from crowd.search.engine import Engine
from tests.factories.search import demo_questions


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = Engine(tmp_path / "index")
    engine.create()
    return engine


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The sixty demo questions; nobody writes here."""
    engine = Engine(tmp_path_factory.mktemp("demo") / "index")
    engine.create()
    engine.write(demo_questions())
    return engine
