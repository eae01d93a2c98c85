"""A day in a year that the calendar does not know never closes a page: the fact is named, with the reason."""

from collections.abc import Callable
from datetime import date

import pytest

from portal.models import Fact
from portal.services import reviews
from portal.services.assessments import FactContent, add_claim
from tests.units.conftest import AREA
from tests.world import Person, World

TITLE = "写错年份的报文"
CONTENT = FactContent(
    "doc-slow",
    TITLE,
    date(2013, 5, 6),
    values={"written": "2053-05-06", "sent": "2053-05-09"},
    note="收文登记簿",
)
REASON = "工作日历没有 2053 年的安排"


@pytest.fixture
def draft(world: World) -> Fact:
    """A draft of 开江县 whose days nobody can count."""
    return add_claim(world.play.by("kaijiang-tb"), assessment=world.assessment(), content=CONTENT)


def test_the_unit_opens_its_draft_and_is_told_which_fact_and_why(reporter: Person, draft: Fact) -> None:
    answer = reporter.get(AREA)
    assert answer.status_code == 200
    assert f"{TITLE}（2013-05-06）：{REASON}" in answer.text
    assert reporter.get(f"/unit/facts/{draft.id}").status_code == 200


@pytest.mark.stage("reviewing")
def test_every_page_that_shows_its_score_opens(world: World, client_of: Callable[..., Person]) -> None:
    found = world.assessment()
    unit_id = found.unit_id
    reviews.take_in(world.play.by("wendian-1"), assessment=found, version=found.version)
    record = reviews.add_record(world.play.by("wendian-1"), assessment=world.assessment(), content=CONTENT)
    record_id = record.id
    reviews.release_records(world.play.by("wendian-1"), assessment=world.assessment())
    seen = {
        "wendian-1": [f"/2013/panel/documents/units/{unit_id}", f"/panel/facts/{record_id}"],
        "bangongshi-1": [f"/2013/scorecards/documents/{unit_id}", "/2013/office/rankings/documents/county"],
        "kaijiang-tb": [AREA],
    }
    for login, pages in seen.items():
        person = client_of(login)
        for page in pages:
            answer = person.get(page)
            assert answer.status_code == 200, (login, page)
            if "scorecards" in page or "units" in page or page == AREA:
                assert REASON in answer.text, (login, page)
