"""A unit's particulars, while a year judges it."""

import pytest

from portal.errors import Invalid
from portal.models import Group
from portal.services.units import UnitContent, edit_unit
from portal.workflow import YearState
from tests.world import World


def _content(world: World, **changed: object) -> UnitContent:
    unit = world.play.unit("xuanhan")
    names = ("code", "name", "office_name", "group", "position", "telephone")
    return UnitContent(**{**{name: getattr(unit, name) for name in names}, **changed})


def _edit(world: World, **changed: object) -> None:
    unit = world.play.unit("xuanhan")
    content = _content(world, **changed)
    edit_unit(world.play.by("guanliyuan"), unit=unit, content=content, active=True, version=unit.version)


@pytest.mark.stage("notice")
@pytest.mark.parametrize(("field", "value"), [("group", Group.department), ("code", "another")])
def test_within_a_year_nobody_moves_a_unit_into_another_ranking(
    world: World, field: str, value: object
) -> None:
    with pytest.raises(Invalid) as refused:
        _edit(world, **{field: value})
    assert refused.value.field == field
    _edit(world, telephone="0818-7654321")
    assert world.play.unit("xuanhan").telephone == "0818-7654321"


@pytest.mark.stage("published")
def test_once_the_year_is_archived_a_unit_can_change_its_group(world: World) -> None:
    with pytest.raises(Invalid):
        _edit(world, group=Group.department)
    session = world.session
    world.year.state = YearState.archived
    session.commit()
    _edit(world, group=Group.department)
    assert world.play.unit("xuanhan").group == Group.department
