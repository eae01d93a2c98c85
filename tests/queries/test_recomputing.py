"""What is kept is compared with what its facts give: every digit, and none of the words."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from portal.models import Score, Year
from portal.queries.decisions import publication_of
from portal.queries.recomputing import recompute, without_words
from portal.services.rescoring import differences, rescore_contest
from tests.world import World

Snapshot = dict[str, Any]


def _snapshot(world: World) -> Snapshot:
    publication = publication_of(world.session, world.year)
    assert publication is not None
    found: Snapshot = json.loads(json.dumps(publication.snapshot))
    return found


def _group(snapshot: Snapshot) -> dict[str, Any]:
    """The first group with a line, a bonus or a refused fact: documents of the departments."""
    found: dict[str, Any] = snapshot["areas"][0]["groups"][1]
    return found


def _reworded(part: Any) -> Any:
    """The same with every sentence put otherwise, as a later version of the portal might."""
    if isinstance(part, dict):
        if part.keys() == {"zh", "en"}:
            return {"zh": f"换一种说法：{part['zh']}", "en": "said otherwise"}
        return {name: _reworded(value) for name, value in part.items()}
    return [_reworded(value) for value in part] if isinstance(part, list) else part


@pytest.mark.stage("published")
def test_a_reworded_sentence_verifies(world: World) -> None:
    snapshot = _snapshot(world)
    for area in snapshot["areas"]:
        for group in area["groups"]:
            before = json.dumps(group["ranking"])
            group["ranking"] = _reworded(group["ranking"])
            assert json.dumps(group["ranking"]) != before
    assert recompute(snapshot) == []


@pytest.mark.stage("published")
def test_a_sentence_that_is_no_longer_said_verifies(world: World) -> None:
    snapshot = _snapshot(world)
    card = _group(snapshot)["ranking"][0]["scorecard"]
    card["notes"].append({"zh": "从前另有一句说明", "en": "there was another note"})
    assert recompute(snapshot) == []


def _last_digit(group: dict[str, Any]) -> None:
    score = next(one for one in group["ranking"][0]["scorecard"]["indicators"] if one["points"] != "0.00")
    score["points"] = f"{score['points'][:-1]}{(int(score['points'][-1]) + 1) % 10}"


def _clause(group: dict[str, Any]) -> None:
    group["ranking"][0]["scorecard"]["indicators"][0]["clause"] = "九(九)"


def _fact_refused(group: dict[str, Any]) -> None:
    lines = [
        line for row in group["ranking"] for one in row["scorecard"]["indicators"] for line in one["lines"]
    ]
    line = next(line for line in lines if line["used"])
    line["used"] = False


def _fact_gone(group: dict[str, Any]) -> None:
    scores = [one for row in group["ranking"] for one in row["scorecard"]["indicators"] if one["lines"]]
    scores[0]["lines"].pop()


def _place(group: dict[str, Any]) -> None:
    group["ranking"][0]["place"] = 2


def _order(group: dict[str, Any]) -> None:
    group["ranking"].reverse()


def _standing(group: dict[str, Any]) -> None:
    group["ranking"][-1]["standing"] = "ineligible"


def _margin(group: dict[str, Any]) -> None:
    group["ranking"][0]["margin"] = {"decimal": "0.01"}


def _decided_by(group: dict[str, Any]) -> None:
    group["ranking"][0]["decided_by"] = "deductions"


def _line_rule(group: dict[str, Any]) -> None:
    group["line"]["rule"] = "honours-national"


def _selected(group: dict[str, Any]) -> None:
    group["selected"].pop()


@pytest.mark.stage("published")
@pytest.mark.parametrize(
    "change",
    [
        _last_digit,
        _clause,
        _fact_refused,
        _fact_gone,
        _place,
        _order,
        _standing,
        _margin,
        _decided_by,
        _line_rule,
        _selected,
    ],
)
def test_whatever_decides_does_not_verify_when_it_is_changed(
    world: World, change: Callable[[dict[str, Any]], None]
) -> None:
    snapshot = _snapshot(world)
    change(_group(snapshot))
    assert len(recompute(snapshot)) == 1


@pytest.mark.stage("published")
def test_what_differs_is_named_with_both_numbers(world: World) -> None:
    snapshot = _snapshot(world)
    row = _group(snapshot)["ranking"][0]
    total, row["total"] = row["total"]["decimal"], {"decimal": "1.00"}
    (said,) = recompute(snapshot)
    assert row["name"] in said
    assert f"原为 1.00，重算为 {total}" in said


@pytest.mark.stage("published")
def test_a_snapshot_from_before_lines_were_kept_verifies(world: World) -> None:
    snapshot = _snapshot(world)
    snapshot["format"] = 2
    for area in snapshot["areas"]:
        for group in area["groups"]:
            del group["line"]
            for row in group["ranking"]:
                del row["margin"], row["decided_by"]
    assert recompute(snapshot) == []


@pytest.mark.stage("published")
def test_a_snapshot_from_before_decisions_on_departures_were_kept_verifies(world: World) -> None:
    snapshot = _snapshot(world)
    assert snapshot["format"] == 6
    snapshot["format"] = 5
    del snapshot["proceedings"]["departures"]
    for one in snapshot["proceedings"]["objections"]:
        del one["changes"]
    assert recompute(snapshot) == []


@pytest.mark.stage("reviewed")
def test_stored_scores_may_be_worded_otherwise_but_not_numbered(world: World) -> None:
    year_id, score_id = world.year.id, world.assessment("dazhu").id
    session = world.session
    year, row = session.get_one(Year, year_id), session.get_one(Score, score_id)
    row.card, row.head = _reworded(row.card), _reworded(row.head)
    session.flush()
    assert differences(session, year, "documents", "county")[1] == []
    session.get_one(Score, score_id).card = {**row.card, "earned": "99.99"}
    session.flush()
    assert [one.name for one in differences(session, year, "documents", "county")[1]] == ["大竹县"]


@pytest.mark.stage("reviewed")
def test_making_scores_anew_brings_the_words_up_to_date_and_calls_it_no_change(world: World) -> None:
    year_id, score_id = world.year.id, world.assessment("dazhu").id
    session = world.session
    year, row = session.get_one(Year, year_id), session.get_one(Score, score_id)
    before = row.card
    row.card = _reworded(before)
    session.flush()
    assert rescore_contest(session, year, "documents", "county") == []
    session.flush()
    assert session.get_one(Score, score_id).card == before


def test_words_are_left_out_wherever_they_stand() -> None:
    words = {"zh": "一句", "en": "one"}
    kept = {"sentence": words, "notes": [words], "lines": [{"text": words, "points": "1.00"}]}
    assert without_words(kept) == {"notes": [], "lines": [{"points": "1.00"}]}
