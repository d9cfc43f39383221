"""The copies in PostgreSQL: which one serves, and what happens when the server does not."""

import os
import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from crowd.search.documents import Document
from crowd.search.engine import IndexBroken
from crowd.search.engines.postgres import copies
from crowd.search.engines.postgres.engine import PostgresEngine
from tests.factories.search import Library, home_of, question

NOWHERE = "postgresql://crowd:geheim@127.0.0.1:1/crowd"
WORDS = ("toets", "rapport", "ouders", "kinderen", "klassenmanagement", "gesprek", "mentor")
RECOUNTED = """
SELECT sort::text, term, documents FROM terms EXCEPT (
    SELECT 'c', lexeme, count(*)::int FROM documents, unnest(clues) GROUP BY lexeme
    UNION ALL SELECT 'g', lexeme, count(*)::int FROM documents, unnest(grams) GROUP BY lexeme
    UNION ALL SELECT 'w', lexeme, count(*)::int FROM documents, unnest(words) GROUP BY lexeme
    UNION ALL SELECT 'p', word, count(*)::int FROM documents, unnest(plain) AS word GROUP BY word
    UNION ALL SELECT 'k', kind, count(*)::int FROM documents GROUP BY kind
)
"""


@pytest.fixture
def home(search_server: None, tmp_path: Path) -> str:
    return home_of(tmp_path)


@pytest.fixture
def library(home: str) -> Iterator[Library]:
    with closing(PostgresEngine(os.environ["TEST_SEARCH_URL"], home=home)) as engine:
        library = Library(engine)
        library.rebuild(question(n, f"toets nummer {n}") for n in range(1, 6))
        yield library


@pytest.fixture
def late(library: Library) -> Iterator[str]:
    """A copy of the database that gets nothing of what is written from now on."""
    library.engine.close()
    url = make_url(os.environ["TEST_SEARCH_URL"])
    name = f"{url.database}_late"
    with psycopg.connect(os.environ["TEST_SEARCH_URL"], dbname="postgres", autocommit=True) as it:
        it.execute(f"CREATE DATABASE {name} TEMPLATE {url.database}")
        yield url.set(database=name).render_as_string(hide_password=False)
        it.execute(f"DROP DATABASE {name} WITH (FORCE)")


def tell(statement: str, home: str) -> list[tuple[object, ...]]:
    options = f"-csearch_path={home}"
    with psycopg.connect(os.environ["TEST_SEARCH_URL"], options=options) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def schemas(home: str) -> list[str]:
    found = tell(f"SELECT nspname FROM pg_namespace WHERE nspname LIKE '{home}\\_%'", home)
    return [str(name) for (name,) in found]


def test_a_rebuild_leaves_one_copy(library: Library, home: str) -> None:
    library.rebuild()
    [(id,)] = tell("SELECT id FROM copies WHERE serves", home)
    assert schemas(home) == [f"{home}_{id}"]


def test_a_copy_of_an_older_version_is_not_read_and_goes(library: Library, home: str) -> None:
    tell("UPDATE copies SET version = version - 1", home)
    with pytest.raises(IndexBroken, match="version"):
        library.found("toets")
    with pytest.raises(IndexBroken):
        library.write(question(6, "toets"))
    assert library.rebuild() == 6
    assert len(library.found("toets")) == 6
    tell("UPDATE copies SET serves = false WHERE version < (SELECT max(version) FROM copies)", home)
    library.rebuild()
    assert len(schemas(home)) == 1


def test_a_copy_of_a_newer_version_stays(library: Library, home: str) -> None:
    """While machines are brought up to date one by one, each version has its own."""
    tell("UPDATE copies SET version = version + 1", home)
    library.rebuild()
    assert len(schemas(home)) == 2


@pytest.mark.parametrize(
    "damage", ["DROP TABLE terms", "DROP TABLE documents", "DROP TABLE copies CASCADE"]
)
def test_what_is_broken_is_said_and_can_be_rebuilt(
    library: Library, home: str, damage: str
) -> None:
    [schema] = schemas(home)
    tell(f"SET search_path = {schema}, {home}; {damage}", home)
    with pytest.raises(IndexBroken):
        library.found("toets")
    with pytest.raises(IndexBroken):
        library.write(question(1, "toets"))
    library.rebuild()
    assert len(library.found("toets")) == 5


def test_the_counts_of_terms_stay_right(library: Library, home: str) -> None:
    chance = random.Random(4)
    for _ in range(30):
        ids = chance.sample(range(1, 12), 3)
        there = [id for id in ids if ("question", id) in library and chance.random() < 0.4]
        library.remove(*there)
        texts = {id: " ".join(chance.choices(WORDS, k=4)) for id in ids if id not in there}
        library.write(*(question(id, text, text, harvest=text) for id, text in texts.items()))
    [schema] = schemas(home)
    assert tell(RECOUNTED, schema) == []
    assert library.engine.count() == len(library)
    library.remove(*[id for _kind, id in list(library)])
    assert tell("SELECT * FROM terms", schema) == []


def test_a_change_while_the_first_copy_is_built_waits_for_it(home: str) -> None:
    with closing(PostgresEngine(os.environ["TEST_SEARCH_URL"], home=home)) as engine:
        library = Library(engine)
        library["question", 1] = question(1, "toets")

        def fetch(kind: str, id: int) -> Document | None:
            before = library.get((kind, id))
            if ("question", 2) not in library:
                library.write(question(1, "rapport"), question(2, "rapport"))
            return before

        assert engine.rebuild([("question", 1)], fetch) == 2
        assert sorted(library.found("rapport")) == [1, 2]
        assert library.found("toets") == []


def test_a_server_that_is_down_is_said_without_the_password(home: str) -> None:
    with closing(PostgresEngine(NOWHERE, home=home)) as engine:
        library = Library(engine)
        for ask in (engine.count, lambda: library.found("toets"), lambda: library.like("toets")):
            with pytest.raises(IndexBroken) as refused:
                ask()
            assert "geheim" not in str(refused.value)
        with pytest.raises(IndexBroken):
            library.write(question(1, "toets"))
        with pytest.raises(IndexBroken):
            library.rebuild()


def test_an_answer_that_takes_too_long_is_given_up(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "PATIENCE", 50)
    assert isinstance(library.engine, PostgresEngine)
    with pytest.raises(IndexBroken, match="too long"):
        library.engine.read(lambda connection: connection.exec_driver_sql("SELECT pg_sleep(60)"))
    assert len(library.found("toets")) == 5


def test_a_replica_is_asked_and_the_main_database_when_it_is_down(
    library: Library, late: str, home: str
) -> None:
    main = os.environ["TEST_SEARCH_URL"]
    with closing(PostgresEngine(main, late, home)) as engine:
        late_one = Library(engine)
        late_one.write(question(6, "toets"))
        assert len(late_one.found("toets")) == 5  # it lags
        assert len(library.found("toets")) == 6
    with closing(PostgresEngine(main, NOWHERE, home)) as engine:
        assert len(Library(engine).found("toets")) == 6
        assert len(Library(engine).like("toets")) == 6
    tell("UPDATE copies SET version = 0", home)
    library.rebuild()
    with closing(PostgresEngine(main, late, home)) as engine:
        assert engine.count() == 5


def test_reasons_that_cannot_be_read_any_more_hide_nothing(library: Library, home: str) -> None:
    like = library.likeness("toets nummer 3")
    tell("UPDATE copies SET version = 0", home)
    assert like.candidates[0].id == 3
    assert like.shared(like.candidates[0]) == {}
