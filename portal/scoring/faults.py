"""What is wrong with a scheme file: every fault at once, each with its place and what would be right."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import pydantic

from portal.scoring.text import Text
from portal.scoring.vocabulary import Piece

P = TypeVar("P", bound=Piece)


@dataclass(frozen=True)
class Fault:
    """One thing to correct. `place` is the way to it, codes in place of numbers where there are any."""

    place: str
    message: Text

    def __str__(self) -> str:
        return f"{self.place}:{self.message}"


class SchemeError(Exception):
    """The file is no scheme; nothing of it was taken. `faults` lists all that was found."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class Faults:
    """The faults collected while reading one file."""

    def __init__(self) -> None:
        self.found: list[Fault] = []
        self._malformed: set[str] = set()

    def add(self, place: str, zh: str, en: str) -> None:
        """Note a fault, unless the entry is malformed anyway and this would only follow from it."""
        fault = Fault(place, Text(zh, en))
        if fault not in self.found and not self._follows(place):
            self.found.append(fault)

    def _follows(self, place: str) -> bool:
        return any(
            place == malformed or malformed.startswith((f"{place}.", f"{place}["))
            for malformed in self._malformed
        )

    def read(self, model: type[P], table: object, place: str, also: Sequence[str] = ()) -> P | None:
        """The table as a `model`, or None with each of its faults noted.

        `also`: further keys that may stand beside the model's, named when a key is unknown.
        """
        if not isinstance(table, dict):
            self.add(place, "应为一张表", "should be a table")
            return None
        try:
            return model.model_validate(table)
        except pydantic.ValidationError as error:
            for detail in error.errors(include_url=False):
                self._note(model, detail, place, also)
            return None

    def _note(self, model: type[Piece], detail: Any, place: str, also: Sequence[str]) -> None:
        where = (place + "".join(_step(step) for step in detail["loc"])).lstrip(".")
        message = _message(model, detail, also)
        self.add(where, message.zh, message.en)
        self._malformed.add(where)


def _step(step: int | str) -> str:
    return f"[{step + 1}]" if isinstance(step, int) else f".{step}"


_SIMPLE = {
    "missing": Text("缺少此项，必须写明", "is missing and must be given"),
    "string_type": Text("应为文字，加引号", "should be a text, in quotes"),
    "string_too_short": Text("不能为空", "must not be empty"),
    "bool_type": Text("应为 true 或 false", "should be true or false"),
    "bool_parsing": Text("应为 true 或 false", "should be true or false"),
    "int_type": Text("应为整数", "should be a whole number"),
    "int_from_float": Text("应为整数", "should be a whole number"),
    "int_parsing": Text("应为整数", "should be a whole number"),
    "decimal_type": Text("应为数，不加引号", "should be a number, without quotes"),
    "finite_number": Text("应为有限的数", "should be a finite number"),
    "tuple_type": Text("应为方括号括起的一列", "should be a list in square brackets"),
    "list_type": Text("应为方括号括起的一列", "should be a list in square brackets"),
    "frozen_set_type": Text("应为方括号括起的一列", "should be a list in square brackets"),
    "dict_type": Text("应为一张表", "should be a table"),
    "model_type": Text("应为一张表", "should be a table"),
    "string_pattern_mismatch": Text(
        "应为小写字母开头的代码，只含小写字母、数字和单个连字符",
        "should be a code: small letters, digits and single hyphens, beginning with a letter",
    ),
}


def _message(model: type[Piece], detail: Any, also: Sequence[str]) -> Text:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    if kind == "number":
        return Text(detail["msg"], context["en"])
    if kind == "extra_forbidden":
        return _unknown_key(model, detail["loc"], also)
    if kind == "literal_error":
        expected = context["expected"].replace(" or ", ", ")
        return Text(f"应为其中之一：{expected}", f"should be one of {expected}")
    return _bound(kind, context) or Text(f"不合要求：{detail['msg']}", detail["msg"])


def _bound(kind: str, context: dict[str, Any]) -> Text | None:
    """The message for a value that is too small or too large."""
    said = {
        "greater_than": ("应大于", "should be greater than", "gt"),
        "greater_than_equal": ("应不小于", "should be at least", "ge"),
        "less_than": ("应小于", "should be less than", "lt"),
        "less_than_equal": ("应不大于", "should be at most", "le"),
        "too_short": ("项数应不少于", "should have entries, at least", "min_length"),
        "too_long": ("项数应不多于", "should have entries, at most", "max_length"),
    }.get(kind)
    if said is None:
        return None
    zh, en, key = said
    return Text(f"{zh} {context[key]}", f"{en} {context[key]}")


def _unknown_key(model: type[Piece], steps: tuple[int | str, ...], also: Sequence[str]) -> Text:
    if len(steps) > 1:
        return Text("没有这个键，请删去或改正", "no such key; remove or correct it")
    own = [field.alias or name for name, field in model.model_fields.items()]
    keys = "、".join([*own, *also])
    return Text(f"没有这个键；可用的键：{keys}", f"no such key; the keys are {keys.replace('、', ', ')}")
