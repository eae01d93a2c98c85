"""The unit's answer to what its panel recorded about it (陈述): written, signed, then read by the panel."""

from collections.abc import Collection, Sequence

from portal.errors import Invalid, Refused
from portal.evidence.store import Store
from portal.models import Fact, Source, Statement
from portal.sentences import Sentence
from portal.services.drafts import forget
from portal.services.evidence import Kept, Upload, keep
from portal.services.reviews import RECORDING, must_be_open
from portal.services.signing import must_be_entitled
from portal.services.work import Work, check_version, service
from portal.workflow import FactState


def statement_is_open(fact: Fact) -> bool:
    """Whether the unit can still say something to the record; later it can object to its points."""
    released = fact.source != Source.claim and fact.state == FactState.released
    return released and fact.assessment.year.state in RECORDING


def answer_record(
    work: Work,
    *,
    store: Store,
    fact: Fact,
    text: str,
    uploads: Sequence[Upload] = (),
    limit: int,
    drop: Collection[int] = (),
    version: int = 0,
) -> Statement:
    """Write the unit's word on a record, with files; an unsigned one is written anew, else a further one.

    `version` is that of the unsigned statement that the person saw, 0 for none; `drop`: ids of its files to
    take off. Raises Invalid for an empty text or a file that cannot be kept: then nothing is changed.
    """
    files = [keep(store, upload, limit) for upload in uploads]
    return _write(work, fact=fact, text=text, files=files, drop=drop, version=version)


@service
def _write(
    work: Work, *, fact: Fact, text: str, files: Sequence[Kept], drop: Collection[int], version: int
) -> Statement:
    _must_be_answerable(work, fact)
    if not text.strip():
        raise Invalid("请写明陈述内容", field="text")
    statement = fact.open_statement
    before = {} if statement is None else {"text": statement.text}
    if statement is None:
        if version:
            raise Refused("原来的陈述刚刚审签报送，不能再改；请另写补充陈述")
        statement = Statement(fact_id=fact.id, text=text, written_by_id=work.account_id, written_at=work.now)
        work.session.add(statement)
        work.session.flush()
    else:
        check_version(statement, version, [(Sentence("陈述"), statement.text)])
    statement.text, statement.written_by_id, statement.written_at = text, work.account_id, work.now
    statement.decline_reason = ""
    standing = [file for file in statement.evidence if file.removed_at is None]
    for old in standing:
        if old.id in drop:
            old.removed_at = work.now
    known = {old.digest for old in standing if old.removed_at is None}
    for file in files:
        if file.digest in known:
            raise Invalid("同一份文件已经附在这条陈述上", field="file")
        known.add(file.digest)
        row = file.row(work, fact.assessment_id)
        row.statement_id = statement.id
        work.session.add(row)
    after = {"fact": fact.id, "text": text, "files": sorted(known)}
    forget(work, fact.assessment, f"statements/{fact.id}")
    work.audit("answer_record", statement, before=before, after=after)
    work.session.expire(statement, ["evidence"])
    return statement


@service
def sign_statement(work: Work, *, statement: Statement, version: int) -> None:
    """Sign what was written on a record: from then on its panel reads it."""
    check_version(statement, version, [(Sentence("陈述"), statement.text)])
    _must_wait_for_the_head(work, statement)
    authority = must_be_entitled(work, statement.unit_id, statement.written_by_id)
    statement.signed_by_id, statement.signed_at = work.account_id, work.now
    after: dict[str, object] = {"signed": True}
    if authority is not None:
        after |= {"authority": authority.id, "in_stead_of": authority.given_by.name}
    work.audit("sign_statement", statement, after=after)


@service
def decline_statement(work: Work, *, statement: Statement, reason: str, version: int) -> None:
    """The head does not agree; written anew, it comes back to him. Raises Invalid at the reason."""
    check_version(statement, version, [(Sentence("陈述"), statement.text)])
    _must_wait_for_the_head(work, statement)
    if not reason.strip():
        raise Invalid("请写明退回原因", field="reason")
    statement.decline_reason = reason
    work.audit("decline_statement", statement, after={"declined": True}, reason=reason)


def _must_wait_for_the_head(work: Work, statement: Statement) -> None:
    _must_be_answerable(work, statement.fact)
    if statement.signed_at is not None:
        raise Refused("这条陈述已经审签")
    if statement.decline_reason:
        raise Refused("这条陈述已经退回填报员，改好后再审签")


def _must_be_answerable(work: Work, fact: Fact) -> None:
    must_be_open(work, fact.assessment)
    if not statement_is_open(fact):
        raise Refused("这条记录现在不能陈述：没有告知本单位，或者已经撤销")
