"""How Alembic reaches the database: the application's own engine and metadata, batch mode for SQLite."""

from typing import Any

from alembic import context
from sqlalchemy.types import TypeDecorator

from portal.extensions import db
from portal.models import Base


def plain_types(kind: str, item: Any, _: object) -> str | bool:
    """Migrations name the database's own types, so that they outlive ours."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def run() -> None:
    """Run the migrations in one transaction on the application's engine."""
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=plain_types,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
