"""Facts in a CSV file, as Excel and WPS write it, for scoring without the portal (docs/scheme-format.md)."""

from portal.scoring.sheets.faults import SheetError, SheetFault, summed
from portal.scoring.sheets.running import Points, context_of, rankings_of
from portal.scoring.sheets.sheet import Contest, Sheet, open_sheet

__all__ = [
    "Contest",
    "Points",
    "Sheet",
    "SheetError",
    "SheetFault",
    "context_of",
    "open_sheet",
    "rankings_of",
    "summed",
]
