"""Attach evidence to a fact, and take it off again; the row stays in the trail."""

from dataclasses import dataclass

from sqlalchemy import delete, select

from portal.errors import Invalid, Refused
from portal.evidence.preview import Look, look_at
from portal.evidence.scan import must_be_clean
from portal.evidence.sniff import Sniffed, clean_name, sniff
from portal.evidence.store import Store
from portal.models import Evidence, Fact, FactEvidence, Source
from portal.services.reviews import must_be_open
from portal.services.work import Work, service
from portal.workflow import EDITABLE, FactState


@dataclass(frozen=True)
class Upload:
    """A file as it came: its name, its bytes, and whether it was declared free of secrets."""

    name: str
    content: bytes
    unclassified: bool


def attach(work: Work, *, store: Store, fact: Fact, upload: Upload, limit: int) -> Evidence:
    """Keep a file and attach it to a fact. `limit` is the largest size, in bytes.

    Raises Invalid for a file that is empty, too large, of another kind, broken, or not declared
    unclassified: nothing classified enters. The bytes are on the disk before the row is written.
    """
    return _write_row(work, fact=fact, file=keep(store, upload, limit))


@dataclass(frozen=True)
class Kept:
    """A file whose bytes lie in the store, before a row says so."""

    digest: str
    name: str
    media_type: str
    size: int
    look: Look

    def row(self, work: Work, assessment_id: int) -> Evidence:
        """The row of the file in a dossier; whose it is, the caller adds."""
        return Evidence(
            assessment_id=assessment_id,
            digest=self.digest,
            name=self.name,
            media_type=self.media_type,
            size=self.size,
            pages=self.look.pages,
            width=self.look.width,
            height=self.look.height,
            uploaded_by_id=work.account_id,
            uploaded_at=work.now,
        )


def keep(store: Store, upload: Upload, limit: int) -> Kept:
    """Examine a file and put its bytes on the disk. Raises Invalid as `attach` does."""
    found, look = examine(store, upload, limit)
    digest = store.put(upload.content)
    name = clean_name(upload.name, found.ending)
    return Kept(digest, name, found.media_type, len(upload.content), look)


def examine(store: Store, upload: Upload, limit: int) -> tuple[Sniffed, Look]:
    """What a file is and looks like, before anything is written down. Raises Invalid as `attach` does."""
    if not upload.unclassified:
        raise Invalid("请确认材料不涉密；涉密材料不得上传", field="unclassified")
    if len(upload.content) > limit:
        raise Invalid("文件超过 %(limit)s MB", field="file", limit=limit // 1024 // 1024)
    found = sniff(upload.content)
    must_be_clean(store, upload.content)
    return found, look_at(store, upload.content, found.media_type)


def _must_be_open(work: Work, fact: Fact) -> None:
    must_be_open(work, fact.assessment)
    if fact.source == Source.claim:
        open_draft = fact.state == FactState.draft and fact.assessment.state in EDITABLE
        if not open_draft and fact.state not in (FactState.returned, FactState.replied):
            raise Refused("这项事实已经报出，不能再增减材料")
    elif fact.state not in (FactState.recorded, FactState.released):
        raise Refused("这条记录已经撤销")


def _touch(work: Work, fact: Fact) -> None:
    """Evidence is part of what the head signs: a change of it makes the assessment a newer version.

    A decision that was made on other evidence is stale from then on.
    """
    if fact.verifications:
        fact.stale = True
    if fact.source == Source.claim:
        fact.assessment.edited_by_id = work.account_id
        fact.assessment.edited_at = work.now


@service
def _write_row(work: Work, *, fact: Fact, file: Kept) -> Evidence:
    _must_be_open(work, fact)
    if any(known.digest == file.digest for known in fact.evidence):
        raise Invalid("同一份文件已经附在这项事实上", field="file")
    evidence = work.session.scalar(
        select(Evidence).where(
            Evidence.assessment_id == fact.assessment_id,
            Evidence.digest == file.digest,
            Evidence.removed_at.is_(None),
            Evidence.by_panel.is_(fact.source != Source.claim),
            Evidence.statement_id.is_(None),
            Evidence.for_signature.is_(False),
        )
    )
    if evidence is None:
        evidence = file.row(work, fact.assessment_id)
        evidence.by_panel = fact.source != Source.claim
        work.session.add(evidence)
    _link(work, fact, evidence)
    return evidence


def _link(work: Work, fact: Fact, evidence: Evidence) -> None:
    work.session.flush()
    work.session.add(FactEvidence(fact_id=fact.id, evidence_id=evidence.id))
    _touch(work, fact)
    after = {"evidence": evidence.id, "digest": evidence.digest, "name": evidence.name}
    work.audit("attach_evidence", fact, after=after)
    work.session.expire(fact, ["evidence"])


@service
def attach_kept(work: Work, *, fact: Fact, evidence: Evidence) -> None:
    """Let a file that the dossier already holds serve a further fact of it."""
    _must_be_open(work, fact)
    by_panel = fact.source != Source.claim
    same_dossier = evidence.assessment_id == fact.assessment_id and evidence.by_panel == by_panel
    if not same_dossier or evidence.removed_at is not None:
        raise Refused("这份材料已经移除，或者不属于本领域")
    if evidence in fact.evidence:
        raise Invalid("同一份文件已经附在这项事实上", field="evidence")
    _link(work, fact, evidence)


@service
def remove_evidence(work: Work, *, evidence: Evidence, fact: Fact) -> None:
    """Take a file off a fact. When no fact uses it any more it is out of reach, its row stays."""
    _must_be_open(work, fact)
    if evidence not in fact.evidence:
        raise Refused("这份材料没有附在这项事实上")
    work.session.execute(
        delete(FactEvidence).where(FactEvidence.fact_id == fact.id, FactEvidence.evidence_id == evidence.id)
    )
    still_used = work.session.scalar(
        select(FactEvidence.fact_id).where(FactEvidence.evidence_id == evidence.id).limit(1)
    )
    if still_used is None:
        evidence.removed_at = work.now
    _touch(work, fact)
    work.audit("remove_evidence", fact, before={"evidence": evidence.id, "digest": evidence.digest})
    work.session.expire(fact, ["evidence"])
