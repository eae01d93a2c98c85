"""How an office's own table is read, as a person chose it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Choices:
    """How a table is read. `columns`: field → column from 0; `units`: name in the table → unit's id."""

    sheet: int = 0
    head: int = 0
    kind: str = ""
    columns: Mapping[str, int] | None = None
    title: str = ""
    units: Mapping[str, int] | None = None

    def to_dict(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> "Choices":
        """As it was kept."""
        return cls(
            sheet=kept.get("sheet", 0),
            head=kept.get("head", 0),
            kind=kept.get("kind", ""),
            columns=kept.get("columns") or {},
            title=kept.get("title", ""),
            units=kept.get("units") or {},
        )
