"""Upgrading an office's database loses no row: every table of the first version is filled, then upgraded."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import JSON, Date, DateTime, Integer, MetaData, Numeric, Table, inspect, text

import config
from portal.app import create_app
from portal.extensions import db


class _Here(config.TestingConfig):
    """A database of its own."""

    def __init__(self, folder: Path) -> None:
        self.INSTANCE = folder
        self.SQLALCHEMY_DATABASE_URI = f"sqlite:///{folder / 'old.sqlite'}"
        self.EVIDENCE_FOLDER = folder / "evidence"


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    """An application on an empty database."""
    return create_app(_Here(tmp_path))


def _row_of(table: Table, checks: str) -> dict[str, object]:
    """A row for a table: every column filled, every reference that must be to the first row of its table."""
    row: dict[str, object] = {}
    allowed = dict(re.findall(r"(\w+) IN \('(\w+)'", checks))
    for column in table.columns:
        if column.foreign_keys and column.nullable:
            row[column.name] = None  # a second person, where a check asks for another than the first
        elif isinstance(column.type, Date | DateTime):
            row[column.name] = "2013-01-01" if isinstance(column.type, Date) else "2013-01-01 00:00:00"
        elif column.name in allowed:
            row[column.name] = allowed[column.name]
        elif isinstance(column.type, Integer | Numeric) or column.primary_key or column.foreign_keys:
            row[column.name] = 1
        else:
            row[column.name] = "{}" if isinstance(column.type, JSON) else "1"
    return row


def test_an_upgrade_keeps_every_row_of_every_table(app: Flask) -> None:
    with app.app_context():
        upgrade(revision="0001")
        found = MetaData()
        with db.engine.connect() as connection:
            found.reflect(connection)
            checks = {name: inspect(connection).get_check_constraints(name) for name in found.tables}
            connection.commit()
            raw = connection.connection.driver_connection
            assert raw is not None
            raw.execute("PRAGMA foreign_keys = OFF")
            raw.execute("PRAGMA ignore_check_constraints = ON")
            tables = [table for name, table in found.tables.items() if name != "alembic_version"]
            for table in tables:
                row = _row_of(table, " ".join(one["sqltext"].replace('"', "") for one in checks[table.name]))
                names, marks = ", ".join(f'"{name}"' for name in row), ", ".join("?" * len(row))
                raw.execute(f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', list(row.values()))  # noqa: S608
            raw.execute("PRAGMA ignore_check_constraints = OFF")
            raw.execute("PRAGMA foreign_keys = ON")
        db.engine.dispose()
        upgrade()
        with db.engine.connect() as connection:
            for table in tables:
                kept = connection.execute(text(f'SELECT count(*) FROM "{table.name}"')).scalar_one()  # noqa: S608
                assert kept == 1, table.name
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
