"""How Alembic reaches the database: the application's own engine and metadata, batch mode for SQLite."""

from typing import Any

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.types import TypeDecorator

from portal.extensions import db
from portal.models import Base


def plain_types(kind: str, item: Any, _: object) -> str | bool:
    """Migrations name the database's own types, so that they outlive ours."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def _foreign_keys(connection: Connection, state: str) -> None:
    """Switch SQLite's foreign keys; possible only outside a transaction."""
    raw = connection.connection.driver_connection
    if connection.dialect.name == "sqlite" and raw is not None:
        raw.execute(f"PRAGMA foreign_keys = {state}")


def _all_rows_still_refer_to_rows(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if lost:
            raise RuntimeError(f"the migration would leave rows that refer to nothing: {lost[:5]}")


def run() -> None:
    """Run the migrations in one transaction on the application's engine.

    SQLite changes a table by making it anew, and dropping the old one would take the rows that refer
    to it: so foreign keys are off meanwhile, and checked before the transaction ends.
    """
    with db.engine.connect() as connection:
        _foreign_keys(connection, "OFF")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=plain_types,
        )
        try:
            with context.begin_transaction():
                context.run_migrations()
                _all_rows_still_refer_to_rows(connection)
        finally:
            connection.rollback()
            _foreign_keys(connection, "ON")


run()
