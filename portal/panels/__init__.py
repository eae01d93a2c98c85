"""The panel's desk: queue, verification, records, exposures, bands, closing an area."""
