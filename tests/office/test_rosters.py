"""名册: units and people by spreadsheet; the office puts the list forward, the administrator makes it."""

import io
import re
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.models import Account, AuditRow, Roster, Unit
from portal.policy import Role
from portal.workflow import RosterState
from tests.office.conftest import hidden_version, send
from tests.sheets.books import book, cells_of
from tests.world import Person, World

PAGE = "/office/rosters/"
UNIT_HEADS = ["代码*", "简称*", "办公室全称*", "组别*", "机构序列*", "办公室电话"]
PEOPLE_HEADS = ["登录名*", "姓名*", "单位或科室*", "角色", "电话", "邮箱"]
NEW_UNIT = ["tongchuan", "通川区", "通川区人民政府办公室", "县（市、区）", 40, "0818-2120000"]
THERE = ["dazhu", "大竹县", "大竹县人民政府办公室", "县（市、区）", 5, ""]
REPORTER = ["tongchuan-tb", "新填报", "通川区", "填报员", "0818-2120001", "tb@tongchuan.example"]
HEAD = ["tongchuan-sq", "新主任", "通川区人民政府办公室", "单位负责人", "", ""]


@pytest.fixture
def admin(client_of: Callable[..., Person]) -> Person:
    return client_of("guanliyuan")


def bring(person: Person, *, units: list[list[object]], people: list[list[object]]) -> TestResponse:
    """Upload a list with these rows."""
    sheets = {"单位": [UNIT_HEADS, *units], "账号": [PEOPLE_HEADS, *people]}
    content = book({name: rows for name, rows in sheets.items() if len(rows) > 1})
    return person.post(PAGE, {"file": (io.BytesIO(content), "名册.xlsx")})


def brought(person: Person, **rows: list[list[object]]) -> str:
    answer = bring(person, **{"units": [], "people": [], **rows})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def count(world: World, table: type[Unit] | type[Account]) -> int:
    return world.session.scalar(select(func.count()).select_from(table)) or 0


def the_roster(world: World) -> Roster:
    return world.session.scalars(select(Roster)).one()


def test_a_list_goes_from_the_office_to_the_administrator_who_makes_all_of_it_at_once(
    world: World, first: Person, admin: Person, client_of: Callable[..., Person]
) -> None:
    units, people = count(world, Unit), count(world, Account)
    page = brought(first, units=[NEW_UNIT, THERE], people=[REPORTER, HEAD])
    assert "新建 1 个单位、2 个账号" in first.get(page).text
    assert "已有，不动" in first.get(page).text
    assert send(first, page).status_code == 303
    assert (count(world, Unit), count(world, Account)) == (units, people), "nothing made yet"
    there = f"/admin/rosters/{the_roster(world).id}"
    assert there in admin.get("/admin/rosters/").text
    links = send(admin, there)
    assert links.status_code == 200
    assert (count(world, Unit), count(world, Account)) == (units + 1, people + 2)
    made = world.play.account("tongchuan-tb")
    assert made.unit is not None
    assert (made.unit.code, made.roles, made.email) == (
        "tongchuan",
        frozenset({Role.reporter}),
        "tb@tongchuan.example",
    )
    address = re.search(r"http://localhost(/invitations/[^<\s]+)", links.text)
    assert address
    assert client_of().get(address.group(1)).status_code == 200
    assert the_roster(world).state == RosterState.carried_out
    row = world.session.scalars(select(AuditRow).where(AuditRow.action == "carry_out_roster")).one()
    assert row.after["accounts"] == {"tongchuan-tb": ["reporter"], "tongchuan-sq": ["head"]}
    again = admin.post(there, {"version": hidden_version(admin.get(there).text)})
    assert again.status_code != 200
    assert count(world, Account) == people + 2


def test_every_fault_is_told_at_once_with_its_place_and_nothing_can_be_put_forward(
    world: World, first: Person
) -> None:
    page = brought(
        first,
        units=[
            ["Bad Code", "大竹县", "", "区县", "很前", ""],
            ["fagai", "别的名字", "全称", "市级部门", 9, ""],
        ],
        people=[
            ["wang", "王某", "没有的单位", "填报员", "", ""],
            ["li", "李某", "大竹县", "市政府办公室", "", ""],
            ["li", "李某", "大竹县", "填报员", "", "不是邮箱"],
            ["dazhu-tb", "另一个人", "大竹县", "局长", "", ""],
        ],
    )
    text = first.get(page).text
    for words in (
        "只能用小写字母、数字、点和连字符",
        "这个简称已被另一单位使用",
        "没有填写",
        "没有这个组别",
        "请填写 1 到 9999 的整数",
        "没有“没有的单位”这个单位或科室",
        "不能属于参评单位",
        "这个登录名前面已经出现过",
        "不是完整的邮箱地址",
        "没有“局长”这个角色",
        "第 2 行 A 列",
    ):
        assert words in text, words
    assert "报系统管理员建立" not in text
    answer = first.post(page, {"version": hidden_version(text) if "version" in text else "1"})
    assert answer.status_code == 422
    assert the_roster(world).state == RosterState.kept


def test_what_the_office_only_looks_at_is_not_there_for_the_administrator(
    world: World, first: Person, admin: Person
) -> None:
    brought(first, units=[NEW_UNIT])
    there = f"/admin/rosters/{the_roster(world).id}"
    assert admin.get(there).status_code == 404
    assert "还没有报来的名册" in admin.get("/admin/rosters/").text


def test_the_administrator_turns_a_list_down_only_with_a_reason_that_the_office_reads(
    world: World, first: Person, admin: Person
) -> None:
    page = brought(first, units=[NEW_UNIT])
    send(first, page)
    there = f"/admin/rosters/{the_roster(world).id}/turn-down"
    version = the_roster(world).version
    assert admin.post(there, {"version": version, "reason": "　"}).status_code == 422
    assert admin.post(there, {"version": version, "reason": "区划调整尚未批准"}).status_code == 303
    assert "区划调整尚未批准" in first.get(page).text


def test_the_office_calls_a_list_off_and_it_can_no_longer_be_carried_out(
    world: World, first: Person, admin: Person
) -> None:
    page = brought(first, units=[NEW_UNIT])
    send(first, page)
    there = f"/admin/rosters/{the_roster(world).id}"
    version = the_roster(world).version
    assert send(first, page, action="call_off").status_code == 303
    units = count(world, Unit)
    assert admin.post(there, {"version": version}).status_code == 409
    assert admin.post(there, {"version": the_roster(world).version}).status_code == 422
    assert count(world, Unit) == units


def test_the_template_filled_in_as_it_is_given_is_read(world: World, first: Person) -> None:
    sheets = cells_of(first.get("/office/rosters/template.xlsx").data)
    assert sheets["单位"][0] == UNIT_HEADS
    assert sheets["账号"][0] == PEOPLE_HEADS


def test_a_file_that_is_no_spreadsheet_is_told_at_the_field(first: Person) -> None:
    answer = first.post(PAGE, {"file": (io.BytesIO(b"hello"), "名册.xlsx")})
    assert answer.status_code == 422
    assert "error" in answer.text
