"""Alembic's environment: the application's own engine and tables, on SQLite and PostgreSQL."""

from alembic import context
from alembic.autogenerate.api import AutogenContext

from crowd.core.db import Base, UTCDateTime, db


def render_item(kind: str, item: object, _context: AutogenContext) -> str | bool:
    """Migrations stand on their own: our time type is written as the plain one."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


with db.engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,  # SQLite cannot alter a table in place
        compare_type=True,
        render_item=render_item,
    )
    with context.begin_transaction():
        context.run_migrations()
