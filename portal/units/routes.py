"""The unit's desk: self-assessment, sign-off, answers, its own scorecard.

The routes stand in the files named here, by what people do; `portal.app` takes `units` from here.
"""

from portal.units import (
    areas,
    authorities,
    checking,
    desk,
    drafts,
    evidence,
    factpage,
    facts,
    histories,
    imports,
    paper,
    selection,
    signatures,
    signing,
    statements,
    told,
    vetoes,
)
from portal.units.blueprint import units

__all__ = [
    "areas",
    "authorities",
    "checking",
    "desk",
    "drafts",
    "evidence",
    "factpage",
    "facts",
    "histories",
    "imports",
    "paper",
    "selection",
    "signatures",
    "signing",
    "statements",
    "told",
    "units",
    "vetoes",
]
