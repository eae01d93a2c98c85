"""What-if: lines turned, objections upheld, units vetoed, reckoned at once; nothing is changed by it."""

import re

import pytest
from sqlalchemy import event, func, select

from portal.models import AuditRow, Departure, Source
from portal.queries.hanging import hanging
from portal.queries.regrading import BandKey, bands_of
from portal.queries.scores import Scores
from portal.queries.trials import trial
from portal.queries.whatif import Supposed, outcome_of
from portal.queries.years import panel_area
from portal.services.objections import raise_objection
from portal.workflow import FactState
from tests.world import Person, World

deciding = pytest.mark.stage("deciding")
RANKING = "/2013/office/rankings/documents/county"
PAGE = f"{RANKING}/what-if"


def selected(world: World, area: str = "documents") -> tuple[str, ...]:
    return Scores(world.session, world.year).ranking(area, "county").selected


def rows(world: World) -> int:
    return world.session.scalar(select(func.count()).select_from(AuditRow)) or 0


@deciding
def test_a_supposed_veto_says_who_moves_in_and_out_and_changes_nothing(world: World, first: Person) -> None:
    before = rows(world)
    assert selected(world) == ("xuanhan", "kaijiang")
    page = first.get(f"{PAGE}?veto=kaijiang").text
    assert re.search(r"新入选：\s*<strong>\s*大竹县\s*</strong>", page)
    assert re.search(r"不再入选：\s*<strong>\s*开江县\s*</strong>", page)
    assert "其他领域名单的变化" in page
    assert selected(world) == ("xuanhan", "kaijiang")
    assert rows(world) == before


@deciding
def test_each_line_on_which_a_selection_hangs_does_to_the_list_what_the_page_says(
    world: World, first: Person
) -> None:
    session, year = world.session, world.year
    seen = 0
    for area in ("documents", "supervision", "emergency"):
        for group in ("county", "department"):
            swings = hanging(session, year, area, group).swings
            for swing in swings:
                if swing.fact is None and not swing.grade:
                    continue
                asked = Supposed(frozenset({swing.fact or ""}))
                if swing.band is not None:
                    key = BandKey(swing.unit, swing.band.indicator, swing.band.scorer, swing.grade)
                    asked = Supposed(bands=frozenset({key}))
                here = outcome_of(session, year, area, group, asked).here
                assert tuple(row.unit for row in here.moves_in) == swing.moves_in
                assert tuple(row.unit for row in here.moves_out) == swing.moves_out
                seen += 1
            page = first.get(f"/2013/office/rankings/{area}/{group}/hangs-on").text
            for key in {swing.fact for swing in swings if swing.fact}:
                assert f"line={key}" in page
    assert seen


@deciding
def test_a_line_that_is_turned_gives_the_total_that_the_changed_fact_would_give(
    world: World, first: Person
) -> None:
    dossier = world.assessment("xuanhan")
    session, year = world.play.session, dossier.year
    fact = next(
        one for one in dossier.facts if one.source == Source.claim and one.state == FactState.accepted
    )
    outcome = outcome_of(session, year, "documents", "county", Supposed(frozenset({str(fact.id)})))
    (one,) = outcome.turned
    assert (one.unit, one.counts) == ("宣汉县", True)
    fact.state = FactState.rejected
    session.flush()
    made = Scores(session, year, fresh=True).ranking("documents", "county")
    assert [(row.unit, row.place, row.total) for row in made.rows] == [
        (row.unit, row.place, row.total) for row in outcome.here.after.rows
    ]
    session.rollback()
    page = first.get(f"{PAGE}?unit=xuanhan&line={fact.id}").text
    assert f'value="{fact.id}" checked' in page
    assert "不计" in page


