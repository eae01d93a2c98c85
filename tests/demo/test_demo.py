"""The demo as its visitor finds it, and what its making promises."""

from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal.clock import SetClock
from portal.demo import making, year2013
from portal.demo.incidents import TIED
from portal.demo.units import UNITS
from portal.errors import Refused
from portal.extensions import db
from portal.models import Account, Assessment, AuditRow, Setting, Year
from portal.queries.assessments import assessment_of
from portal.queries.decisions import publication_of, tie_decision_of, vetoes_of
from portal.queries.recomputing import recompute
from portal.queries.scores import Scores
from portal.queries.settings import installation_of
from portal.queries.years import panels_of, units_of, year_by_number
from portal.scoring import Standing
from portal.services.settings import CLOCK_SHIFT
from portal.workflow import AssessmentState, FactState, VetoState, YearState
from tests.demo.conftest import MADE_AT
from tests.world import make_app


def _year(number: int = 2013) -> Year:
    return year_by_number(db.session(), number)


def _dossier(key: tuple[str, str]) -> Assessment:
    unit, area = key
    unit_id = next(one.id for one in units_of(db.session(), _year()) if one.code == unit)
    return assessment_of(db.session(), _year(), unit_id, area)


def _undecided(number: int) -> dict[tuple[str, str], set[str]]:
    scores = Scores(db.session(), _year(number))
    found = {
        (area.code, group.code): set(scores.ranking(area.code, group.code).undecided)
        for area in scores.scheme.areas
        for group in scores.scheme.groups
    }
    return {place: units for place, units in found.items() if units}


def _changes() -> int:
    return db.session().scalar(select(func.count()).select_from(AuditRow)) or 0


def _quiet(_: str) -> None: ...


def test_it_holds_forty_departments_in_the_official_order_and_six_panels(demo: Flask) -> None:
    units = units_of(db.session(), _year())

    assert [unit.code for unit in units] == [unit.code for unit in UNITS]
    assert [unit.group.value for unit in units].count("department") == 40
    assert len(panels_of(db.session(), _year())) == 6


def test_making_it_again_changes_nothing(demo: Flask) -> None:
    before = _changes()
    making.make(demo, at=None, say=_quiet)
    assert _changes() == before


@pytest.mark.parametrize("number", [2012, 2013])
def test_its_stored_scores_are_what_its_facts_give(demo: Flask, number: int) -> None:
    stored, fresh = Scores(db.session(), _year(number)), Scores(db.session(), _year(number), fresh=True)
    for area in fresh.scheme.areas:
        for group in fresh.scheme.groups:
            assert stored.scorecards(area.code, group.code) == fresh.scorecards(area.code, group.code)


def test_2012_is_published_in_seven_areas_and_recomputes_from_its_snapshot(demo: Flask) -> None:
    found = publication_of(db.session(), _year(2012))

    assert found is not None
    assert len(found.selected) == 7
    for area in found.selected:
        assert [len(group["selected"]) for group in area["groups"]] == [2, 3]
    assert recompute(found.snapshot) == []


def test_the_planted_tie_is_the_only_one_that_no_rule_settles(demo: Flask) -> None:
    assert _undecided(2012) == {}
    assert _undecided(2013) == {("meetings", "county"): set(TIED)}


def test_each_state_of_a_self_assessment_has_its_unit(demo: Flask) -> None:
    states = {key: _dossier(key).state for key in (*year2013.LATE, year2013.OPEN)}
    assert set(states.values()) == {AssessmentState.draft}
    assert {bool(_dossier(key).facts) for key in year2013.DRAFTED} == {True}
    assert _dossier(year2013.OPEN).extended_until is not None
    assert _dossier(year2013.DECLINED).state == AssessmentState.declined
    assert _dossier(year2013.WAITING).state == AssessmentState.submitted
    assert _dossier(("xuanhan", "documents")).state == AssessmentState.in_review
    areas = [area.code for area in Scores(db.session(), _year()).scheme.areas]
    assert not any(_dossier((year2013.SILENT, area)).narrative for area in areas)


def test_one_fact_is_returned_and_one_disputed(demo: Flask) -> None:
    assert FactState.returned in {fact.state for fact in _dossier(year2013.RETURNED).facts}
    refused = [fact for fact in _dossier(year2013.DISPUTED).facts if fact.state == FactState.rejected]
    assert [bool(fact.reply) for fact in refused] == [True]


def test_two_units_do_not_compete_each_for_its_own_reason(demo: Flask) -> None:
    scores = Scores(db.session(), _year())
    excused = {unit for unit, _ in year2013.EXCUSED}
    website = {card.unit: card.standing for card in scores.heads("website", "department")}
    supervision = {card.unit: card.standing for card in scores.heads("supervision", "department")}

    assert {unit for unit, standing in website.items() if standing == Standing.NOT_COMPETING} == excused
    assert supervision["tongji"] == Standing.NOT_COMPETING


def test_one_veto_holds_and_one_waits_for_the_second_person(demo: Flask) -> None:
    found = {veto.unit.code: veto.state for veto in vetoes_of(db.session(), _year())}
    assert found == {
        year2013.VETOED[0]: VetoState.confirmed,
        year2013.PROPOSED[0]: VetoState.proposed,
    }


def test_it_plays_on_to_checking_with_an_objection_and_then_to_the_notice(demo: Flask) -> None:
    making.make(demo, at="checking", say=_quiet)
    assert _year().state == YearState.checking
    making.make(demo, at="notice", say=_quiet)
    assert _year().state == YearState.notice
    decided = tie_decision_of(db.session(), _year(), "meetings", "county")
    assert decided is not None
    assert set(decided.order) == set(TIED)
    before = _changes()
    making.make(demo, at="notice", say=_quiet)
    assert _changes() == before


def test_a_half_made_demo_is_refused_in_so_many_words(demo: Flask) -> None:
    db.session().execute(delete(Setting).where(Setting.name == CLOCK_SHIFT))
    db.session().commit()
    with pytest.raises(Refused, match="没有装完"):
        making.make(demo, at=None, say=_quiet)


def test_a_making_that_breaks_off_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    app = make_app(tmp_path, SetClock(MADE_AT))

    def stop(_: str) -> None:
        raise KeyboardInterrupt

    with app.app_context():
        upgrade()
        with pytest.raises(KeyboardInterrupt):
            making.make(app, at=None, say=stop)
        with Session(db.engine) as session:
            assert not installation_of(session).demo
            assert session.scalar(select(func.count()).select_from(Account)) == 0
        db.engine.dispose()
