"""The exported JSON Schema accepts every sound scheme and points at what an editor can see to be wrong."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from portal.scoring import shipped
from portal.scoring.json_schema import json_schema
from portal.scoring.rules import RULES

CASES = Path(__file__).parent / "cases"
TEXTS = {name: shipped(name) for name in ("dazhou-2012",)}
TEXTS |= {file.stem: file.read_text(encoding="utf-8") for file in CASES.glob("*.toml")}
SCHEMA = json_schema()


def _errors(data: Any) -> list[str]:
    found = Draft202012Validator(SCHEMA).iter_errors(data)
    return ["/".join(str(step) for step in error.absolute_path) for error in found]


def test_the_schema_is_itself_valid():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_every_sound_scheme_is_accepted(name):
    assert _errors(tomllib.loads(TEXTS[name])) == []


def test_every_rule_kind_is_offered_and_explained():
    offered = [
        each["$ref"].rsplit("/", 1)[1]
        for each in SCHEMA["$defs"]["IndicatorHead"]["properties"]["rule"]["oneOf"]
    ]

    assert offered == [model.__name__ for model in RULES.values()]
    assert all(SCHEMA["$defs"][name]["description"] for name in offered)


def _drop(key: str) -> Callable[[dict[str, Any]], Any]:
    return lambda data: data.pop(key)


def _rule(data: dict[str, Any]) -> dict[str, Any]:
    return data["areas"][0]["indicators"][0]["rule"]


@pytest.mark.parametrize(
    ("spoil", "place"),
    [
        (_drop("title"), ""),
        (_drop("regulation"), ""),
        (lambda data: data.update(titel="x"), ""),
        (lambda data: data["areas"][0].update(quota={"g": "two"}), "areas/0/quota/g"),
        (lambda data: data["areas"][0]["kinds"][0].update(by=["nobody"]), "areas/0/kinds/0/by/0"),
        (lambda data: data["areas"][0]["indicators"][0].update(maximum=-5), "areas/0/indicators/0/maximum"),
        (lambda data: data["areas"][0]["indicators"][0].update(maximum="5"), "areas/0/indicators/0/maximum"),
        (lambda data: _rule(data).update(kind="deductions"), "areas/0/indicators/0/rule"),
        (lambda data: _rule(data).update(incident=[]), "areas/0/indicators/0/rule"),
        (lambda data: _rule(data).update(floor="none"), "areas/0/indicators/0/rule"),
    ],
)
def test_what_an_editor_can_see_is_marked_at_its_place(spoil, place):
    data = tomllib.loads(TEXTS["case-1-deyang"])
    spoil(data)

    assert place in _errors(data)
