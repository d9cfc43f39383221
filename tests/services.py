"""Which servers are here to test with: `python -m tests.services`, for `make test`.

Prints the address of PostgreSQL, when it answers. Says by name what is missing and so skipped;
in CI (CI=true) that is a failure.
"""

import importlib.util
import os
import shutil
import sys

import psycopg
import redis

POSTGRES = (
    "postgresql:///postgres?host=/var/run/postgresql",
    "postgresql:///postgres?host=/tmp",
    "postgresql://127.0.0.1/postgres",
    "postgresql://postgres@127.0.0.1/postgres",
)
REDIS = "redis://127.0.0.1:6379/15"


def postgres() -> str | None:
    """A server where we may make databases."""
    given = os.environ.get("TEST_POSTGRES_URL")
    for url in (given,) if given else POSTGRES:
        try:
            with psycopg.connect(url, connect_timeout=3) as connection:
                row = connection.execute(
                    "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
                ).fetchone()
        except psycopg.Error:
            continue
        if row and row[0]:
            return url
    return None


def redis_url() -> str | None:
    url = os.environ.get("TEST_REDIS_URL") or REDIS
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=2) as server:
            server.ping()
    except redis.RedisError:
        return None
    return url


def chromium() -> bool:
    return any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))


def pgvector() -> bool:
    """A PostgreSQL that the tests start themselves, for search by meaning."""
    return importlib.util.find_spec("pgserver") is not None


def main() -> None:
    postgres_url = postgres()
    found = {
        "PostgreSQL": postgres_url,
        "PostgreSQL with pgvector": pgvector(),
        "Redis": redis_url(),
        "Chromium": chromium(),
    }
    missing = [name for name, there in found.items() if not there]
    if missing:
        print(f"Not here, so not tested: {', '.join(missing)}", file=sys.stderr)
    if postgres_url:
        print(postgres_url)
    if missing and os.environ.get("CI") == "true":
        sys.exit(1)


if __name__ == "__main__":
    main()
