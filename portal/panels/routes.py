"""The panel's desk: queue, verification, records, exposures, bands, closing an area."""

from portal.panels import (
    acceptance,
    bands,
    blind,
    chair,
    closing,
    conflicts,
    desk,
    facts,
    imports,
    items,
    ledger,
    ledger_pair,
    phrases,
    records,
    units,
)
from portal.panels.blueprint import panels

__all__ = [
    "acceptance",
    "bands",
    "blind",
    "chair",
    "closing",
    "conflicts",
    "desk",
    "facts",
    "imports",
    "items",
    "ledger",
    "ledger_pair",
    "panels",
    "phrases",
    "records",
    "units",
]
