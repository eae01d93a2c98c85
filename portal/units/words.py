"""What the unit's pages say about gaps and next steps."""

from flask import url_for
from flask_babel import gettext as _

from portal.models import Assessment, Draft
from portal.queries.gaps import Gap, GapKind


def gap_words(gap: Gap) -> str:
    """What is missing, in a sentence."""
    if gap.draft is not None:
        return draft_words(gap)
    if gap.kind == GapKind.narrative:
        return _("自评报告还没有写")
    if gap.indicator is not None:
        return _("“%(title)s”还没有填报，不填不得分", title=gap.indicator.title)
    title = (gap.fact.title if gap.fact else "") or _("未写名称的事项")
    if gap.kind == GapKind.evidence:
        return _("“%(title)s”还没有附材料", title=title)
    if gap.kind == GapKind.field:
        return _("“%(title)s”缺“%(field)s”", title=title, field=gap.field or _("事项名称"))
    return _("“%(title)s”缺正式文件的文号，或日期不在本年度，按办法不计分", title=title)


def draft_words(gap: Gap) -> str:
    """What somebody typed and has not saved yet."""
    draft = gap.draft
    if draft is None:
        return ""
    title = draft_title(draft)
    if gap.blocking:
        return _("“%(title)s”有内容自动保存为草稿，还没有按“保存”", title=title)
    return _("%(name)s 正在填写，还没有按“保存”", name=draft.account.name)


def draft_title(draft: Draft) -> str:
    """A draft by the name of what is being written."""
    if draft.place == "narrative":
        return _("自评报告")
    fact = next((one for one in draft.assessment.facts if one.id == draft.fact_id), None)
    if draft.place.startswith("replies/") and fact is not None:
        return _("答复：%(title)s", title=fact.title)
    if draft.place.startswith("statements/") and fact is not None:
        return _("陈述：%(title)s", title=fact.title)
    if draft.place.startswith("objections/"):
        return _("对得分的异议")
    return draft.title or (fact.title if fact else "") or _("未写名称的事项")


def draft_url(draft: Draft) -> str:
    """Where a draft is gone on with."""
    year, area = draft.assessment.year.number, draft.assessment.area
    where, _sep, key = draft.place.partition("/")
    if where == "narrative":
        return url_for("units.narrative", year=year, area=area)
    if where == "new":
        return url_for("units.add_fact", year=year, area=area, kind=draft.kind, draft=key)
    if where == "replies":
        return url_for("units.fact", fact_id=draft.fact_id, _anchor="answer")
    if where == "statements":
        return url_for("units.fact", fact_id=draft.fact_id, _anchor="statement")
    if where == "objections":
        indicator, _sep, fact = key.partition("/")
        return url_for(
            "units.object_to_scorecard", year=year, area=area, indicator=indicator or None, fact=fact or None
        )
    return url_for("units.edit_fact", fact_id=draft.fact_id)


def gap_url(gap: Gap, assessment: Assessment) -> str:
    """Where it can be mended, the field itself where it is one."""
    address = {"year": assessment.year.number, "area": assessment.area}
    if gap.draft is not None:
        return draft_url(gap.draft) if gap.blocking else url_for("units.area", **address)
    if gap.kind == GapKind.narrative:
        return url_for("units.narrative", **address)
    if gap.fact is None:
        anchor = f"indicator-{gap.indicator.code}" if gap.indicator else None
        return url_for("units.area", **address, _anchor=anchor)
    if gap.kind == GapKind.evidence:
        return url_for("units.fact", fact_id=gap.fact.id, _anchor="evidence")
    return url_for("units.edit_fact", fact_id=gap.fact.id, _anchor=gap.name or None)


def gap_links(gaps: list[Gap], assessment: Assessment) -> list[tuple[str, str]]:
    """(sentence, address) of each gap."""
    return [(gap_words(gap), gap_url(gap, assessment)) for gap in gaps]
