"""The addresses of a long list's rows: the router is asked once, and each row filled in."""

from collections.abc import Callable
from typing import Any

from flask import url_for

_PLACE = 2**31 - 1  # no row has it, so that it stands in the address only where the row's number goes


def each(endpoint: str, part: str, **fixed: Any) -> Callable[[int], str]:
    """A function from a row's number to its address: `each("panels.unit", "unit_id", year=…, area=…)`."""
    before, after = url_for(endpoint, **{part: _PLACE}, **fixed).split(str(_PLACE))
    return lambda number: f"{before}{number}{after}"
