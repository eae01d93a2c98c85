"""Units that merge, split or change their name: the record, past years' names, history, their people."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import Invalid, Refused
from portal.models import Group, Succession, SuccessionKind, Unit
from portal.queries.successions import all_successions, lineage, predecessors_of
from portal.services.successions import move_people, record_succession
from portal.services.units import UnitContent, create_unit
from tests.world import Person, World

ADMIN = "guanliyuan"
GROUND = "达市编〔2014〕3号"


def new_unit(world: World, code: str = "yingji-ju", name: str = "市应急管理局") -> Unit:
    content = UnitContent(code, name, f"{name}办公室", Group.department, 50)
    return create_unit(world.play.by(ADMIN), content=content)


def record(world: World, kind: str, before: list[Unit], after: list[Unit], **more: bool) -> None:
    record_succession(
        world.play.by(ADMIN),
        kind=SuccessionKind(kind),
        predecessors=before,
        successors=after,
        effective_on=date(2014, 3, 1),
        ground=GROUND,
        **more,
    )


@pytest.mark.stage("published")
def test_a_renamed_unit_keeps_its_old_name_in_past_years_and_its_people_read_its_scorecards(
    world: World, client_of: Callable[..., Person]
) -> None:
    old, new = world.play.unit("anjian"), new_unit(world)
    record(world, "rename", [old], [new])
    assert not old.active
    grid = client_of("bangongshi-1").get("/2013/office/").text
    assert old.name in grid
    assert "市应急管理局" not in grid
    assert move_people(world.play.by(ADMIN), succession=all_successions(world.session)[0]) == 2
    reporter = client_of("anjian-tb")
    address = f"/2013/scorecards/documents/{old.id}"
    assert address in reporter.get("/2013/unit/").text
    assert reporter.get(address).status_code == 200
    assert client_of("fagai-tb").get(address).status_code == 404
    history = reporter.get("/unit/history").text
    assert old.name in history, "its results, under the name of then"
    assert "2013" in history


@pytest.mark.stage("reviewed")
def test_people_stay_while_their_unit_is_being_judged(world: World) -> None:
    old, new = world.play.unit("anjian"), new_unit(world)
    record(world, "rename", [old], [new])
    with pytest.raises(Refused, match="2013年度还在评价"):
        move_people(world.play.by(ADMIN), succession=all_successions(world.session)[0])
    assert world.play.account("anjian-tb").unit_id == old.id


@pytest.mark.stage("reviewed")
def test_who_comes_from_the_successor_judges_neither_unit(
    world: World, client_of: Callable[..., Person]
) -> None:
    gone, own = world.play.unit("anjian"), world.play.unit("caizheng")
    address = f"/2013/panel/documents/units/{gone.id}"
    assert client_of("wendian-3").get(address).status_code == 200
    record(world, "merge", [gone], [own])
    reviewer = client_of("wendian-3")
    assert reviewer.get(address).status_code == 404
    assert gone.name not in reviewer.get("/2013/panel/documents/").text
    assert client_of("wendian-1").get(address).status_code == 200


def test_history_goes_back_over_a_merger_and_a_new_name(world: World) -> None:
    play = world.play
    one, other, merged, renamed = (
        play.unit("anjian"),
        play.unit("gongan"),
        new_unit(world),
        new_unit(world, "b", "乙局"),
    )
    record(world, "merge", [one, other], [merged])
    record(world, "rename", [merged], [renamed])
    assert predecessors_of(world.session, renamed.id) == {one.id, other.id, merged.id}
    assert predecessors_of(world.session, one.id) == frozenset()


def test_a_unit_that_is_split_can_go_on(world: World) -> None:
    old, new = world.play.unit("anjian"), new_unit(world)
    record(world, "split", [old], [new], goes_on=True)
    assert old.active
    assert predecessors_of(world.session, new.id) == {old.id}


def test_what_cannot_be_is_refused_and_nothing_is_on_record(world: World) -> None:
    one, other, new = world.play.unit("anjian"), world.play.unit("gongan"), new_unit(world)
    for kind, before, after in (
        ("rename", [one, other], [new]),
        ("rename", [one], [new, other]),
        ("merge", [one], [one]),
        ("split", [], [new]),
        ("merge", [one], []),
    ):
        with pytest.raises(Invalid):
            record(world, kind, before, after)
    record(world, "rename", [one], [new])
    for before, after in (([one], [new]), ([new], [one])):
        with pytest.raises(Invalid):
            record(world, "rename", before, after)
    assert world.session.query(Succession).count() == 1


def test_the_form_tells_what_is_wrong_and_keeps_what_was_typed(
    world: World, client_of: Callable[..., Person]
) -> None:
    admin, new = client_of(ADMIN), new_unit(world)
    typed = {"kind": "rename", "effective_on": "2014-03-01", "ground": GROUND, "successors": new.id}
    answer = admin.post("/admin/successions/", typed)
    assert answer.status_code == 422
    assert "请选择原单位" in answer.text
    assert GROUND in answer.text
    typed["predecessors"] = world.play.unit("anjian").id
    assert admin.post("/admin/successions/", typed).status_code == 303
    page = admin.get("/admin/successions/").text
    assert "市应急管理局" in page
    assert "迁移 2 个账号" in page


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6)), max_size=12), st.integers(1, 6))
def test_a_lineage_ends_and_is_closed_whatever_the_pairs(pairs: list[tuple[int, int]], unit: int) -> None:
    found = lineage(pairs, unit)
    assert unit not in found
    for successor, predecessor in pairs:
        if successor in found | {unit} and predecessor != unit:
            assert predecessor in found
