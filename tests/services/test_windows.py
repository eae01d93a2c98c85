"""What has closed stays closed: by the clock, by the panel's closing, and for what is no content at all."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from portal.clock import day_end
from portal.errors import Invalid, Refused
from portal.models import Fact, Source
from portal.queries.years import panel_area
from portal.services.areas import missing_before_closing
from portal.services.assessments import FactContent, add_claim
from portal.services.evidence import Upload, attach
from portal.services.objections import raise_objection
from portal.services.reviews import add_record, take_in
from portal.services.years import extend_deadline
from portal.workflow import FactState
from tests.evidence.files import picture
from tests.world import Person, World

PICTURE = picture()


@pytest.mark.stage("published")
def test_no_evidence_is_added_once_the_area_is_closed(world: World) -> None:
    record = next(f for f in world.assessment("dazhu").facts if f.source == Source.record)
    upload = Upload("迟到的材料.png", PICTURE, unclassified=True)
    with pytest.raises(Refused):
        attach(world.play.by("wendian-1"), store=world.play.store, fact=record, upload=upload, limit=10_000)


@pytest.mark.parametrize("late", [timedelta(seconds=-1), timedelta(0)], ids=["in time", "too late"])
@pytest.mark.stage("checking")
def test_an_objection_is_held_to_the_last_second_of_checking(world: World, late: timedelta) -> None:
    work = world.play.by("dazhu-tb")
    work.now = day_end(world.year.checking_closes) + late
    found = world.assessment("dazhu")
    if late:
        raise_objection(work, assessment=found, indicator="", text="请复核")
        return
    with pytest.raises(Refused, match="截止"):
        raise_objection(work, assessment=found, indicator="", text="请复核")


def test_an_area_waits_for_a_unit_that_still_has_time(world: World) -> None:
    found = world.assessment()
    extend_deadline(
        world.play.by("bangongshi-1"),
        assessment=found,
        until=date(2013, 12, 27),
        reason="停机",
        version=found.version,
    )
    area = panel_area(world.session, world.year, "documents")
    before, after = day_end(date(2013, 12, 27)) - timedelta(seconds=1), day_end(date(2013, 12, 27))

    def named(moment: object) -> list[str]:
        lacks = missing_before_closing(world.session, area, moment)  # type: ignore[arg-type]
        return [one.unit.code for one, words in lacks if any("延期" in str(word) for word in words)]

    assert named(before) == ["kaijiang"]
    assert named(after) == []


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (FactContent("doc-late", "去年的事", date(2012, 3, 3), note="登记簿"), "happened_on"),
        (FactContent("doc-late", "将来的事", date(2014, 3, 3), note="登记簿"), "happened_on"),
        (FactContent("doc-late", "没有的事", quantity=Decimal(0), note="登记簿"), "quantity"),
    ],
)
def test_a_record_that_cannot_be_is_refused_at_its_field(
    world: World, content: FactContent, field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        add_record(world.play.by("wendian-1"), assessment=world.assessment("dazhu"), content=content)
    assert caught.value.field == field


def test_a_claim_of_a_day_to_come_is_refused(world: World) -> None:
    with pytest.raises(Invalid):
        add_claim(
            world.play.by("kaijiang-tb"),
            assessment=world.assessment(),
            content=FactContent("doc-fewer", "明年的事", date(2014, 12, 1)),
        )


@pytest.mark.stage("reviewing")
def test_white_space_fills_no_field_and_a_huge_number_is_no_address(world: World) -> None:
    found = world.assessment()
    take_in(world.play.by("wendian-1"), assessment=found, version=found.version)
    claim = next(fact for fact in world.assessment().facts if fact.state == FactState.signed)
    claim_id, version = claim.id, claim.version
    reviewer = Person(world.app.test_client(), "wendian-1")
    answer = reviewer.post(
        f"/panel/facts/{claim_id}", {"decision": "reject", "reason": "　 ", "version": version}
    )
    assert answer.status_code == 422
    assert "请写明理由" in answer.text
    assert world.session.get_one(Fact, claim_id).state == FactState.signed
    reporter = Person(world.app.test_client(), "kaijiang-tb")
    assert reporter.get(f"/unit/facts/{'9' * 21}").status_code == 404
