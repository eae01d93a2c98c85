"""A scorecard goes through JSON and comes back as it was, and its canonical text is the same everywhere."""

import json
from datetime import date

from portal.scoring import Scorecard, Text
from tests.scoring.builders import a_fact, a_unit, bands, card_of, default_scheme, exposures_of


def _full_card() -> Scorecard:
    scheme = default_scheme()
    unit = a_unit(
        a_fact("doc-bypass", title="某报告", on=date(2012, 3, 5), document="开府〔2012〕5号"),
        a_fact("doc-other", taken=2.5),
        a_fact("doc-paper", 3, minor=1),
        a_fact("doc-late", counts=False, reason="查无此件"),
        a_fact("doc-fewer"),
        a_fact("honour", level="national", on=date(2012, 4, 1), document="国函〔2012〕1号"),
        a_fact("honour", level="municipal"),
        exposures={**exposures_of(scheme, "documents"), "doc-matters": 0},
        bands=bands("doc-fewer", "good"),
        order=5,
    )
    return card_of(unit, scheme, "documents")


def test_nothing_is_lost_on_the_way_through_json():
    card = _full_card()

    assert Scorecard.from_dict(json.loads(json.dumps(card.to_dict()))) == card


def test_numbers_are_texts_so_that_no_reader_rounds_them():
    data = _full_card().to_dict()

    def numbers(value):
        if isinstance(value, dict):
            return [found for each in value.values() for found in numbers(each)]
        if isinstance(value, list):
            return [found for each in value for found in numbers(each)]
        return [value] if isinstance(value, float) else []

    assert numbers(data) == []
    assert data["indicators"][0]["points"] == "14.50"


def test_the_canonical_text_is_one_line_with_sorted_keys_and_readable_chinese():
    text = _full_card().canonical_json()

    assert "\n" not in text
    assert "文电" not in text or "\\u" not in text
    assert json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":")) == text


def test_a_scorecard_without_points_goes_through_too():
    card = card_of(a_unit(submitted=False), default_scheme(), "documents")

    assert card.total is None
    assert Scorecard.from_dict(card.to_dict()) == card


def test_a_text_speaks_both_languages_and_prints_chinese():
    text = Text("甲", "A")

    assert (str(text), text.in_language("en_GB"), text.in_language("zh_Hans")) == ("甲", "A", "甲")
