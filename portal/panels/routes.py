"""The panel's desk: queue, verification, records, exposures, bands, closing an area."""

from portal.panels import bands, closing, desk, facts, records, units
from portal.panels.blueprint import panels

__all__ = ["bands", "closing", "desk", "facts", "panels", "records", "units"]
