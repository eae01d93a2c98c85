"""What outlasts a change in memory: a day's work leaves it, a change of rights holds from the next page."""

import re
from collections.abc import Callable, Hashable
from typing import Any

import pytest
from sqlalchemy import event, text

from portal.known import Known
from portal.models import Base
from portal.services import reviews
from portal.workflow import FactAction
from tests.panels.conftest import signed
from tests.world import Person, World, make_app

ITEMS = "/2013/panel/documents/items?state=all"
reviewing = pytest.mark.stage("reviewing")
FRAME = {
    "account_roles",
    "accounts",
    "assessments",
    "co_options",
    "conflict_statements",
    "panel_areas",
    "panel_members",
    "panels",
    "recusals",
    "scheme_issues",
    "sections",
    "settings",
    "signing_authorities",
    "successions",
    "units",
    "years",
}
"""The tables whose every change makes the mark anew."""
OF_ASSESSMENTS = {"year_id", "unit_id", "area"}
"""All that the frame may ask of a self-assessment: to whom it belongs."""

EVERYBODY = {
    "": ["/"],
    "kaijiang-tb": ["/2013/unit/"],
    "kaijiang-sq": ["/2013/unit/areas/documents"],
    "wendian-1": ["/2013/panel/", ITEMS],
    "wendian-zuzhang": ["/2013/panel/documents/"],
    "bangongshi-1": ["/2013/office/", "/2013/office/rankings/"],
    "guanliyuan": ["/admin/accounts"],
    "shenji": ["/trail"],
}


def _mark(world: World) -> str:
    return str(world.session.execute(text("SELECT mark FROM revisions WHERE name = 'frame'")).scalar_one())


def _write(world: World, statement: str) -> None:
    """Another process writes, and leaves no row in the trail."""
    with world.engine.begin() as connection:
        connection.execute(text(statement))


def _statements(world: World, asked: Callable[[], object]) -> list[str]:
    seen: list[str] = []
    event.listen(
        world.engine, "before_cursor_execute", note := lambda _c, _u, said, *_rest: seen.append(said)
    )
    asked()
    event.remove(world.engine, "before_cursor_execute", note)
    return seen


_TRIGGERS = (
    "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table AND name LIKE 'frame_%'"
)


@reviewing
def test_every_write_of_the_frames_tables_makes_a_mark_that_never_was(world: World) -> None:
    """However a later migration rebuilds a table, its triggers are made again with it."""
    marks = {_mark(world)}
    for table in sorted(FRAME):
        triggers = " ".join(world.session.execute(text(_TRIGGERS), {"table": table}).scalars())
        assert set(re.findall(r"AFTER (\w+)", triggers)) == {"INSERT", "UPDATE", "DELETE"}, table
        column = (
            "year_id" if table == "assessments" else Base.metadata.tables[table].primary_key.columns[0].name
        )
        rows = world.session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608 - own names
        _write(world, f"UPDATE {table} SET {column} = {column}")  # noqa: S608 - own names
        assert (_mark(world) not in marks) is (rows > 0), table
        marks.add(_mark(world))


def _decide_all(world: World) -> None:
    """The panel takes a self-assessment in and decides on all of its claims."""
    found, work = world.assessment(), world.play.by("wendian-1")
    reviews.take_in(work, assessment=found, version=found.version)
    for fact in signed(found):
        rejected = {"decision": FactAction.reject, "reason": "没有原件", "version": fact.version}
        reviews.verify_fact(work, fact=fact, **rejected)


@reviewing
def test_a_days_work_leaves_the_mark_as_it_is(world: World) -> None:
    before = _mark(world)
    _decide_all(world)
    assert _mark(world) == before


class Overheard(Known):
    """Notes which tables, and which columns of self-assessments, are read for what is kept."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.tables: dict[str, set[Hashable]] = {}
        self.columns: set[str] = set()

    def at(self, head: str, what: Hashable, read: Callable[[], Any]) -> Any:
        """Read with one's ears open."""

        def overheard() -> Any:
            found: list[Any] = []
            for said in _statements(self.world, lambda: found.append(read())):
                for table in re.findall(r"(?:FROM|JOIN) (\w+)", said):
                    self.tables.setdefault(table, set()).add(what[0] if isinstance(what, tuple) else what)
                self.columns |= set(re.findall(r"\bassessments(?:_\d+)?\.(\w+)", said))
            return found[0]

        return super().at(head, what, overheard)