@pytest.mark.stage("checking")
def test_an_open_objection_can_be_supposed_upheld(world: World, first: Person) -> None:
    record = next(
        one
        for one in world.assessment("daxian").facts
        if one.source == Source.record and one.state == FactState.released
    )
    raise_objection(
        world.play.by("daxian-tb"),
        assessment=world.assessment("daxian"),
        indicator="",
        text="该项扣分依据不足",
        fact=record,
    )
    page = first.get(PAGE).text
    assert "假设采纳异议" in page
    assert "该项扣分依据不足" in page
    answer = first.get(f"{PAGE}?line={record.id}").text
    assert "总分或入选要变的单位" in answer
    assert "达县" in answer


@deciding
def test_what_is_not_there_is_supposed_by_nobody(world: World, first: Person) -> None:
    elsewhere = world.assessment("fagai").facts[0]
    for asked in ("line=x&line=999999999999", "veto=nobody", "unit=nobody", f"line={elsewhere.id}"):
        answer = first.get(f"{PAGE}?{asked}")
        assert answer.status_code == 200
        assert "新入选" not in answer.text


@deciding
def test_a_supposition_costs_the_same_number_of_statements_however_many_lines(
    world: World, first: Person
) -> None:
    keys = [fact.id for unit in ("xuanhan", "daxian", "dazhu") for fact in world.assessment(unit).facts]

    def statements(chosen: list[int]) -> int:
        seen: list[str] = []

        def see(_c: object, _k: object, statement: str, *_more: object) -> None:
            seen.append(statement)

        event.listen(world.engine, "before_cursor_execute", see)
        try:
            assert first.get(f"{PAGE}?" + "&".join(f"line={key}" for key in chosen)).status_code == 200
        finally:
            event.remove(world.engine, "before_cursor_execute", see)
        return len(seen)

    statements(keys[:1])
    assert statements(keys[:1]) == statements(keys)


@deciding
def test_a_band_that_is_turned_gives_the_total_that_the_other_grade_would_give(
    world: World, first: Person
) -> None:
    dossier = world.assessment("xuanhan")
    session, year = world.play.session, dossier.year
    band = bands_of(session, dossier)[0]
    key = next(key for key, _title in reversed(band.others) if key.grade != band.grade)
    outcome = outcome_of(session, year, "documents", "county", Supposed(bands=frozenset({key})))
    assert [(name, one) for name, one, _band in outcome.regraded] == [("宣汉县", key)]
    row = next(b for b in dossier.bands if (b.indicator, str(b.scorer_id)) == (key.indicator, key.scorer))
    row.grade = key.grade
    session.flush()
    made = Scores(session, year, fresh=True).ranking("documents", "county")
    assert [(one.unit, one.total) for one in made.rows] == [
        (one.unit, one.total) for one in outcome.here.after.rows
    ]
    session.rollback()
    page = first.get(f"{PAGE}?unit=xuanhan&band={key}").text
    assert f'value="{key}" selected' in page
    assert "的一个评定由" in page
    for wrong in ("x", "xuanhan~x~1~good", str(key).rpartition("~")[0] + "~none"):
        assert "的一个评定由" not in first.get(f"{PAGE}?band={wrong}").text


@deciding
def test_what_a_selection_hangs_on_and_a_trial_go_by_the_departures_that_the_office_follows(
    world: World,
) -> None:
    session = world.session
    area = panel_area(session, world.year, "documents")
    followed = Departure(
        panel_area_id=area.id,
        unit_id=world.play.unit("dazhu").id,
        instead_of_id=world.play.unit("kaijiang").id,
        reason="全年有重大改进",
        followed=True,
        followed_reason="集体研究同意",
        followed_by_id=world.play.account("bangongshi-1").id,
        followed_at=world.clock.now(),
    )
    session.add(followed)
    session.commit()
    year = world.year
    assert selected(world) == ("xuanhan", "dazhu")
    swings = hanging(session, year, "documents", "county").swings
    assert swings
    for swing in swings:
        assert set(swing.moves_out) <= {"xuanhan", "dazhu"}
    simulated, _digest = trial(session, year, Scores(session, year).scheme)
    here = next(one for one in simulated.shifts if (one.area, one.group) == ("documents", "county"))
    assert here.before is not None
    assert here.before.selected == ("xuanhan", "dazhu")
    assert not simulated.changed
