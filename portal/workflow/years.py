"""The stages of a year."""

from collections.abc import Mapping
from enum import StrEnum

from portal.policy import Permission
from portal.workflow.steps import Transition


class YearState(StrEnum):
    """The stages of a year, in their order."""

    setup = "setup"
    recording = "recording"
    reporting = "reporting"
    reviewing = "reviewing"
    checking = "checking"
    deciding = "deciding"
    notice = "notice"
    published = "published"
    archived = "archived"

    def reached(self, other: "YearState") -> bool:
        """Whether this stage is the other one or a later one."""
        stages = list(YearState)
        return stages.index(self) >= stages.index(other)


class YearAction(StrEnum):
    issue_scheme = "issue_scheme"
    open_reporting = "open_reporting"
    close_reporting = "close_reporting"
    open_checking = "open_checking"
    close_checking = "close_checking"
    open_notice = "open_notice"
    recall_notice = "recall_notice"
    publish = "publish"
    archive = "archive"
    reopen_result = "reopen_result"


_run = Permission.RUN_YEAR

YEAR: Mapping[tuple[YearState, YearAction], Transition[YearState]] = {
    (YearState.setup, YearAction.issue_scheme): Transition(YearState.recording, _run),
    (YearState.recording, YearAction.open_reporting): Transition(YearState.reporting, _run),
    (YearState.reporting, YearAction.close_reporting): Transition(YearState.reviewing, _run),
    (YearState.reviewing, YearAction.open_checking): Transition(YearState.checking, _run),
    (YearState.checking, YearAction.close_checking): Transition(YearState.deciding, _run),
    (YearState.deciding, YearAction.open_notice): Transition(YearState.notice, _run),
    (YearState.notice, YearAction.recall_notice): Transition(YearState.deciding, _run, needs_reason=True),
    (YearState.notice, YearAction.publish): Transition(YearState.published, Permission.CONFIRM_PUBLICATION),
    (YearState.published, YearAction.archive): Transition(YearState.archived, _run),
    # A result that has to change is settled and posted anew; what was published stays until it is replaced.
    (YearState.published, YearAction.reopen_result): Transition(YearState.deciding, _run, needs_reason=True),
}
