"""What the unit's pages say about gaps and next steps."""

from flask import url_for
from flask_babel import gettext as _

from portal.models import Assessment
from portal.queries.gaps import Gap, GapKind


def gap_words(gap: Gap) -> str:
    """What is missing, in a sentence."""
    if gap.kind == GapKind.narrative:
        return _("自评报告还没有写")
    if gap.indicator is not None:
        return _("“%(title)s”还没有填报，不填不得分", title=gap.indicator.title)
    title = gap.fact.title if gap.fact else ""
    if gap.kind == GapKind.evidence:
        return _("“%(title)s”还没有附材料", title=title)
    if gap.kind == GapKind.field:
        return _("“%(title)s”缺“%(field)s”", title=title, field=gap.field)
    return _("“%(title)s”缺正式文件的文号，或日期不在本年度，按办法不计分", title=title)


def gap_url(gap: Gap, assessment: Assessment) -> str:
    """Where it can be mended."""
    address = {"year": assessment.year.number, "area": assessment.area}
    if gap.kind == GapKind.narrative:
        return url_for("units.narrative", **address)
    if gap.fact is None:
        anchor = f"indicator-{gap.indicator.code}" if gap.indicator else None
        return url_for("units.area", **address, _anchor=anchor)
    if gap.kind == GapKind.evidence:
        return url_for("units.fact", fact_id=gap.fact.id, _anchor="evidence")
    return url_for("units.edit_fact", fact_id=gap.fact.id)


def gap_links(gaps: list[Gap], assessment: Assessment) -> list[tuple[str, str]]:
    """(sentence, address) of each gap."""
    return [(gap_words(gap), gap_url(gap, assessment)) for gap in gaps]
