"""Records that a unit is newly told of lie on the desk of each of its people until they are looked at."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from portal.models import AuditRow, Fact
from portal.services.reviews import release_records, withdraw_record
from portal.workflow import FactState
from tests.world import Person, World

pytestmark = pytest.mark.stage("reviewing")
DESK = "/2013/unit/"
NEW = "新告知的记录"


@pytest.fixture
def told(world: World) -> list[Fact]:
    """开江县's records in 文电办理, released."""
    held = [fact.id for fact in world.assessment().facts if fact.state == FactState.recorded]
    release_records(world.play.by("wendian-1"), assessment=world.assessment())
    return [world.session.get_one(Fact, one) for one in held]


def _looked(person: Person, *facts: Fact) -> None:
    answer = person.post(f"{DESK}looked-at", {"record": [fact.id for fact in facts]})
    assert answer.status_code == 303


def test_a_record_is_new_to_each_person_until_that_person_has_looked(
    world: World, reporter: Person, head: Person, told: list[Fact]
) -> None:
    page = reporter.get(DESK).text
    assert NEW in page
    assert f'href="/unit/facts/{told[0].id}"' in page
    assert "看过了" in reporter.get(f"/unit/facts/{told[0].id}").text
    assert f'href="/unit/facts/{told[0].id}"' in reporter.get(DESK).text  # no page changes it
    _looked(reporter, told[0])
    assert f'href="/unit/facts/{told[0].id}"' not in reporter.get(DESK).text
    assert "看过了" not in reporter.get(f"/unit/facts/{told[0].id}").text
    assert f'href="/unit/facts/{told[0].id}"' in head.get(DESK).text
    _looked(head, *told)
    assert NEW not in head.get(DESK).text


def test_what_was_returned_stands_before_it(
    world: World, reporter: Person, returned: Fact, told: list[Fact]
) -> None:
    page = reporter.get(DESK).text
    assert page.index("退回的，请先办") < page.index(NEW)


def test_only_what_the_page_named_and_was_told_is_looked_at(
    world: World, reporter: Person, client_of: Callable[..., Person], told: list[Fact]
) -> None:
    def rows() -> int:
        return world.session.scalar(select(func.count()).select_from(AuditRow)) or 0

    stranger = client_of("dazhu-tb")
    before = rows()
    _looked(stranger, *told)
    _looked(reporter)
    assert reporter.post(f"{DESK}looked-at", {"record": "x"}).status_code == 303
    assert rows() == before
    assert NEW in reporter.get(DESK).text
    _looked(reporter, *told)
    _looked(reporter, *told)
    assert rows() == before + 1


def test_a_record_that_was_withdrawn_is_no_news(world: World, reporter: Person, told: list[Fact]) -> None:
    for fact in told:
        withdraw_record(world.play.by("wendian-1"), fact=fact, reason="记错了", version=fact.version)
    assert f'href="/unit/facts/{told[0].id}"' not in reporter.get(DESK).text
