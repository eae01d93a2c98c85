"""Stored scorecards are always what the facts would give now, whatever was changed, and by whom."""

from datetime import date
from decimal import Decimal

import pytest

from portal.models import Assessment, Score
from portal.queries.scores import Scores
from portal.services.assessments import FactContent, add_claim
from portal.services.reviews import (
    add_record,
    give_band,
    set_exposures,
    take_in,
    verify_fact,
    withdraw_record,
)
from portal.services.years import set_participation
from portal.workflow import FactAction, FactState
from tests.world import STAGES, World


def _check(world: World) -> None:
    """Every stored card equals the one made anew, to the digit and the letter."""
    stored, fresh = Scores(world.session, world.year), Scores(world.session, world.year, fresh=True)
    for area in fresh.scheme.areas:
        for group in fresh.scheme.groups:
            kept = stored.scorecards(area.code, group.code)
            made = fresh.scorecards(area.code, group.code)
            assert [card.to_dict() for card in kept] == [card.to_dict() for card in made]
            one, two = stored.ranking(area.code, group.code), fresh.ranking(area.code, group.code)
            assert [(r.unit, r.place, r.selected) for r in one.rows] == [
                (r.unit, r.place, r.selected) for r in two.rows
            ]


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.stage(name)) for name in STAGES if name != "setup"]
)
def test_at_every_stage_the_stored_cards_are_what_the_facts_give(world: World, name: str) -> None:
    assert world.session.query(Score).count() == world.session.query(Assessment).count()
    _check(world)


@pytest.mark.stage("reviewed")
def test_each_kind_of_change_is_followed(world: World) -> None:
    play = world.play
    found = world.assessment("dazhu")
    fact = next(one for one in found.facts if one.state == FactState.accepted)
    verify_fact(
        play.by("wendian-1"),
        fact=fact,
        decision=FactAction.reject,
        reason="重复",
        version=fact.version,
    )
    _check(world)
    content = FactContent("doc-late", "逾期一天", date(2013, 5, 6), note="登记簿")
    record = add_record(play.by("wendian-1"), assessment=found, content=content)
    _check(world)
    withdraw_record(play.by("wendian-2"), fact=record, reason="记错单位", version=record.version)
    _check(world)
    set_exposures(play.by("wendian-1"), assessment=found, counts={"doc-due": Decimal(0)})
    _check(world)
    late = FactContent("sup-feedback-late", "逾期反馈", date(2013, 5, 6), note="催办单")
    supervised = world.assessment("dazhu", "supervision")
    add_record(play.by("ducha-1"), assessment=supervised, content=late)
    _check(world)


@pytest.mark.stage("reviewing")
def test_a_band_is_followed(world: World) -> None:
    found = world.assessment("dazhu")
    take_in(world.play.by("wendian-1"), assessment=found, version=found.version)
    for login, grade in (("wendian-1", "poor"), ("wendian-2", "fair")):
        play, found = world.play.by(login), world.assessment("dazhu")
        give_band(play, assessment=found, indicator="doc-fewer", grade=grade, reason="无变化")
        _check(world)


def test_taking_a_unit_out_of_an_area_is_followed(world: World) -> None:
    found = world.assessment("anjian", "supervision")
    set_participation(
        world.play.by("bangongshi-1"),
        assessment=found,
        competes=False,
        reason="本年新组建",
        version=found.version,
    )
    _check(world)


def test_a_draft_makes_no_card_anew(world: World) -> None:
    found = world.assessment()
    before = world.session.get_one(Score, found.id).card
    add_claim(world.play.by("kaijiang-tb"), assessment=found, content=FactContent("doc-fewer", "草稿"))
    assert world.session.get_one(Score, found.id).card == before
    _check(world)
