"""清单 keeps what it promises: parts once each, some of them only together."""

import pytest

from tests.scoring.builders import a_fact, fields, frame, scored

ROOM = "room:" + fields("parts parts place|people|rules")
EACH = frame(
    'kind = "checklist"\nfact = "room"\nparts = [{ code = "place", points = 2 },'
    ' { code = "people", points = 2 }, { code = "rules", points = 1 }]',
    [ROOM],
    maximum=5,
)
TOGETHER = EACH.replace("points = 2 }", 'points = 2, together = "base" }')


@pytest.mark.parametrize(
    ("facts", "points"),
    [
        ([], 0),
        ([["place"]], 2),
        ([["place", "rules"]], 3),
        ([["place"], ["place"]], 2),
        ([["place", "people"], ["people", "rules"]], 5),
        ([["people", "rules", "place"]], 5),
    ],
)
def test_every_part_counts_once_whichever_facts_show_it(facts, points):
    assert scored(EACH, *(a_fact("room", parts=parts) for parts in facts)).points == points


@pytest.mark.parametrize(
    ("parts", "points"),
    [
        (["place"], 0),
        (["rules"], 1),
        (["place", "rules"], 1),
        (["place", "people"], 4),
        (["place", "people", "rules"], 5),
    ],
)
def test_parts_that_belong_together_count_only_together(parts, points):
    assert scored(TOGETHER, a_fact("room", parts=parts)).points == points


def test_what_was_shown_in_vain_is_named():
    found = scored(TOGETHER, a_fact("room", parts=["place", "rules"]))

    assert found.note.zh == "因未齐全不得分：place"
    assert found.sentence.zh == "具备：rules；缺：people"


def test_a_second_proof_of_the_same_part_is_shown_and_not_counted():
    found = scored(EACH, a_fact("room", key="1", parts=["place"]), a_fact("room", key="2", parts=["place"]))

    assert [(line.fact, line.used) for line in found.lines] == [("1", True), ("2", False)]


def test_one_choice_each_serves_as_well():
    text = EACH.replace('type = "parts"', 'type = "choice"')

    assert scored(text, a_fact("room", parts="place"), a_fact("room", parts="rules")).points == 3
