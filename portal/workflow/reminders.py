"""A mail that reminds somebody: what became of it."""

from collections.abc import Mapping
from enum import StrEnum

from portal.policy import Permission
from portal.workflow.steps import Transition


class MailState(StrEnum):
    waiting = "waiting"
    sent = "sent"
    failed = "failed"
    no_server = "no_server"
    unaddressed = "unaddressed"


class MailAction(StrEnum):
    """Both are the worker's, for whoever reminded: the mail's server took it, or refused it."""

    deliver = "deliver"
    fail = "fail"


_M, _m = MailState, MailAction
_run = Permission.RUN_YEAR

MAIL: Mapping[tuple[MailState, MailAction], Transition[MailState]] = {
    (_M.waiting, _m.deliver): Transition(_M.sent, _run),
    (_M.waiting, _m.fail): Transition(_M.failed, _run),
    (_M.failed, _m.deliver): Transition(_M.sent, _run),
    (_M.failed, _m.fail): Transition(_M.failed, _run),
    # Nothing was tried; a server that is configured later can still take it.
    (_M.no_server, _m.deliver): Transition(_M.sent, _run),
    (_M.no_server, _m.fail): Transition(_M.failed, _run),
}

UNSENT = frozenset({_M.waiting, _M.failed, _M.no_server})
"""Mails that can be sent, or sent again."""
