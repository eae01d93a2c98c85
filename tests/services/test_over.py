"""A year that is published or archived is read only, whichever service would write of it."""

from typing import Any

import pytest
from sqlalchemy import select

from portal.errors import Refused
from portal.models import (
    Assessment,
    Band,
    Evidence,
    Exposure,
    Fact,
    Notice,
    Panel,
    PanelArea,
    Publication,
    Verification,
    Year,
)
from portal.services.signing import recall
from portal.services.work import Work, service
from portal.services.years import advance_year
from portal.workflow import AssessmentState, YearAction, YearState
from tests.world import World

published = pytest.mark.stage("published")

COLUMNS = [
    (Assessment, "narrative"),
    (Fact, "note"),
    (Verification, "reason"),
    (Band, "reason"),
    (Exposure, "code"),
    (Evidence, "name"),
    (Panel, "title"),
    (PanelArea, "recommendation"),
    (Notice, "ended_because"),
]


@service
def scribble(work: Work, *, row: Any, column: str) -> None:
    """A service that forgot to ask in what stage its year is."""
    setattr(row, column, "改过的内容")
    work.audit("scribble", row)


@published
@pytest.mark.parametrize(("kind", "column"), COLUMNS, ids=[kind.__name__ for kind, _ in COLUMNS])
def test_nothing_of_a_published_year_is_written(world: World, kind: Any, column: str) -> None:
    row = world.session.scalars(select(kind).order_by(kind.id)).first()
    before = getattr(row, column)
    with pytest.raises(Refused, match="已经公布或归档"):
        scribble(world.play.by("bangongshi-1"), row=row, column=column)
    assert getattr(world.session.get_one(kind, row.id), column) == before != "改过的内容"


@published
def test_a_self_assessment_that_was_never_signed_stays_as_it_was(world: World) -> None:
    session = world.session
    found = session.get_one(Assessment, world.assessment().id)
    found.state = AssessmentState.awaiting_signoff
    session.commit()
    with pytest.raises(Refused, match="已经公布或归档"):
        recall(world.play.by("kaijiang-tb"), assessment=found, version=found.version)


@published
def test_a_year_is_archived_and_then_not_even_its_publication_is_written(world: World) -> None:
    year = world.year
    advance_year(world.play.by("bangongshi-1"), year=year, action=YearAction.archive, version=year.version)
    assert world.year.state == YearState.archived
    row = world.session.scalars(select(Publication)).first()
    with pytest.raises(Refused):
        scribble(world.play.by("bangongshi-1"), row=row, column="reason")
    with pytest.raises(Refused):
        advance_year(
            world.play.by("bangongshi-1"), year=year, action=YearAction.archive, version=world.year.version
        )


@pytest.mark.stage("reviewing")
def test_a_running_year_is_written_as_ever(world: World) -> None:
    row = world.session.get_one(Year, world.year.id).areas[0]
    scribble(world.play.by("bangongshi-1"), row=row, column="recommendation")
    assert world.session.get_one(PanelArea, row.id).recommendation == "改过的内容"
