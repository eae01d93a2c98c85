"""The words that a scheme file declares: groups, kinds of fact and their fields, exposures, veto grounds."""

from decimal import Decimal
from typing import Annotated, Literal

import pydantic
from pydantic_core import PydanticCustomError

Source = Literal["claim", "record", "import"]
FieldType = Literal["level", "choice", "parts", "quantity", "amount", "date", "flag", "text"]


def _only_numbers(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise PydanticCustomError("number", "应为数，不加引号", {"en": "should be a number, without quotes"})
    return value


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


# A number of the scheme: whole or decimal in the file, exact here.
Number = Annotated[Decimal, pydantic.BeforeValidator(_only_numbers)]
Positive = Annotated[Number, pydantic.Field(gt=0)]
NotNegative = Annotated[Number, pydantic.Field(ge=0)]
Percent = Annotated[Number, pydantic.Field(ge=0, le=100)]
# The name of a thing inside the scheme: small letters, digits, single hyphens.
Code = Annotated[str, pydantic.StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
Title = Annotated[str, pydantic.StringConstraints(min_length=1, strip_whitespace=True)]
# One name, or a list of names: `kinds = "late"` and `kinds = ["late", "missed"]` say the same.
Codes = Annotated[
    tuple[Code, ...], pydantic.BeforeValidator(_listed, json_schema_input_type=Code | tuple[Code, ...])
]
Choice = tuple[Code, Title]


class Piece(pydantic.BaseModel):
    """A table of the scheme file; an unknown key is a fault, never ignored."""

    model_config = pydantic.ConfigDict(frozen=True, extra="forbid")


class Group(Piece):
    """Units that are ranked together, such as 县（市、区）."""

    code: Code
    title: Title


class VetoGround(Piece):
    """A ground on which a unit loses its chance for the year (四(三))."""

    code: Code
    title: Title


class ExposureKind(Piece):
    """What an indicator could be met at: documents filed, matters assigned. A count per unit."""

    code: Code
    title: Title


class TargetKind(Piece):
    """A task that a unit is measured against, in points or pieces.

    `groups`: what holds for a unit of the group that has no task of its own.
    """

    code: Code
    title: Title
    groups: dict[Code, NotNegative] = pydantic.Field(default_factory=dict)


class Field(Piece):
    """A thing that a kind of fact says beside its title, date, document number and quantity.

    `level`, `choice`: one of the options; `parts`: any of the options; `quantity`: a whole number;
    `amount`: a decimal, in points; `flag`: yes or no. Bounds are for quantity and amount.
    """

    code: Code
    title: Title
    type: FieldType
    options: tuple[Choice, ...] = ()
    minimum: Number | None = None
    maximum: Number | None = None
    required: bool = False

    @property
    def values(self) -> tuple[str, ...]:
        """The codes that this field can hold, for a field with options."""
        return tuple(value for value, _ in self.options)

    def option(self, value: str) -> str:
        """The title of an option; the code itself when the field does not offer it."""
        return dict(self.options).get(value, value)


class Kind(Piece):
    """A kind of fact: what is claimed by a unit, recorded by its panel, or imported from a list."""

    code: Code
    title: Title
    by: frozenset[Source] = pydantic.Field(min_length=1)
    fields: tuple[Field, ...] = ()

    def field(self, code: str) -> Field | None:
        return next((field for field in self.fields if field.code == code), None)
