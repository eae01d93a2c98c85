"""A bad scheme is refused whole, with every fault at once, each with its place and what would be right."""

import hashlib

import pytest

from portal.scoring import SchemeError, load_scheme, shipped
from portal.scoring.rules.deduction import Deduction
from tests.scoring.builders import frame
from tests.scoring.faulty import CHANGES, RULES


def _faults(text: str) -> dict[str, str]:
    with pytest.raises(SchemeError) as caught:
        load_scheme(text)
    return {fault.place: fault.message.zh for fault in caught.value.faults}


DEFAULT = shipped("dazhou-2012")
PLAIN = frame('kind = "deduction"\nincidents = [{ kind = "late", points = 3 }]', ["late"])


@pytest.mark.parametrize(("was", "becomes", "place", "right"), CHANGES)
def test_one_fault_is_found_in_its_place_with_what_would_be_right(was, becomes, place, right):
    assert was in DEFAULT
    found = _faults(DEFAULT.replace(was, becomes, 1))

    assert place in found
    assert right in found[place]


def test_every_fault_of_a_file_is_told_at_once():
    """One fault in each of the pieces below, none of which hides another."""
    chosen = [0, 5, 6, 7, 11, 12, 13, 15, 18, 19, 21, 23, 24, 25, 27, 29, 36]
    text = DEFAULT
    for index in chosen:
        was, becomes, *_ = CHANGES[index]
        text = text.replace(was, becomes, 1)

    found = _faults(text)

    # The ties reach into areas, so they are looked at when every area could be read.
    late = {"ties[1].level", "ties[5].area"}
    assert {CHANGES[index][2] for index in chosen} - late <= set(found)
    assert len(found) >= 15


def test_a_fault_in_one_piece_brings_no_false_ones_in_others():
    text = DEFAULT.replace(
        '{ code = "doc-multiple", title = "多头报送"', '{ code = "doc-multiple", title = ""', 1
    )

    assert list(_faults(text)) == ["areas.documents.kinds.doc-multiple.title"]


def test_a_fault_says_so_in_english_too():
    with pytest.raises(SchemeError) as caught:
        load_scheme(PLAIN.replace("points = 3", "point = 3"))

    assert any("no such key" in fault.message.en for fault in caught.value.faults)
    assert "areas.a.indicators.i.rule.incidents[1]" in str(caught.value)


def test_a_text_that_is_no_toml_is_refused_with_its_line():
    found = _faults(PLAIN + "\n]]")

    line = PLAIN.count("\n") + 2
    assert list(found) == ["TOML"]
    assert f"第 {line} 行第 1 个字符" in found["TOML"]


@pytest.mark.parametrize(
    "text", ["", 'title = "空"', "areas = 3", "areas = [3]", "[areas]", "[[areas]]", "groups = [1, 2]"]
)
def test_nearly_nothing_is_refused_and_never_breaks(text):
    assert _faults(text)


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "true", '"3"', "[3]", "-1"])
def test_points_are_plain_numbers(value):
    assert "areas.a.indicators.i.rule.incidents[1].points" in _faults(
        PLAIN.replace("points = 3", f"points = {value}")
    )


@pytest.mark.parametrize(("rule", "kinds", "place", "right"), RULES)
def test_a_rule_s_own_faults_are_found(rule, kinds, place, right):
    found = _faults(frame(rule, kinds))

    assert right in found["areas.a.indicators.i.rule" + place]


def test_an_indicator_needs_a_maximum_and_a_rule():
    text = PLAIN.replace("maximum = 20\nby", "by").partition("[areas.indicators.rule]")[0]

    found = _faults(text)

    assert "areas.a.indicators.i.maximum" in found
    assert "areas.a.indicators.i.rule" in found


def test_a_cap_names_a_kind_of_the_area_and_does_something():
    cap = '[[areas.caps]]\nkind = "gone"\ntitle = "否决"\nclause = "三"\nselectable = true\n'

    found = _faults(PLAIN + cap)

    assert set(found) == {"areas.a.caps[1].kind", "areas.a.caps[1].clause", "areas.a.caps[1]"}


def test_an_exclusion_names_an_indicator_of_the_scheme():
    found = _faults(DEFAULT.replace('excludes = ["res-impact"]', 'excludes = ["res-effect"]'))

    assert list(found) == ["bonus.excludes"]


def test_codes_that_stand_twice_are_found():
    text = PLAIN.replace("[[areas]]", '[[groups]]\ncode = "g"\ntitle = "又一组"\n[[areas]]', 1)

    assert "groups.g" in _faults(text)


def test_the_shipped_scheme_is_whole_and_its_digest_is_that_of_the_file():
    scheme = load_scheme(DEFAULT)

    assert scheme.digest == hashlib.sha256(DEFAULT.encode()).hexdigest()
    assert scheme.title == "达州市政府系统办公室绩效工作评价计分办法"


def test_a_scheme_that_is_not_shipped_is_a_key_error():
    with pytest.raises(KeyError):
        shipped("atlantis-1900")


def test_decimals_of_the_file_stay_exact():
    scheme = load_scheme(PLAIN.replace("points = 3", "points = 0.1"))

    rule = scheme.area("a").indicator("i").rule
    assert isinstance(rule, Deduction)
    assert str(rule.incidents[0].points) == "0.1"


def test_an_area_knows_its_words():
    area = load_scheme(DEFAULT).area("documents")

    assert area.kind("doc-late").title == "逾期签收或办理"
    assert area.exposure("doc-due").title == "应办件数"
    assert [kind.code for kind in area.kinds_by("claim")] == ["doc-system", "doc-fewer", "honour"]
    assert "doc-late" in [kind.code for kind in area.kinds_by("record")]
    for lookup in (
        area.kind,
        area.exposure,
        area.indicator,
        load_scheme(DEFAULT).area,
        load_scheme(DEFAULT).group,
    ):
        with pytest.raises(KeyError):
            lookup("nothing")


@pytest.mark.parametrize(
    "text",
    [indicator.rule_text for area in load_scheme(DEFAULT).areas for indicator in area.indicators],
    ids=str,
)
def test_every_rule_is_put_into_words_in_both_languages(text):
    assert text.zh
    assert text.en
    assert "None" not in text.zh + text.en
