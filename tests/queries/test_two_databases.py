"""A ranking is the same to the byte on SQLite and on PostgreSQL, in whatever order the rows were written."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.orm import Session

from portal.models import Base
from portal.queries.scores import Scores
from portal.queries.snapshot import line_to_json, ranking_to_json
from portal.queries.years import year_by_number
from tests.queries import postgres
from tests.world import World


def rankings(engine: Engine) -> bytes:
    """Every ranking of 2013, from the stored scorecards and made anew from the facts."""
    with Session(engine) as session:
        year = year_by_number(session, 2013)
        found = []
        for fresh in (False, True):
            scores = Scores(session, year, fresh=fresh)
            for area in scores.scheme.areas:
                for group in scores.scheme.groups:
                    ranking = scores.ranking(area.code, group.code)
                    found.append([ranking_to_json(ranking), line_to_json(ranking), ranking.undecided])
    return json.dumps(found, ensure_ascii=False).encode()


def copied(source: Engine, target: Engine, seed: int) -> None:
    """All rows of a database in another one, each table's in an order of its own."""
    chance = random.Random(seed)
    Base.metadata.drop_all(target)
    Base.metadata.create_all(target)
    with source.connect() as read, target.connect() as write:
        _unbound(write)
        for table in Base.metadata.sorted_tables:
            rows = [dict(row) for row in read.execute(table.select()).mappings()]
            chance.shuffle(rows)
            if rows:
                write.execute(table.insert(), rows)
        write.commit()


def _unbound(write: Connection) -> None:
    """Rows may come before those that they refer to."""
    if write.dialect.name == "postgresql":
        write.execute(text("SET session_replication_role = replica"))
    else:
        write.exec_driver_sql("PRAGMA foreign_keys = OFF")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A PostgreSQL server, where one can be started."""
    pytest.importorskip("psycopg", reason="psycopg is not installed: PostgreSQL is left out")
    where, user = postgres.tools(), postgres.owner()
    if where is None or user is None:
        pytest.skip("no PostgreSQL server on this machine: apt-get install postgresql")
    with postgres.server(where, user) as found:
        yield found


@pytest.mark.stage("deciding")
def test_permuted_rows_rank_the_same_on_sqlite(world: World, tmp_path: Path) -> None:
    expected = rankings(world.engine)
    for seed in (1, 2):
        other = create_engine(f"sqlite:///{tmp_path / f'permuted-{seed}.sqlite'}")
        copied(world.engine, other, seed)
        assert rankings(other) == expected
        other.dispose()


@pytest.mark.stage("deciding")
def test_postgresql_ranks_the_same_to_the_byte_in_whatever_order_the_rows_came(
    world: World, address: str
) -> None:
    expected = rankings(world.engine)
    other = create_engine(address)
    try:
        for seed in (1, 2):
            copied(world.engine, other, seed)
            assert rankings(other) == expected
    finally:
        other.dispose()
