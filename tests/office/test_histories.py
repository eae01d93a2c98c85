"""Past years to read: a unit over the years, a year beside the one before, from what was published then."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import event

from portal.models import Publication, Year
from portal.queries.decisions import publication_of
from portal.queries.histories import compared_with_last, history_of
from portal.queries.snapshot import digest_of, selected_in
from portal.workflow import PublicationState, YearState
from tests.world import Person, World

pytestmark = pytest.mark.stage("published")


def a_past_year(world: World, number: int, less: str = "1.00") -> None:
    """A published year that is as 2013, but for its number and with `less` points for everybody."""
    publication = publication_of(world.session, world.year)
    assert publication is not None
    session = world.session
    snapshot = json.loads(json.dumps(publication.snapshot))
    snapshot["year"] = number
    for area in snapshot["areas"]:
        for group in area["groups"]:
            for row in group["ranking"]:
                if row["total"] is not None:
                    row["total"] = {"decimal": str(Decimal(row["total"]["decimal"]) - Decimal(less))}
            first, second = group["ranking"][:2]
            first["place"], second["place"] = 2, 1
            group["ranking"] = [row for row in group["ranking"] if row["unit"] != "dazhu"]
    year = Year(
        number=number,
        state=YearState.archived,
        reporting_opens=date(number, 11, 25),
        reporting_closes=date(number, 12, 13),
        reviewing_closes=date(number + 1, 1, 10),
        checking_closes=date(number + 1, 1, 17),
    )
    session.add(year)
    session.flush()
    session.add(
        Publication(
            year_id=year.id,
            state=PublicationState.published,
            circular_number=f"达市府办发〔{number + 1}〕2号",
            issued_on=date(number + 1, 2, 1),
            addressees="各单位：",
            snapshot=snapshot,
            selected=selected_in(snapshot),
            digest=digest_of(snapshot),
            proposed_by_id=publication.proposed_by_id,
            proposed_at=publication.proposed_at,
            decided_by_id=publication.decided_by_id,
            decided_at=publication.decided_at,
        )
    )
    session.commit()


def test_a_year_stands_beside_the_published_one_before_it(world: World, first: Person) -> None:
    a_past_year(world, 2012)
    found = compared_with_last(world.session, world.year, "documents", "county")
    assert found is not None
    assert (found.before, found.settled) == (2012, True)
    scored = [row for row in found.rows if row.now and row.now.total is not None and row.before]
    assert {row.change for row in scored} == {Decimal("1.00")}
    assert [row.climbed for row in found.rows[:2]] == [1, -1]
    new = next(row for row in found.rows if row.unit == "dazhu")
    assert new.before is None
    assert new.change is None
    page = first.get("/2013/office/history/documents/county").text
    assert "+1.00" in page
    assert "升 1" in page


def test_a_units_way_over_the_years_is_shown_to_the_office_and_without_places_to_the_unit(
    world: World, first: Person, auditor: Person, client_of: Callable[..., Person]
) -> None:
    a_past_year(world, 2012)
    unit = world.play.unit("xuanhan")
    history = history_of(world.session, unit)
    assert [year.number for year, _results in history.years] == [2013, 2012]
    assert history.years[0][1]["documents"].selected
    page = f"/office/units/{unit.id}/history"
    for reader in (first, auditor):
        shown = reader.get(page).text
        assert "第 1 名" in shown
        assert "2012" in shown
    own = client_of("xuanhan-tb").get("/unit/history").text
    assert "先进" in own
    assert "名" not in own.partition("<table")[2].partition("</table>")[0]
    assert f"{history.years[0][1]['documents'].total:.2f}" in own
    assert client_of("xuanhan-tb").get(page).status_code == 403


def test_more_years_cost_no_more_statements(world: World, first: Person) -> None:
    counts = []
    unit = world.play.unit("xuanhan").id
    for number in (2012, 2011, 2010, 2009):
        a_past_year(world, number, f"{2013 - number}.00")
        sent: list[str] = []

        def note(*arguments: object, sent: list[str] = sent) -> None:
            sent.append(str(arguments[2]))

        event.listen(world.engine, "before_cursor_execute", note)
        first.get(f"/office/units/{unit}/history")
        first.get("/2013/office/history/documents/county")
        event.remove(world.engine, "before_cursor_execute", note)
        counts.append(len(sent))
    assert len(set(counts[1:])) == 1, counts


def test_a_first_year_has_nothing_to_be_compared_with(first: Person) -> None:
    assert "没有可以比较的上年结果" in first.get("/2013/office/history/documents/county").text
    page = first.get("/2013/office/history")
    assert page.status_code == 200
    assert "达市府办发〔2014〕6号" in page.text


@pytest.mark.stage("reporting")
def test_before_checking_nobody_is_compared(first: Person) -> None:
    assert "得分核对开放以后可以与上年比较" in first.get("/2013/office/history/documents/county").text
