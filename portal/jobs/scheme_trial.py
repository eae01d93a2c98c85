"""试算: a past year's facts under another scheme."""

import hashlib
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.errors import Refused
from portal.jobs.kinds import Task, job
from portal.queries.schemes import check, draft_text
from portal.queries.trials import outcome_of, trial
from portal.queries.years import year_by_number

TRIAL = "trial"


def digest_of_text(text: str) -> str:
    """What tells whether a scheme's text is still the one that was to be tried."""
    return hashlib.sha256(text.encode()).hexdigest()


def _about(arguments: dict[str, Any]) -> str:
    return _("用 %(past)s 年度的事项", past=arguments["past"])


@job(TRIAL, _l("试算计分办法"), _about)
def try_scheme(task: Task) -> dict[str, Any]:
    """Which selections of the year `past` would change under this year's scheme.

    `digest` is the text's that was to be tried. Raises Refused when it was changed since: a trial says
    nothing about a scheme that nobody looked at.
    """
    text = draft_text(task.session, task.year.scheme)
    if digest_of_text(text) != task.arguments["digest"]:
        raise Refused("计分办法在试算开始前又改过，请重新试算")
    checked = check(text)
    if checked.scheme is None:
        raise Refused("草稿有 %(count)s 处错误，改正后才能试算", count=len(checked.faults))
    past = year_by_number(task.session, task.arguments["past"])
    simulated, digest = trial(task.session, past, checked.scheme, task.tell)
    return {
        "past": past.number,
        "at": task.now().isoformat(),
        "outcome": outcome_of(simulated, digest).to_json(),
    }
