"""The office's decision where no declared rule settles a tie at the line (四(一))."""

from portal.errors import Invalid, Refused
from portal.models import TieDecision, Year
from portal.queries.decisions import tie_decision_of
from portal.queries.scores import Scores
from portal.sentences import Sentence
from portal.services.notices import renew_changed
from portal.services.work import Work, service
from portal.workflow import YearState


@service
def decide_tie(work: Work, *, year: Year, area: str, group: str, order: tuple[str, ...], reason: str) -> None:
    """Record the office's decision where no declared rule settles a tie at the line.

    `order`: the tied units, the first one first. A later decision replaces the one before; the trail
    keeps both. Raises Invalid when `order` does not hold just the units that are tied.
    """
    if year.state not in (YearState.checking, YearState.deciding, YearState.notice):
        raise Refused("并列只能在核对、审定或公示阶段决定")
    if not reason.strip():
        raise Invalid("请写明决定的理由", field="reason")
    scores = Scores(work.session, year)
    if sorted(order) != sorted(scores.tied(area, group)):
        raise Invalid("须给每个并列单位排定次序，且不能遗漏", field="order")
    selection = scores.selection()
    decision = tie_decision_of(work.session, year, area, group) or TieDecision(
        year_id=year.id, area=area, group=group
    )
    before = {"order": decision.order, "reason": decision.reason} if decision.id else {}
    decision.order, decision.reason = list(order), reason
    decision.by_id, decision.at = work.account_id, work.now
    work.session.add(decision)
    work.session.flush()
    renew_changed(work, year, selection, Sentence("入选线上的并列作出决定"))
    work.audit("decide_tie", decision, before=before, after={"order": list(order)}, reason=reason)
