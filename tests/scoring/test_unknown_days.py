"""A span that the calendar cannot count holds up its own indicator, says so, and nothing else."""

from dataclasses import replace
from datetime import date

from portal.scoring import Context, Entrant, UnknownDays, score_group
from tests.scoring.builders import CONTEXT, a_fact, default_scheme, workdays


def _known(first: date, last: date) -> int:
    for day in (first, last):
        if day.year != 2012:
            raise UnknownDays(day.year)
    return workdays(first, last)


HERE: Context = replace(CONTEXT, workdays=_known)
SLOW = {"written": date(2012, 3, 1), "sent": date(2012, 3, 20)}
NEVER = {"written": date(2035, 3, 1), "sent": date(2035, 3, 20)}


def _card(*facts, context=HERE):
    entrant = Entrant("a", "甲", "county", tuple(facts), exposures={"doc-matters": 10})
    return score_group([entrant], context, default_scheme(), "documents")[0]


def _reading(card):
    return next(one for one in card.indicators if any(line.fact == "never" for line in one.lines))


def test_the_fact_is_shown_with_the_year_and_the_indicator_waits():
    card = _card(a_fact("doc-slow", key="never", title="三十五年的报文", **NEVER))

    found = _reading(card)
    (line,) = found.lines
    assert (line.used, line.points, found.waiting, found.points) == (False, None, True, 0)
    assert "2035" in line.reason.zh
    assert "2035" in line.reason.en
    assert any("三十五年的报文" in text.zh and "2035" in text.zh for text in card.pending)


def test_what_can_be_counted_is_shown_beside_it():
    card = _card(
        a_fact("doc-slow", key="slow", title="慢报", **SLOW),
        a_fact("doc-slow", key="never", title="不知何时", **NEVER),
    )

    lines = {line.fact: line for line in _reading(card).lines}
    assert (lines["slow"].points, lines["slow"].used) == (-3, True)
    assert not lines["never"].used


def test_all_other_indicators_are_scored_as_if_it_were_not_there():
    with_it, without = _card(a_fact("doc-slow", key="never", **NEVER)), _card()

    code = _reading(with_it).code
    others = [one for one in with_it.indicators if one.code != code]
    assert others == [one for one in without.indicators if one.code != code]
