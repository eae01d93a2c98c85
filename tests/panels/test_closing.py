"""Closing an area: what is missing holds it up and is listed; the preview shows the quota line."""

import re
from decimal import Decimal

import pytest

from portal.queries.scores import Scores
from portal.queries.years import panel_area
from portal.services import reviews
from portal.services.assessments import FactContent
from portal.workflow import PanelAreaState
from tests.panels.conftest import QUEUE, unit_page
from tests.world import Person, World

CLOSE = f"{QUEUE}close"


def _close(world: World, chair: Person, text: str = "建议按得分确定") -> int:
    version = panel_area(world.session, world.year, "documents").version
    return chair.post(CLOSE, {"recommendation": text, "version": version}).status_code


@pytest.mark.stage("reviewed")
@pytest.mark.parametrize("kind", ["record", "count"])
def test_one_open_end_holds_up_the_closing_and_is_named(world: World, chair: Person, kind: str) -> None:
    found = world.assessment("dazhu")
    if kind == "record":
        content = FactContent("doc-multiple", "刚记下的", note="收文登记")
        reviews.add_record(world.play.by("wendian-1"), assessment=found, content=content)
        lack = "有记录尚未告知单位"
    else:
        counts = {row.code: row.value for row in found.exposures} | {"doc-due": Decimal(0)}
        reviews.set_exposures(world.play.by("wendian-1"), assessment=found, counts=counts)
        lack = "应办件数为 0，却有"
    page = chair.get(CLOSE).text
    listed = page.split('id="missing-title"')[1].split("</section>")[0]
    assert re.findall(r'href="([^"]+)"', listed) == [unit_page(found)]
    assert lack in listed
    version = panel_area(world.session, world.year, "documents").version
    answer = chair.post(CLOSE, {"recommendation": "写了很久的建议", "version": version})
    assert answer.status_code == 422
    assert "大竹县" in answer.text
    assert "写了很久的建议" in answer.text
    assert panel_area(world.session, world.year, "documents").state == PanelAreaState.open


@pytest.mark.stage("reviewing")
def test_every_unit_with_open_ends_is_listed_once(world: World, chair: Person) -> None:
    listed = chair.get(CLOSE).text.split('id="missing-title"')[1].split("</section>")[0]
    assert len(re.findall(r'<th scope="row"', listed)) == len(world.play.cast)
    assert _close(world, chair) == 422


def test_while_reporting_runs_an_area_cannot_be_closed(world: World, chair: Person) -> None:
    assert "进入审核评分阶段后才能办结" in chair.get(CLOSE).text
    assert _close(world, chair) == 422


@pytest.mark.stage("reviewed")
def test_closing_needs_a_recommendation_and_the_present_version(world: World, chair: Person) -> None:
    assert _close(world, chair, " ") == 422
    seen = panel_area(world.session, world.year, "documents").version
    stale = chair.post(CLOSE, {"recommendation": "建议", "version": seen - 1})
    assert stale.status_code == 409
    assert "建议" in stale.text
    key = {"request_key": "one-press-of-that-button"}
    sent = {"recommendation": "建议", "version": seen, **key}
    assert chair.post(CLOSE, sent).status_code == 303
    assert chair.post(CLOSE, sent).status_code == 303, "the second one says that it took effect"
    assert panel_area(world.session, world.year, "documents").state == PanelAreaState.closed


@pytest.mark.stage("reviewed")
def test_the_preview_is_the_ranking_with_its_line(world: World, chair: Person) -> None:
    page = chair.get(CLOSE).text
    for number, group in enumerate(("county", "department"), 1):
        ranking = Scores(world.session, world.year).ranking("documents", group)
        part = page.split(f'id="ranking-{number}"')[1].split("</section>")[0]
        names = re.findall(r'<th scope="row"><a[^>]*>([^<]+)</a>', part)
        assert names == [row.name for row in ranking.rows]
        line = re.search(r'<tr class="line-below">(.*?)</tr>', part, re.S)
        assert line
        assert ranking.line is not None
        assert ranking.row(str(ranking.line.last_in)).name in line.group(1)
        assert ranking.line.rule.zh in part


@pytest.mark.stage("reviewed")
def test_the_desk_tells_the_chair_what_can_be_closed(chair: Person, reviewer: Person) -> None:
    assert "可以办结" in chair.get("/2013/panel/").text
    assert "可以办结" not in reviewer.get("/2013/panel/").text
