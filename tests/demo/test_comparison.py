"""Compared with the best of their group, units are touched by a change only where that best moved."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask

from portal.extensions import db
from portal.models import Account, Fact, Score
from portal.queries.accounts import actor_of
from portal.queries.assessments import assessments_of_area
from portal.queries.scores import Scores
from portal.queries.years import year_by_number
from portal.services import rescoring
from portal.services.assessments import FactContent
from portal.services.reviews import add_record, withdraw_record
from portal.services.work import Work
from tests.demo.conftest import MADE_AT

AREA, GROUP, INDICATOR = "website", "county", "web-rating"


def _work() -> Work:
    account = db.session().query(Account).filter_by(login="wangzhan-zuzhang").one()
    return Work(session=db.session(), now=MADE_AT, actor=actor_of(db.session(), account))


def _stored_is_fresh() -> None:
    year = year_by_number(db.session(), 2013)
    kept = Scores(db.session(), year).scorecards(AREA, GROUP)
    made = Scores(db.session(), year, fresh=True).scorecards(AREA, GROUP)
    assert [card.to_dict() for card in kept] == [card.to_dict() for card in made]


def _rate(place: int, points: str) -> int:
    """Give the unit at a place of the comparison (0: the best) another rating; gives the record's id."""
    session, year = db.session(), year_by_number(db.session(), 2013)
    cards = Scores(session, year).scorecards(AREA, GROUP)
    ordered = sorted(cards, key=lambda card: -card.indicator(INDICATOR).points)
    code = ordered[place].unit
    found = assessments_of_area(session, year, AREA)
    one = next(each for each in found if each.unit.code == code)
    content = FactContent(INDICATOR, "测评", date(2013, 6, 1), values={"score": points}, note="通报")
    return add_record(_work(), assessment=one, content=content).id


@pytest.fixture
def made(demo: Flask, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many cards were made anew, change by change."""
    counted: list[int] = []
    real: Callable[..., list[object]] = rescoring._made

    def count(*args: object) -> list[object]:
        found = real(*args)
        counted.append(len(found))
        return found

    monkeypatch.setattr(rescoring, "_made", count)
    return counted


def test_a_change_below_the_best_makes_one_card(made: list[int]) -> None:
    _rate(-1, "1")
    assert made == [1]
    _stored_is_fresh()


def test_a_new_best_and_its_end_make_the_whole_group(made: list[int]) -> None:
    size = len(Scores(db.session(), year_by_number(db.session(), 2013)).entrants(AREA, GROUP))
    record = db.session().get_one(Fact, _rate(-1, "500"))
    _stored_is_fresh()
    withdraw_record(_work(), fact=record, reason="记错", version=record.version)
    _stored_is_fresh()
    assert made == [size, size]


def test_a_group_whose_comparison_was_not_kept_yet_is_made_whole(made: list[int]) -> None:
    db.session().query(Score).update({"compared": None})
    db.session().commit()
    _rate(-1, "1")
    assert made[0] > 1
    _stored_is_fresh()
    _rate(-1, str(Decimal(1)))
    assert made[1] == 1
