"""A row of the trail for a reader: its fields and values in Chinese where there is Chinese for them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask_babel import gettext

from portal.labels import TITLES
from portal.models import ConsentKind
from portal.trailwords import FIELDS
from portal.workflow import (
    AssessmentState,
    FactAction,
    FactState,
    JobState,
    MailState,
    ObjectionAction,
    ObjectionState,
    PanelAreaState,
    PublicationState,
    RosterState,
    VetoState,
    YearState,
)

STATES: Mapping[str, type[StrEnum]] = {
    "assessments": AssessmentState,
    "facts": FactState,
    "jobs": JobState,
    "objections": ObjectionState,
    "panel_areas": PanelAreaState,
    "publications": PublicationState,
    "reminder_mails": MailState,
    "rosters": RosterState,
    "vetoes": VetoState,
    "years": YearState,
}


def told(subject: str, content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """A row's content for a reader: (what, value) in Chinese where there is Chinese for it."""
    return [(str(FIELDS.get(name, name)), _value(subject, name, value)) for name, value in content.items()]


def _value(subject: str, name: str, value: Any) -> str:
    states = STATES.get(subject.partition("/")[0])
    if name == "state" and states is not None and value in TITLES[states]:
        return str(TITLES[states][value])
    if name in ("decision", "action") and isinstance(value, str):
        return next((str(TITLES[kind][value]) for kind in _DECISIONS if value in TITLES[kind]), value)
    if name == "consent" and value in TITLES[ConsentKind]:
        return str(TITLES[ConsentKind][value])
    if value is None or value == "":
        return gettext("无")
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if isinstance(value, list):
        return gettext("、").join(str(one) for one in value)
    if isinstance(value, dict):
        return gettext("；").join(f"{key} {one}" for key, one in value.items())
    return str(value)


_DECISIONS = (FactAction, ObjectionAction)
