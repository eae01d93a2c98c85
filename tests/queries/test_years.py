"""Which year people land in."""

from datetime import date

import pytest

from portal.queries.years import YearLine, current_year
from portal.workflow import YearState


def _years(*states: YearState) -> tuple[YearLine, ...]:
    """Years of these states, the newest first."""
    day = date(2020, 1, 1)
    return tuple(YearLine(n, 2020 - n, state, day, day, day, "") for n, state in enumerate(states))


@pytest.mark.parametrize(
    ("states", "found"),
    [
        ((YearState.setup, YearState.notice, YearState.archived), 1),
        ((YearState.recording, YearState.checking), 1),
        ((YearState.setup, YearState.recording, YearState.published), 1),
        ((YearState.recording, YearState.published), 0),
        ((YearState.setup, YearState.published), 0),
        ((YearState.published, YearState.archived), 0),
        ((YearState.archived, YearState.archived), 0),
    ],
)
def test_preparing_the_next_year_takes_nobody_away_from_the_running_one(
    states: tuple[YearState, ...], found: int
) -> None:
    years = _years(*states)
    assert current_year(years) is years[found]


def test_without_a_year_there_is_none() -> None:
    assert current_year(()) is None