@pytest.mark.parametrize(
    "stage",
    [
        pytest.param(one, marks=pytest.mark.stage(one))
        for one in ("reporting", "reviewing", "checking", "published")
    ],
)
def test_what_outlasts_a_days_work_is_read_from_tables_that_move_the_mark(
    world: World, client_of: Callable[..., Person], stage: str
) -> None:
    heard = world.app.extensions["settled"] = Overheard(world)
    for login, pages in EVERYBODY.items():
        person = client_of(login) if login else Person(world.app.test_client())
        for page in pages:
            assert person.get(page).status_code < 500, (login, page)
    assert {"accounts", "panel_members", "years", "panel_areas", "settings"} <= set(heard.tables)
    strange = {table: why for table, why in heard.tables.items() if table not in FRAME}
    assert not strange, "the mark does not move with these: a migration has to give them its triggers"
    assert heard.columns <= OF_ASSESSMENTS | {"id"}


@reviewing
@pytest.mark.parametrize(
    ("login", "path", "change", "status"),
    [
        ("wendian-1", ITEMS, "DELETE FROM panel_members WHERE account_id = {account}", 404),
        ("bangongshi-1", "/2013/office/", "DELETE FROM account_roles WHERE account_id = {account}", 403),
        ("wendian-1", ITEMS, "UPDATE accounts SET active = 0 WHERE id = {account}", 303),
        (
            "wendian-1",
            "/2013/panel/documents/units/{unit}",
            "INSERT INTO recusals (year_id, account_id, unit_id, reason) "
            "VALUES ({year}, {account}, {unit}, '亲属')",
            404,
        ),
        ("wendian-1", ITEMS, "UPDATE panel_areas SET area = 'gone' WHERE area = 'documents'", 404),
    ],
)
def test_a_change_of_rights_is_seen_by_the_next_request_in_every_process(
    world: World, login: str, path: str, change: str, status: int
) -> None:
    """Two processes on one database; somebody else writes it, and not even a row of the trail tells of it."""
    names = {
        "account": world.play.account(login).id,
        "unit": world.play.unit("dazhu").id,
        "year": world.year.id,
    }
    processes = (world.app, make_app(world.app.config["INSTANCE"], world.clock))
    people = [Person(process.test_client(), login) for process in processes]
    for person in people:
        assert person.get(path.format(**names)).status_code == 200
    _write(world, change.format(**names))
    for person in people:
        assert person.get(path.format(**names)).status_code == status


@reviewing
def test_anothers_decision_makes_nobodys_rights_be_read_again(
    world: World, client_of: Callable[..., Person]
) -> None:
    colleague = client_of("wendian-2")
    colleague.get(ITEMS)
    _decide_all(world)
    seen = _statements(world, lambda: colleague.get(ITEMS))
    assert len(seen) == 6, "the transaction, the sign-in, the last look, the batches, the counts, the page"
    assert not [said for said in seen if "panel_members" in said or "FROM years" in said]


@reviewing
def test_a_decision_is_few_statements_from_the_sign_in_to_the_commit(
    world: World, client_of: Callable[..., Person]
) -> None:
    """Whoever saves waits for all of them, and other writers for most."""
    found, reviewer = world.assessment(), client_of("wendian-1")
    reviews.take_in(world.play.by("wendian-1"), assessment=found, version=found.version)
    first, second = signed(found)[:2]
    forms = [
        (
            one.id,
            {
                "decision": "reject",
                "reason": "没有原件",
                "version": one.version,
                "request_key": f"k-{one.id}",
            },
        )
        for one in (first, second)
    ]
    answers: list[int] = []
    for fact_id, form in forms:
        seen = _statements(
            world,
            lambda: answers.append(reviewer.post(f"/panel/facts/{fact_id}", form).status_code),  # noqa: B023
        )
    assert answers == [303, 303]
    assert len(seen) <= 20, seen
