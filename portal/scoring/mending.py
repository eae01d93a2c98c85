"""A faulty table made readable, so that what is right in it can still be checked against the rest.

The result is for looking for further faults only; no scheme is ever made of it.
"""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, TypeVar

import pydantic

from portal.scoring.vocabulary import Piece

P = TypeVar("P", bound=Piece)

# Takes the place of a missing text; the fault of its missing is already noted.
_STOPGAP = "x"
# Taking out one fault can bring up the next, such as a list that is then too short.
_ROUNDS = 3


def mended(model: type[P], table: object) -> P | None:
    """The table with its faulty entries left out, or None where that is not enough to read it."""
    data = deepcopy(dict(table)) if isinstance(table, Mapping) else {}
    for _ in range(_ROUNDS):
        try:
            return model.model_validate(data)
        except pydantic.ValidationError as error:
            # From the last one on, so that leaving out an entry of a list moves no other.
            for detail in sorted(error.errors(include_url=False), key=_from_the_last):
                _mend(data, detail)
    return None


def _from_the_last(detail: Any) -> list[tuple[int, str]]:
    return [(-step, "") if isinstance(step, int) else (0, step) for step in detail["loc"]]


def _mend(data: Any, detail: Any) -> None:
    *way, leaf = detail["loc"]
    for step in way:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return  # left out together with what it stood in
    if detail["type"] == "missing":
        data[leaf] = _STOPGAP
    elif isinstance(data, list):
        del data[leaf]
    elif isinstance(data, dict):
        data.pop(leaf, None)
