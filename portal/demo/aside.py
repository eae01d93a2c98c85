"""The demo is made aside and put in place whole: a making that is broken off leaves nothing behind."""

import gc
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, StaticPool, create_engine
from sqlalchemy.orm import Session

from portal.extensions import ENGINE_OPTIONS, prepare


@contextmanager
def made_aside(engine: Engine) -> Iterator[Session]:
    """A session on a copy of the database in memory; what it made replaces the database at the end.

    The demo's thousands of changes need no disk in between, since nobody relies on any of them alone. Only
    the replacing is one transaction of the real database, with its full synchronisation. Another kind of
    database than SQLite is written directly.
    """
    if engine.dialect.name != "sqlite":
        with Session(engine, expire_on_commit=False) as session:
            yield session
        return
    memory = sqlite3.connect(":memory:", check_same_thread=False)
    _copy(engine, memory, back=False)
    aside = create_engine("sqlite://", creator=lambda: memory, poolclass=StaticPool, **ENGINE_OPTIONS)
    prepare(aside)
    # What a change left known stays known for the next: nobody else writes here.
    gc.disable()  # a tenth of the time would go into looking through rows that all stay
    try:
        with Session(aside, expire_on_commit=False) as session:
            yield session
    finally:
        gc.enable()
    _copy(engine, memory, back=True)
    aside.dispose()


def _copy(engine: Engine, memory: sqlite3.Connection, *, back: bool) -> None:
    pooled = engine.raw_connection()
    try:
        real = pooled.driver_connection
        if not isinstance(real, sqlite3.Connection):
            raise TypeError("a SQLite engine's connection was expected")
        source, target = (memory, real) if back else (real, memory)
        source.backup(target)
    finally:
        pooled.close()
