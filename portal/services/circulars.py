"""The office writes the circular's text; what is proposed for publication freezes it."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from portal.documents.lettertext import FIELDS, filled, paragraphs
from portal.errors import Conflict, Invalid, Refused
from portal.models import CircularText, Year
from portal.queries.circulars import circular_text_of
from portal.sentences import Pairs, Sentence
from portal.services.work import Work, check_version, service
from portal.workflow import YearState


@dataclass(frozen=True)
class Wording:
    """What the office writes. "" stands for the genre's words; `survey`: with the second annex."""

    number: str = ""
    addressees: str = ""
    copies: str = ""
    printed_on: date | None = None
    title: str = ""
    body: str = ""
    annex_title: str = ""
    survey: bool = False


@service
def write_circular_text(work: Work, *, year: Year, wording: Wording, version: int) -> CircularText:
    """Keep the circular's text. `version`: of the text that was seen, 0 where there was none.

    Raises Invalid for a field that there is not, Refused in an archived year, Conflict on an older version.
    """
    if year.state == YearState.archived:
        raise Refused("年度已经归档，通报不再改动")
    check_wording(wording)
    row = circular_text_of(work.session, year)
    if row is None:
        if version:
            raise Conflict("您打开页面之后，这条记录已被别人改过。请核对后再提交", [])
        row = CircularText(year=year)
        before: dict[str, Any] = {}
        work.session.add(row)
    else:
        check_version(row, version, _now(row))
        before = _for_trail(row)
    for name, value in asdict(wording).items():
        setattr(row, name, value)
    row.edited_by_id, row.edited_at = work.account_id, work.now
    work.session.flush()
    work.audit("write_circular_text", row, before=before, after=_for_trail(row))
    return row


def check_wording(wording: Wording) -> None:
    """Refuse a template that could not be printed whatever the result."""
    sample = dict.fromkeys(FIELDS, "1")
    for name in ("title", "body", "annex_title"):
        filled(getattr(wording, name), sample, name)
    if wording.body and not paragraphs(wording.body):
        raise Invalid("正文不能是空的", field="body")
    if "\n" in wording.annex_title:
        raise Invalid("附件名称写在一行里", field="annex_title")


def _for_trail(row: CircularText) -> dict[str, Any]:
    kept = {name: getattr(row, name) for name in Wording.__dataclass_fields__}
    kept["printed_on"] = row.printed_on.isoformat() if row.printed_on else None
    return kept


def _now(row: CircularText) -> Pairs:
    pairs = (
        (Sentence("标题"), row.title),
        (Sentence("正文"), row.body),
        (Sentence("附件名称"), row.annex_title),
    )
    return [(label, text) for label, text in pairs if text]
