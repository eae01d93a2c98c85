"""The office follows a panel's recommendation against the points, or keeps to the points: with a reason."""

from portal.errors import Invalid, Refused
from portal.models import Departure
from portal.queries.scores import Scores
from portal.sentences import Sentence
from portal.services.notices import renew_changed
from portal.services.work import Work, check_version, service
from portal.workflow import YearState

DECIDED_IN = (YearState.checking, YearState.deciding, YearState.notice)
"""While the office can weigh a departure."""


@service
def decide_departure(work: Work, *, departure: Departure, follow: bool, reason: str, version: int) -> None:
    """Follow the departure, or keep to the points; a later decision replaces it, the trail keeps both.

    `version`: of the panel's area. Raises Refused outside checking, deciding and notice, and where nothing
    would be decided anew; Invalid without a reason. An area whose selection changes gets a fresh notice.
    """
    area, year = departure.area, departure.area.year
    check_version(area, version)
    if year.state not in DECIDED_IN:
        raise Refused("改荐只能在核对、审定或公示阶段决定")
    if not reason.strip():
        raise Invalid("请写明决定的理由", field="reason")
    if departure.followed_at is not None and departure.followed == follow:
        raise Refused("已经这样决定了，请看最新状态")
    before = {"followed": departure.followed, "reason": departure.followed_reason}
    selection = Scores(work.session, year).selection()
    departure.followed, departure.followed_reason = follow, reason
    departure.followed_by_id, departure.followed_at = work.account_id, work.now
    work.session.flush()
    renew_changed(work, year, selection, Sentence("对评价小组的改荐作出决定"))
    work.audit(
        "decide_departure",
        departure,
        before=before,
        after={"followed": follow, "unit": departure.unit.name, "instead_of": departure.instead_of.name},
        reason=reason,
    )
