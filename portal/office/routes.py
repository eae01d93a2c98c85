"""The general office's desk: year, progress, ranking, veto, notice, publication. Registers its pages."""

from portal.office import (
    calendar,
    objections,
    people,
    progress,
    publication,
    rankings,
    scheme,
    scheme_draft,
    scheme_edit,
    scheme_revisions,
    scheme_rows,
    scorers,
    targets,
    vetoes,
    year,
)
from portal.office.desk import office

__all__ = [
    "calendar",
    "objections",
    "office",
    "people",
    "progress",
    "publication",
    "rankings",
    "scheme",
    "scheme_draft",
    "scheme_edit",
    "scheme_revisions",
    "scheme_rows",
    "scorers",
    "targets",
    "vetoes",
    "year",
]
