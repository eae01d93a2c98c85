"""What is forbidden is answered to the letter like what does not exist: nobody learns that it is there."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from werkzeug.test import TestResponse

from portal.services import years
from portal.workflow import YearState
from tests.access.rows import PEOPLE, ROWS
from tests.access.test_matrix import _address, prepared
from tests.world import THREE_AREAS, Person, World

__all__ = ["prepared"]

NOWHERE = 999_999
TOKENS = re.compile(r'name="(csrf_token|request_key)" value="[^"]*"')


@pytest.fixture(scope="module")
def next_year(prepared: tuple[World, dict[str, object]]) -> tuple[World, dict[str, object]]:
    """The matrix's world with a year that came after: the one that people work on is not the subject's."""
    world, parts = prepared
    session = world.session
    windows = years.Windows(date(2014, 11, 25), date(2014, 12, 13), date(2015, 1, 10), date(2015, 1, 17))
    made = years.create_year(
        world.play.by("bangongshi-1"), number=2014, windows=windows, scheme_text=THREE_AREAS
    )
    assert made.state == YearState.setup
    session.commit()
    return world, parts


def _seen(answer: TestResponse) -> tuple[int, str, list[tuple[str, str]]]:
    headers = sorted((name, value) for name, value in answer.headers if name not in ("Set-Cookie", "Date"))
    return answer.status_code, TOKENS.sub("", answer.text), headers


def test_forbidden_and_missing_are_one_answer_on_every_address_with_a_number(
    next_year: tuple[World, dict[str, object]], count: Callable[[int, int], int]
) -> None:
    world, parts = next_year
    compared = 0
    for who in ["other unit's reporter", "office", *PEOPLE][: count(2, 99)]:
        person = Person(world.app.test_client(), PEOPLE[who])
        for endpoint, row in ROWS.items():
            if row[who] == "-":
                compared += _compared(world, parts, endpoint, person)
    assert compared > 10


def _compared(world: World, parts: dict[str, object], endpoint: str, person: Person) -> int:
    """How many answers were compared: none for an address without a number."""
    rule = next(iter(world.app.url_map.iter_rules(endpoint)))
    ids = [name for name in rule.arguments if name.endswith("_id")]
    if not ids:
        return 0
    there = _address(world, endpoint, parts)
    nowhere = re.sub(
        rf"/({parts['register_id']}|{parts['scan_id']})(?=/|$)",
        f"/{NOWHERE}",
        _address(world, endpoint, {**parts, **dict.fromkeys([*ids, "record_id"], NOWHERE)}),
    )
    compared = 0
    for method in sorted((rule.methods or set()) & {"GET", "POST"}):
        ask = person.get if method == "GET" else person.post
        met = _seen(ask(there)), _seen(ask(nowhere))
        assert met[0] == met[1], f"{method} {endpoint}"
        assert met[0][0] == 404
        compared += 1
    return compared
