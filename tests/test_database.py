"""The database: migrations equal the models, SQLite is set up to be trusted, impossible rows are refused."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, inspect, text
from sqlalchemy.exc import IntegrityError

from portal.models import Base, Veto
from portal.models.base import Exact, Moment
from portal.workflow import VetoState
from tests.world import World

pytestmark = pytest.mark.stage("setup")


def test_upgrading_an_empty_database_gives_exactly_the_models(world: World) -> None:
    with world.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_every_check_constraint_of_the_models_is_in_the_migrated_database(world: World) -> None:
    found = inspect(world.engine)
    for table in Base.metadata.tables.values():
        wanted = {str(c.name) for c in table.constraints if isinstance(c, CheckConstraint)}
        assert wanted <= {str(c["name"]) for c in found.get_check_constraints(table.name)}, table.name


def test_sqlite_is_set_to_keep_what_was_acknowledged(world: World) -> None:
    def pragma(name: str) -> object:
        return world.session.execute(text(f"PRAGMA {name}")).scalar_one()

    assert pragma("journal_mode") == "wal"
    assert pragma("synchronous") == 2  # FULL
    assert pragma("foreign_keys") == 1
    assert int(str(pragma("busy_timeout"))) >= 5000


def test_a_veto_without_ground_or_decided_by_its_proposer_cannot_be_stored(world: World) -> None:
    unit, one = world.play.unit("fagai"), world.play.account("bangongshi-1")
    common = {
        "year_id": 1,
        "unit_id": unit.id,
        "document_on": datetime(2013, 3, 1).date(),
        "proposed_at": datetime(2013, 3, 2, tzinfo=UTC),
        "reply_until": datetime(2013, 3, 7).date(),
        "first_by_id": one.id,
    }
    world.session.execute(text("PRAGMA foreign_keys = OFF"))
    cases = [
        {"ground": "", "document_number": "1"},
        {"ground": "leak", "document_number": ""},
        {"ground": "leak", "document_number": "1", "state": VetoState.confirmed},
        {"ground": "leak", "document_number": "1", "state": VetoState.confirmed, "decided_by_id": one.id},
    ]
    for case in cases:
        session = world.session
        session.add(Veto(**common, **case))
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()


def test_a_moment_without_its_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Moment().process_bind_param(datetime(2013, 1, 1), None)  # type: ignore[arg-type]


@pytest.mark.parametrize("number", ["0.10", "1E+3", "-2.5", "33.3333"])
def test_a_decimal_comes_back_to_the_digit(number: str) -> None:
    kept = Exact().process_bind_param(Decimal(number), None)  # type: ignore[arg-type]
    assert Exact().process_result_value(kept, None) == Decimal(number)  # type: ignore[arg-type]


def test_chinese_in_json_columns_stays_readable_and_searchable(world: World) -> None:
    found = world.session.execute(text("SELECT count(*) FROM audit_rows WHERE after LIKE '%综合秘书科%'"))
    assert found.scalar_one() == 1
