"""`bin/portal verify`: a result made again and compared, from the database or from a file alone."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from portal.errors import NotFound, PortalError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.models import Publication, Year


@click.command()
@click.argument("year", type=int, required=False)
@click.option(
    "--file",
    "path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="只凭导出的结果文件 (an exported result's file alone)",
)
@click.option("--digest", help="通报附件上印的校验码 (the digest printed on the circular)")
def verify(year: int | None, path: Path | None, digest: str | None) -> None:
    """Make a year's result again and compare 重新计算一个年度的得分并核对.

    A published ranking from its snapshot alone, each edition, with the digests, the documents and the
    trail; before publication the stored scorecards from the facts. With --file no database is needed.
    """
    if (year is None) == (path is None):
        raise click.UsageError("请写明年度，或用 --file 给出结果文件 (give a year or --file)")
    faults, said, digests = _of_file(path) if path is not None else _of_year(year or 0)
    if digest is not None and "".join(digest.split()).lower() not in digests:
        faults.append(f"与给出的校验码不符 (not the given digest): {digest}")
    for fault in faults:
        click.echo(f"不一致 (differs): {fault}", err=True)
    if faults:
        sys.exit(1)
    for line in said:
        click.echo(line)


def _of_file(path: Path) -> tuple[list[str], list[str], list[str]]:
    from portal.queries.resultfile import faults_of, read_result

    try:
        snapshot, digest = read_result(path.read_bytes())
    except PortalError as fault:
        raise click.ClickException(str(fault)) from fault
    said = f"{snapshot.get('year')} 年度：排名与快照逐位一致 (recomputed to the digit), SHA-256 {digest}"
    hint = "请与通报附件上印的校验码对照 (compare it with the digest printed on the circular)"
    return faults_of(snapshot, digest), [said, hint], [digest]


def _of_year(number: int) -> tuple[list[str], list[str], list[str]]:
    from portal.app import create_app
    from portal.extensions import db
    from portal.queries.decisions import editions_of
    from portal.queries.years import year_by_number

    app = create_app()
    with app.app_context():
        try:
            year = year_by_number(db.session(), number)
        except NotFound:
            raise click.ClickException(f"没有 {number} 年度 (there is no such year)") from None
        editions = editions_of(db.session(), year)
        faults, said = _trail()
        faults += _gone(year, editions)
        if not editions:
            more, words = _unpublished(year)
            return faults + more, said + words, []
        for one in editions:
            faults += _edition(one)
            said.append(f"{number} 年度：排名与快照逐位一致 (recomputed to the digit), SHA-256 {one.digest}")
        return faults, said, [one.digest for one in editions]


def _gone(year: "Year", editions: "Sequence[Publication]") -> list[str]:
    """Results that were published and that are there no more."""
    from portal.extensions import db
    from portal.queries.trail import lost_publications
    from portal.workflow import YearState

    gone = lost_publications(db.session())
    faults = [f"审计记录说已公布，库里却没有 (published by the trail, and gone): {digest}" for digest in gone]
    if year.state.reached(YearState.published) and not editions:
        faults.append("年度已公布，却没有任何公布的结果 (published, yet without a result)")
    return faults


def _unpublished(year: "Year") -> tuple[list[str], list[str]]:
    from portal.extensions import db
    from portal.services.rescoring import contest_title, contests_of, differences

    faults = [
        f"{contest_title(year, one.area, one.group)}：{one.name}（总分 {one.before} → {one.after}）"
        for contest in contests_of(year)
        for one in differences(db.session(), year, *contest)[1]
    ]
    said = "在册得分与事实逐位一致 (scores agree to the digit)"
    return faults, [f"{year.number} 年度还没有公布 (not published yet)：{said}"]


def _trail() -> tuple[list[str], list[str]]:
    from portal.extensions import db
    from portal.queries.chain import broken_rows

    return [f"审计记录：{fault}" for fault in broken_rows(db.session())], [
        "审计链完整 (the trail's chain is whole)"
    ]


def _edition(one: "Publication") -> list[str]:
    """An edition's own faults, and where the trail or the evidence folder says otherwise."""
    from flask import current_app

    from portal.evidence.store import Store
    from portal.extensions import db
    from portal.queries.resultfile import faults_of, shown_otherwise
    from portal.queries.trail import digest_when_published, has_row

    faults = [*faults_of(one.snapshot, one.digest), *shown_otherwise(one)]
    noted = digest_when_published(db.session(), one.id)
    if noted != one.digest:
        faults.append(f"校验码与公布时审计记录所记的不符 (the trail says otherwise): {noted or '无'}")
    if one.snapshot.get("trail_head") and not has_row(db.session(), one.snapshot["trail_head"]):
        faults.append("快照所记的链尾不在审计记录中 (the trail's head is gone)")
    store = Store(current_app.config["EVIDENCE_FOLDER"])
    for paper in one.snapshot.get("proceedings", {}).get("documents", ()):
        try:
            store.read(paper["digest"])
        except (OSError, ValueError):
            faults.append(f"证明材料缺失或被改动 (evidence missing or changed): {paper['name']}")
    return faults
