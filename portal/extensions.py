"""The extension objects, and what SQLite needs to be trusted with decisions."""

import json
import sqlite3
from typing import Any

from flask_babel import Babel
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from htmx_flask import Htmx
from sqlalchemy import Connection, Engine, event

from portal.models import Base

ENGINE_OPTIONS: dict[str, Any] = {
    # Chinese keys and texts stay readable, and searchable, in JSON columns.
    "json_serializer": lambda value: json.dumps(value, ensure_ascii=False, sort_keys=True),
}

db = SQLAlchemy(
    metadata=Base.metadata,
    engine_options=ENGINE_OPTIONS,
    # What a service has just committed is what stands: the page after it need not be read anew. Before
    # each change everything is (`services.work`), and a session ends with its request.
    session_options={"expire_on_commit": False},
)
migrate = Migrate(render_as_batch=True)
login_manager = LoginManager()
csrf = CSRFProtect()
babel = Babel()
htmx = Htmx()

BUSY_TIMEOUT_MS = 10_000


def prepare(engine: Engine) -> None:
    """Set up an engine's connections: on SQLite WAL, full synchronisation, foreign keys.

    A transaction starts with BEGIN IMMEDIATE when its connection carries the option `immediate`
    (services set it), so that two writers queue up instead of failing half-way.
    """
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)


def _on_connect(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in (
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _on_begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
