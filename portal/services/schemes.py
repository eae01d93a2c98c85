"""Write a year's scheme until it is issued: one person at a time, every saved state kept (五(二))."""

import hashlib

from portal.errors import Conflict, Invalid, Refused
from portal.models import Panel, PanelArea, SchemeIssue, SchemeRevision, SchemeSource, Year
from portal.queries.schemes import check, draft_text
from portal.scoring import Scheme
from portal.sentences import Sentence
from portal.services.work import Work, check_version, service
from portal.workflow import YearState

LONGEST = 300_000
"""A scheme's text has at most so many characters; the full one that comes along has a tenth."""


@service
def begin_editing(work: Work, *, year: Year, version: int, note: str = "") -> None:
    """Take the draft in hand; from another person only with a note that says why.

    What the other has not saved yet comes to nothing here: saving is refused there, and both texts shown.
    """
    issue = _open_issue(year)
    check_version(issue, version)
    before = issue.editor.login if issue.editor else ""
    if issue.editor_id not in (None, work.account_id) and not note.strip():
        raise Invalid("请写明接手的原因", field="reason")
    issue.editor_id, issue.editing_since = work.account_id, work.now
    work.audit("begin_scheme_editing", issue, before={"editor": before}, reason=note)


@service
def end_editing(work: Work, *, year: Year, version: int) -> None:
    """Put the draft down, so that the next person can take it without asking."""
    issue = _open_issue(year)
    check_version(issue, version)
    _held_by(work, issue)
    before = issue.editor.login if issue.editor else ""
    issue.editor_id, issue.editing_since = None, None
    work.audit("end_scheme_editing", issue, before={"editor": before})


@service
def save_draft(
    work: Work, *, year: Year, text: str, source: SchemeSource, version: int, note: str = ""
) -> SchemeRevision:
    """Keep a new state of the draft, with faults or without.

    Without faults it is at once what the year is shown by, and panels and areas follow it. Raises Conflict
    with the text that stands now when somebody else saved or took over meanwhile.
    """
    issue = _open_issue(year)
    current = draft_text(work.session, issue)
    if issue.version != version:
        raise Conflict(
            "您打开页面之后，计分办法已被保存过或由别人接手。请核对后再保存",
            [(Sentence("计分办法全文"), current)],
        )
    _held_by(work, issue)
    text = text.replace("\r\n", "\n")
    if len(text) > LONGEST:
        raise Invalid("计分办法过长，最多 %(most)s 个字", field="text", most=LONGEST)
    before = {"revision": issue.revision, "digest": _digest(current)}
    if issue.revision == 0:
        _keep(work, issue, current, SchemeSource.start, "", issue.faults)
    checked = check(text)
    revision = _keep(work, issue, text, source, note, len(checked.faults))
    if issue.editor_id is None:
        issue.editor_id, issue.editing_since = work.account_id, work.now
    issue.faults = len(checked.faults)
    if checked.scheme is not None:
        issue.text, issue.digest = text, checked.scheme.digest
        _follow(work, year, checked.scheme)
    after = {"revision": revision.number, "digest": revision.digest, "faults": revision.faults}
    work.audit("save_scheme", issue, before=before, after=after, reason=note)
    return revision


def missing_before_issue(work: Work, year: Year) -> list[Sentence]:
    """What in the draft keeps it from being issued."""
    issue, missing = year.scheme, []
    if issue.faults:
        missing.append(Sentence("计分办法草稿有 %(count)s 处错误", count=issue.faults))
    if issue.editor is not None and issue.editor_id != work.actor.account_id:
        missing.append(Sentence("%(name)s正在修改计分办法", name=issue.editor.name))
    return missing


def settle(work: Work, year: Year) -> None:
    """Close the draft at its issue: nobody edits it any more, and panels that lost their areas go."""
    year.scheme.editor_id, year.scheme.editing_since = None, None
    for panel in list(year.panels):
        if not panel.areas:
            work.session.delete(panel)


def _open_issue(year: Year) -> SchemeIssue:
    if year.state != YearState.setup:
        raise Refused("计分办法已经印发，不能再改")
    return year.scheme


def _held_by(work: Work, issue: SchemeIssue) -> None:
    if issue.editor is not None and issue.editor_id != work.account_id:
        raise Refused("%(name)s正在修改计分办法，请先接手", name=issue.editor.name)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _keep(
    work: Work, issue: SchemeIssue, text: str, source: SchemeSource, note: str, faults: int
) -> SchemeRevision:
    issue.revision += 1
    revision = SchemeRevision(
        issue=issue,
        number=issue.revision,
        text=text,
        digest=_digest(text),
        faults=faults,
        source=source,
        note=note[:200],
        saved_at=work.now,
        saved_by_id=None if source == SchemeSource.start else work.account_id,
    )
    work.session.add(revision)
    return revision


def _follow(work: Work, year: Year, scheme: Scheme) -> None:
    """Make the year's panels and areas those of the scheme; a panel with people stays until the issue."""
    panels = {panel.code: panel for panel in year.panels}
    areas = {row.area: row for row in year.areas}
    for area in scheme.areas:
        panel = panels.get(area.panel)
        if panel is None:
            panel = panels[area.panel] = Panel(year=year, code=area.panel, title=area.panel_title)
        panel.title = area.panel_title
        if area.code in areas:
            areas.pop(area.code).panel = panel
        else:
            work.session.add(PanelArea(year=year, panel=panel, area=area.code))
    for row in areas.values():
        work.session.delete(row)
    work.session.flush()
    work.session.expire(year, ["panels", "areas"])
    for panel in panels.values():
        work.session.expire(panel, ["areas"])
        if not panel.areas and not panel.members:
            work.session.delete(panel)
