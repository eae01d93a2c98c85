"""Official documents (公文) set on the 22 × 28 grid of GB/T 9704-2012: a dataclass in, bytes out.

Nothing here knows of Flask, of tables or of services. Lengths are PDF points (1/72 inch) unless a name ends
in `_mm`; rows and cells are those of the grid in `portal.documents.grid`.
"""
