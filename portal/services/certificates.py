"""Certificates (荣誉证书): whether a year has them, issuing them with one deed, taking one back.

四(一) promises a 通报表扬 and part one wants 精神鼓励, so a year has none until the office says so and why.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from portal.errors import Conflict, Invalid, Refused
from portal.models import Certificate, Publication, Year
from portal.queries.certificates import ALPHABET, CODE_LENGTH, due_awards
from portal.queries.decisions import publication_of
from portal.services.work import Work, check_version, service
from portal.workflow import YearState

_SERIES = re.compile(r"[^\s〔〕0-9\u7b2c]{1,20}")  # nothing of what the number adds to it


@service
def set_certificates(work: Work, *, year: Year, on: bool, reason: str, version: int) -> None:
    """Say whether the year has certificates, and why. Those that were issued stand in either case."""
    check_version(year, version)
    if year.state == YearState.archived:
        raise Refused("已归档的年度不再改动")
    if not reason.strip():
        raise Invalid("请写明依据或原因", field="reason")
    before, year.certificates = year.certificates, on
    after = {"certificates": on}
    work.audit("set_certificates", year, before={"certificates": before}, after=after, reason=reason)


@dataclass(frozen=True)
class Issue:
    """What the office writes for the certificates that it issues together: 字号 and day."""

    series: str
    issued_on: date


@service
def issue_certificates(
    work: Work, *, year: Year, issue: Issue, digest: str, address: Callable[[str], str]
) -> list[Certificate]:
    """Issue what is due by the published edition: one for each selected unit and area without one.

    `digest`: of the edition that was looked at. `address`: from a code to the page that confirms it.
    Raises Refused where the year has no certificates or nothing is due, Conflict for an older edition.
    """
    edition = publication_of(work.session, year)
    if not year.certificates:
        raise Refused("本年度没有开启发证书")
    if year.state != YearState.published or edition is None:
        raise Refused("结果公布以后、归档以前才能发证书")
    if edition.digest != digest:
        raise Conflict("您打开页面之后，结果已有更正的新版。请核对后再提交")
    _check(issue, edition)
    awards = due_awards(work.session, edition)
    if not awards:
        raise Refused("名单上的单位都已有证书")
    serial = _last_serial(work, issue)
    made = [
        Certificate(
            year_id=year.id,
            publication_id=edition.id,
            **vars(award),
            issuer=edition.snapshot["issuer"],
            series=issue.series,
            number_year=issue.issued_on.year,
            serial=number,
            code=(code := _new_code()),
            address=address(code),
            issued_on=issue.issued_on,
            issued_by_id=work.account_id,
            issued_at=work.now,
        )
        for number, award in enumerate(awards, serial + 1)
    ]
    work.session.add_all(made)
    work.session.flush()
    work.audit(
        "issue_certificates",
        edition,
        after={"digest": edition.digest, "certificates": [[one.number, one.unit, one.area] for one in made]},
    )
    return made


def _check(issue: Issue, edition: Publication) -> None:
    if not _SERIES.fullmatch(issue.series):
        raise Invalid("证书字号只写机关代字，例如“达市府办考”；年份和序号由系统编排", field="series")
    if issue.issued_on < edition.issued_on:
        raise Invalid("证书日期不能早于通报的成文日期", field="issued_on")


def _last_serial(work: Work, issue: Issue) -> int:
    query = select(func.max(Certificate.serial)).where(
        Certificate.series == issue.series, Certificate.number_year == issue.issued_on.year
    )
    return work.session.scalar(query) or 0


def _new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


@service
def withdraw_certificate(work: Work, *, certificate: Certificate, reason: str) -> None:
    """Take a certificate back with a reason; its code says so from now on. Another can be issued for it."""
    if certificate.withdrawn_at is not None:
        raise Refused("这份证书已经收回")
    if not reason.strip():
        raise Invalid("请写明收回的原因", field="reason")
    certificate.withdrawn_at, certificate.withdrawn_by_id = work.now, work.account_id
    certificate.withdrawn_because = reason
    work.audit("withdraw_certificate", certificate, after={"number": certificate.number}, reason=reason)
