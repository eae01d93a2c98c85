"""The states of a year, an assessment, a fact, a panel's area, a veto, an objection, a publication, a job,
a mail, a roster, a consent.

One table each: (state, action) -> transition. This is the only place that knows which step is
legal; services ask `step`, screens ask `available`, so that they cannot disagree.
"""

from portal.workflow.consents import CONSENT, ConsentAction, ConsentState
from portal.workflow.deciding import (
    IN_FORCE,
    OBJECTION,
    PUBLICATION,
    VETO,
    ObjectionAction,
    ObjectionState,
    PublicationAction,
    PublicationState,
    VetoAction,
    VetoState,
)
from portal.workflow.jobs import JOB, PRESSED, UNDER_WAY, JobAction, JobState
from portal.workflow.judging import (
    AS_DECIDED,
    ASSESSMENT,
    COUNTING,
    DECIDED,
    EDITABLE,
    FACT,
    PANEL_AREA,
    UNDECIDED,
    VERIFICATIONS,
    AssessmentAction,
    AssessmentState,
    FactAction,
    FactState,
    PanelAreaAction,
    PanelAreaState,
)
from portal.workflow.reminders import MAIL, UNSENT, MailAction, MailState
from portal.workflow.rosters import ROSTER, RosterAction, RosterState
from portal.workflow.steps import Transition, available, step
from portal.workflow.years import YEAR, YearAction, YearState

__all__ = [
    "ASSESSMENT",
    "AS_DECIDED",
    "CONSENT",
    "COUNTING",
    "DECIDED",
    "EDITABLE",
    "FACT",
    "IN_FORCE",
    "JOB",
    "MAIL",
    "OBJECTION",
    "PANEL_AREA",
    "PRESSED",
    "PUBLICATION",
    "ROSTER",
    "UNDECIDED",
    "UNDER_WAY",
    "UNSENT",
    "VERIFICATIONS",
    "VETO",
    "YEAR",
    "AssessmentAction",
    "AssessmentState",
    "ConsentAction",
    "ConsentState",
    "FactAction",
    "FactState",
    "JobAction",
    "JobState",
    "MailAction",
    "MailState",
    "ObjectionAction",
    "ObjectionState",
    "PanelAreaAction",
    "PanelAreaState",
    "PublicationAction",
    "PublicationState",
    "RosterAction",
    "RosterState",
    "Transition",
    "VetoAction",
    "VetoState",
    "YearAction",
    "YearState",
    "available",
    "step",
]
