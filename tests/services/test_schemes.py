"""Writing into a scheme's text, and what two schemes differ in."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from portal.queries.scheme_changes import differences
from portal.scoring import load_scheme, shipped
from portal.services.scheme_text import Edit, NotTOML, changed, read

TEXT = shipped("dazhou-2012")
FIRST = ("areas", 0, "indicators", 0)


def lines_that_differ(after: str) -> tuple[list[str], list[str]]:
    before, later = TEXT.splitlines(), after.splitlines()
    return [one for one in before if one not in later], [one for one in later if one not in before]


def test_a_changed_number_stays_in_its_line_with_comments_and_order_around_it() -> None:
    after = changed(TEXT, [Edit((*FIRST, "maximum"), Decimal("20.50"))])
    assert lines_that_differ(after) == ([], ["maximum = 20.50"])
    assert after.startswith(TEXT[:200])


def test_values_rows_and_keys_are_added_and_taken_away() -> None:
    incidents = (*FIRST, "rule", "incidents")
    row = {"kind": "doc-late", "points": Decimal("0.5")}
    edits = [
        Edit((*incidents, 1), None),
        Edit((*incidents, 3), None),
        Edit((*incidents, 5), row),
        Edit((*FIRST, "note"), "口径"),
        Edit((*FIRST, "exposure"), None),
        Edit(("rounding", "digits"), 1),
        Edit(("bonus", "taper"), [100, 50]),
    ]
    data = read(changed(TEXT, edits))
    first = data["areas"][0]["indicators"][0]
    kinds = [one["kind"] for one in first["rule"]["incidents"]]
    assert kinds == ["doc-bypass", "doc-multiple", "doc-other", "doc-late"]
    assert first["note"] == "口径"
    assert "exposure" not in first
    assert data["bonus"]["taper"] == [100, 50]


def test_an_indicator_is_added_at_the_end_of_its_area_and_nowhere_else() -> None:
    count = len(read(TEXT)["areas"][0]["indicators"])
    row = {"code": "x", "title": "新", "by": ["record"], "rule": {"kind": "deduction"}}
    data = read(changed(TEXT, [Edit(("areas", 0, "indicators", count), row)]))
    assert len(data["areas"][0]["indicators"]) == count + 1
    assert data["areas"][1:] == read(TEXT)["areas"][1:]


def test_what_is_no_toml_is_not_touched() -> None:
    with pytest.raises(NotTOML):
        changed("title =", [Edit(("title",), "x")])


def test_every_maximum_of_the_scheme_can_be_changed_in_place(count: Callable[[int, int], int]) -> None:
    edits = [
        Edit(("areas", place, "indicators", number, "maximum"), one["maximum"] + 1)
        for place, area in enumerate(read(TEXT)["areas"])
        for number, one in enumerate(area["indicators"])
    ]
    # All at once, as quickly as one: a line that is not kept shows here too. By itself each in the long run.
    for together in (edits, *([one] for one in edits[: count(2, len(edits))])):
        after = changed(TEXT, together).splitlines()
        moved = [number for number, line in enumerate(TEXT.splitlines()) if line != after[number]]
        assert len(after) == len(TEXT.splitlines())
        assert len(moved) == len(together)
        assert all(after[number].startswith("maximum = ") for number in moved)


def test_differences_name_the_value_the_row_and_the_order() -> None:
    ties = read(TEXT)["ties"]
    count = len(read(TEXT)["areas"][0]["indicators"])
    added = {"code": "x", "title": "新", "maximum": 3}
    after = read(
        changed(
            TEXT,
            [
                Edit((*FIRST, "maximum"), 25),
                Edit(("areas", 0, "quota", "county"), 4),
                Edit(("areas", 0, "indicators", count), added),
                Edit(("areas", 0, "indicators", 1), None),
                Edit(("ties",), [ties[1], ties[0], *ties[2:]]),
            ],
        )
    )
    found = {
        (one.what, one.place[-1][1] if one.place else "", one.key) for one in differences(read(TEXT), after)
    }
    assert found == {
        ("value", "规范报送", "maximum"),
        ("value", "", "county"),
        ("added", "新", "indicators"),
        ("removed", "公文质量", "indicators"),
        ("order", "", "ties"),
    }


def test_the_same_scheme_differs_in_nothing() -> None:
    assert differences(read(TEXT), read(TEXT)) == []
    assert load_scheme(TEXT)
