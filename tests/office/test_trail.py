"""The auditor filters the trail by person, object, deed and day, takes it away, and changes nothing."""

import io
import re

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import event

from portal.models import AuditRow, Veto
from portal.queries.trail import TrailFilter, trail_page
from tests.world import Person, World

deciding = pytest.mark.stage("deciding")


def shown(page: str) -> list[int]:
    """The numbers of the rows on a page."""
    return [int(number) for number in re.findall(r'data-label="序号">(\d+)<', page)]


@deciding
def test_rows_are_found_by_person_object_deed_and_day(
    world: World,
    auditor: Person,
    proposed_veto: Veto,
) -> None:
    person = world.play.account("bangongshi-1").id
    both = trail_page(world.session, 1, TrailFilter(subject="vetoes"))[0]
    ids, last = [row.id for row in both], both[-1]
    assert shown(auditor.get("/trail?subject=vetoes").text) == ids
    assert shown(auditor.get(f"/trail?subject=vetoes&number={proposed_veto.id}").text) == ids
    assert shown(auditor.get(f"/trail?subject=vetoes/{proposed_veto.id}").text) == ids
    assert shown(auditor.get(f"/trail?person={person}&action=propose_veto").text) == [last.id]
    assert shown(auditor.get(f"/trail?person={person + 1}&action=propose_veto").text) == []
    day = f"{last.at:%Y-%m-%d}"
    found = shown(auditor.get(f"/trail?from={day}&to={day}").text)
    assert last.id in found
    assert all(world.session.get_one(AuditRow, one).at.date() == last.at.date() for one in found)
    assert shown(auditor.get("/trail?to=2012-12-31").text) == []


@deciding
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("from=去年", "日期“去年”看不懂"),
        ("from=2013-12-02&to=2013-12-01", "起止日期颠倒了"),
        ("subject=facts&number=十二", "编号“十二”不是数字"),
    ],
)
def test_what_cannot_be_read_is_said_and_stands_there_again(
    auditor: Person,
    query: str,
    said: str,
) -> None:
    page = auditor.get(f"/trail?{query}")
    assert page.status_code == 200
    assert said in page.text
    for value in (part.partition("=")[2] for part in query.split("&")):
        assert value in page.text
    assert auditor.get(f"/trail.xlsx?{query}").status_code == 422


@deciding
def test_the_table_holds_what_was_asked_for_with_its_hashes(
    world: World,
    auditor: Person,
    proposed_veto: Veto,
) -> None:
    assert "/trail.xlsx?subject=vetoes" in auditor.get("/trail?subject=vetoes").text
    answer = auditor.get("/trail.xlsx?subject=vetoes")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    row = trail_page(world.session, 1, TrailFilter(subject="vetoes"))[0][-1]
    assert len(rows) == 3, "the heads, the proposal, the unit's reply"
    assert rows[1][5] == f"一票否决 {proposed_veto.id}"
    assert rows[1][-1] == row.hash
    assert len(trail_page(world.session, 1, TrailFilter())[0]) > 50


@deciding
def test_the_trail_costs_the_same_number_of_statements_however_long(
    world: World,
    auditor: Person,
) -> None:
    counts = []
    for query in ("subject=vetoes", ""):
        sent: list[str] = []

        def note(*arguments: object, sent: list[str] = sent) -> None:
            sent.append(str(arguments[2]))

        event.listen(world.engine, "before_cursor_execute", note)
        auditor.get(f"/trail?{query}")
        event.remove(world.engine, "before_cursor_execute", note)
        counts.append(len(sent))
    assert counts[0] == counts[1] > 0
