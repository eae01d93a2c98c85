"""The format of scheme files as JSON Schema, for editors that check and complete TOML as it is written."""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema

from portal.scoring.bonus import Bonus
from portal.scoring.rules import RULES
from portal.scoring.scheme import AreaHead, Cap, Head, IndicatorHead, Regulation, Rounding, Tie
from portal.scoring.vocabulary import ExposureKind, Group, Kind, Piece, TargetKind, VetoGround

Node = dict[str, Any]
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
# What pydantic calls a bound where a validator of ours stands before the number.
_BOUNDS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}
_SCHEME_LISTS: dict[str, type[Piece]] = {"groups": Group, "veto_grounds": VetoGround, "ties": Tie}
_AREA_LISTS: dict[str, type[Piece]] = {
    "kinds": Kind,
    "exposures": ExposureKind,
    "targets": TargetKind,
    "caps": Cap,
}


class _Generator(GenerateJsonSchema):
    """Numbers stand without quotes in a scheme file."""

    def decimal_schema(self, schema: Any) -> Node:
        return {"type": "number"}


def json_schema() -> Node:
    """The schema of a whole scheme file, as plain data.

    It tells shapes, names and bounds. What the parts must be to each other (weights that reach,
    kinds that exist) only `load_scheme` can tell.
    """
    models: list[type[Piece]] = [Head, Regulation, Rounding, Bonus, AreaHead, IndicatorHead]
    models += [*_SCHEME_LISTS.values(), *_AREA_LISTS.values(), *RULES.values()]
    mode: JsonSchemaMode = "validation"
    asked: list[Any] = [(model, mode) for model in models]
    _, made = models_json_schema(asked, schema_generator=_Generator)
    parts: Node = {name: _tidied(node) for name, node in made["$defs"].items()}
    rules = [_of(model) for model in RULES.values()]
    _with(parts, IndicatorHead, {"rule": {"oneOf": rules}}, needed=["rule"])
    area = {key: _list_of(model) for key, model in _AREA_LISTS.items()}
    _with(parts, AreaHead, {**area, "indicators": _list_of(IndicatorHead, 1)}, needed=["indicators"])
    whole = {key: _list_of(model) for key, model in _SCHEME_LISTS.items()}
    whole["groups"] = _list_of(Group, 1)
    whole |= {"regulation": _of(Regulation), "rounding": _of(Rounding), "bonus": _of(Bonus)}
    whole["areas"] = _list_of(AreaHead, 1)
    _with(parts, Head, whole, needed=["regulation", "groups", "areas"])
    head = parts.pop(Head.__name__)
    return {"$schema": _DIALECT, **head, "title": "计分办法 scheme file", "$defs": parts}


def _of(model: type[Piece]) -> Node:
    return {"$ref": f"#/$defs/{model.__name__}"}


def _list_of(model: type[Piece], least: int = 0) -> Node:
    return {"type": "array", "items": _of(model), **({"minItems": least} if least else {})}


def _with(parts: Node, model: type[Piece], more: Node, needed: list[str]) -> None:
    """Add the tables that stand beside a model's own keys."""
    part = parts[model.__name__]
    part["properties"] = {**part["properties"], **more}
    part["required"] = [*part.get("required", []), *needed]


def _tidied(node: Any) -> Any:
    """Without what TOML cannot say (null), without generated titles, with the bounds by their names."""
    if isinstance(node, list):
        return [_tidied(each) for each in node]
    if not isinstance(node, dict):
        return node
    choices = [each for each in node.get("anyOf", []) if each != {"type": "null"}]
    if len(choices) == 1:
        rest = {key: value for key, value in node.items() if key != "anyOf"}
        return _tidied({**choices[0], **rest})
    tidy: Node = {}
    for key, value in node.items():
        if key == "properties":
            tidy[key] = {name: _tidied(each) for name, each in value.items()}
        elif key not in ("title", "default"):
            name = str(key)
            tidy[_BOUNDS.get(name, name)] = _tidied(value)
    return tidy
