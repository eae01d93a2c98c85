"""Profiles: every unit of a group over all areas, beside the median, drawn by the server and in a table."""

import re
from decimal import Decimal
from statistics import median

import pytest

from portal.queries.profiles import profiles_of
from portal.queries.scores import Scores
from tests.world import Person, World

deciding = pytest.mark.stage("deciding")
PAGE = "/2013/office/profiles/county"


@deciding
def test_the_median_is_that_of_the_units_with_a_place_and_each_unit_is_set_against_it(world: World) -> None:
    session, year = world.session, world.year
    found = profiles_of(session, year.id, "county")
    for number, area in enumerate(("documents", "supervision", "emergency")):
        ranking = Scores(session, year).ranking(area, "county")
        totals = [row.total for row in ranking.rows if row.place is not None and row.total is not None]
        assert found.medians[number] == median(totals)
        for one in found.units:
            row = next(row for row in ranking.rows if row.name == one.name)
            assert one.points[number].total == (row.total if row.place is not None else None)
            if row.place is not None and row.total is not None:
                assert one.points[number].apart == row.total - Decimal(median(totals))


@deciding
def test_every_unit_has_its_drawing_and_its_row_and_no_script_or_style(first: Person) -> None:
    page = first.get(PAGE).text
    main = page[page.index("<main") :]
    assert main.count('class="profile"') == 4
    assert main.count('class="median"') == 4 * 3
    assert re.findall(r'<th scope="row" class="nowrap">([^<]+)</th>', main)[0] == "本组中位数"
    assert "style=" not in main
    assert first.get("/2013/office/profiles/nobody").status_code == 404
    assert PAGE in first.get("/2013/office/rankings/").text
