"""The tables, a file per noun family. Importing this package knows them all (migrations need that)."""

from portal.models.accounts import Account, AccountRole, Invitation, LoginSession
from portal.models.assessments import (
    Assessment,
    Band,
    Evidence,
    Exposure,
    Fact,
    FactEvidence,
    Source,
    Target,
    Verification,
)
from portal.models.base import Base
from portal.models.calendar import CalendarDay, CalendarYear
from portal.models.certificates import Certificate
from portal.models.circulars import CircularText
from portal.models.consents import Consent, ConsentKind
from portal.models.decisions import Channel, Objection, Publication, TieDecision, Veto, VetoPaper
from portal.models.drafts import Draft
from portal.models.jobs import Job
from portal.models.ledger import ColumnMapping, ImportBatch, LedgerCheck
from portal.models.looks import RecordLook
from portal.models.panelwork import Assignment, ConflictStatement, CoOption, Departure, Phrase, QueueLook
from portal.models.passwords import PasswordSet
from portal.models.reminders import Reminder, ReminderMail, ReminderRound
from portal.models.rosters import Roster
from portal.models.scores import Score
from portal.models.secondfactor import RecoveryCode, SecondFactor
from portal.models.signing import SigningAuthority
from portal.models.statements import Statement
from portal.models.successions import Succession, SuccessionKind
from portal.models.trail import AuditRow, DoneRequest, Revision, Setting
from portal.models.units import Group, Section, Unit
from portal.models.years import (
    Duty,
    Notice,
    Panel,
    PanelArea,
    PanelMember,
    Recusal,
    SchemeIssue,
    SchemeRevision,
    SchemeSource,
    Year,
)

__all__ = [
    "Account",
    "AccountRole",
    "Assessment",
    "Assignment",
    "AuditRow",
    "Band",
    "Base",
    "CalendarDay",
    "CalendarYear",
    "Certificate",
    "Channel",
    "CircularText",
    "CoOption",
    "ColumnMapping",
    "ConflictStatement",
    "Consent",
    "ConsentKind",
    "Departure",
    "DoneRequest",
    "Draft",
    "Duty",
    "Evidence",
    "Exposure",
    "Fact",
    "FactEvidence",
    "Group",
    "ImportBatch",
    "Invitation",
    "Job",
    "LedgerCheck",
    "LoginSession",
    "Notice",
    "Objection",
    "Panel",
    "PanelArea",
    "PanelMember",
    "PasswordSet",
    "Phrase",
    "Publication",
    "QueueLook",
    "RecordLook",
    "RecoveryCode",
    "Recusal",
    "Reminder",
    "ReminderMail",
    "ReminderRound",
    "Revision",
    "Roster",
    "SchemeIssue",
    "SchemeRevision",
    "SchemeSource",
    "Score",
    "SecondFactor",
    "Section",
    "Setting",
    "SigningAuthority",
    "Source",
    "Statement",
    "Succession",
    "SuccessionKind",
    "Target",
    "TieDecision",
    "Unit",
    "Verification",
    "Veto",
    "VetoPaper",
    "Year",
]
