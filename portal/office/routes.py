"""The general office's desk: year, progress, ranking, veto, notice, publication. Registers its pages."""

from portal.office import (
    calendar,
    jobs,
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
    trial,
    vetoes,
    year,
)
from portal.office.desk import office

__all__ = [
    "calendar",
    "jobs",
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
    "trial",
    "vetoes",
    "year",
]
