"""Units' own tasks, in the one scheme of the suite that measures by them (三(五))."""

import re
from decimal import Decimal

import pytest
from flask import Flask

from portal.errors import Conflict, Invalid, Refused
from portal.extensions import db
from portal.models import Account, PanelArea
from portal.policy import Actor
from portal.queries.accounts import actor_of, unit_ids
from portal.queries.assessments import assessments_of_area
from portal.queries.scores import Scores
from portal.queries.years import panel_area, year_by_number
from portal.services.passwords import DEMO_PASSWORD
from portal.services.targets import set_targets, targets_version
from portal.services.work import Work
from tests.demo.conftest import MADE_AT
from tests.world import Person

CODE = "inf-points"


def _area(number: int = 2013) -> PanelArea:
    return panel_area(db.session(), year_by_number(db.session(), number), "information")


def _office() -> Actor:
    account = db.session().query(Account).filter_by(login="bangongshi-1").one()
    return actor_of(db.session(), account)


def _set(tasks: dict[str, Decimal | None], seen: int | None = None, number: int = 2013) -> None:
    ids = unit_ids(db.session())
    set_targets(
        Work(session=db.session(), now=MADE_AT, actor=_office()),
        area=_area(number),
        tasks={ids[unit]: {CODE: value} for unit, value in tasks.items()},
        seen=seen,
    )


def _standing() -> dict[str, Decimal]:
    found = assessments_of_area(db.session(), _area().year, "information")
    return {one.unit.code: row.value for one in found for row in one.targets}


def _points(unit: str, *, fresh: bool) -> Decimal:
    group = "county" if unit == "quxian" else "department"
    cards = Scores(db.session(), _area().year, fresh=fresh).scorecards("information", group)
    return next(card for card in cards if card.unit == unit).indicator("inf-task").points


def test_a_unit_s_own_task_goes_before_its_group_s_and_the_score_follows(demo: Flask) -> None:
    before = _points("quxian", fresh=False)
    _set({"quxian": Decimal(1000)})
    assert _points("quxian", fresh=False) == _points("quxian", fresh=True) < before
    _set({"quxian": None})
    assert _points("quxian", fresh=False) == before
    assert "quxian" not in _standing()


def test_what_was_seen_too_early_is_refused(demo: Flask) -> None:
    found = assessments_of_area(db.session(), _area().year, "information")
    seen = targets_version(found)
    _set({"quxian": Decimal(170)}, seen)
    with pytest.raises(Conflict):
        _set({"quxian": Decimal(175)}, seen)


def test_a_task_of_nothing_and_no_change_are_refused(demo: Flask) -> None:
    with pytest.raises(Invalid):
        _set({"quxian": Decimal(0)})
    with pytest.raises(Refused):
        _set({"kaijiang": _standing()["kaijiang"]})


def test_a_published_year_s_tasks_stay(demo: Flask) -> None:
    with pytest.raises(Refused):
        _set({"quxian": Decimal(170)}, number=2012)


def test_the_office_sets_them_on_one_page(demo_app: Flask) -> None:
    person = Person(demo_app.test_client(), "bangongshi-1", DEMO_PASSWORD)
    address = "/2013/office/areas/information/targets"
    page = person.get(address).text
    fields = dict(re.findall(rf'name="({CODE}-[a-z]+)"[^>]*?value="([^"]*)"', page))
    assert fields[f"{CODE}-kaijiang"] == "160"
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version
    sent = {**fields, "version": version.group(1)}
    wrong = person.post(address, {**sent, f"{CODE}-quxian": "很多"})
    assert wrong.status_code == 422
    assert "请填写数字" in wrong.text
    assert "很多" in wrong.text
    assert person.post(address, {**sent, f"{CODE}-quxian": "170"}).status_code == 303
    with demo_app.app_context():
        assert _standing()["quxian"] == Decimal(170)
        db.engine.dispose()
