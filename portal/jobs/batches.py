"""全部证书: every certificate of a year that holds, as one PDF or one archive, kept for some days."""

import hashlib
import os
import tempfile
import time
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.documents import batch
from portal.documents.certificate import Certificate
from portal.documents.fonts import Fonts
from portal.errors import Refused
from portal.jobs.kinds import Task, job
from portal.printing import certificate_texts, faces_and_folder, paper_of
from portal.queries.certificates import HOLDING, certificates_of, validities

CERTIFICATES = "certificates"
FORMS = ("pdf", "zip")
KEPT = timedelta(days=7)
"""So long a result can be fetched; then it is printed anew."""
_DAWN = (1980, 1, 1, 0, 0, 0)  # no clock in the archive: the same certificates give the same bytes
Group = tuple[tuple[str, ...], list[Certificate]]


def _about(arguments: dict[str, Any]) -> str:
    return _("一个 PDF，每份一页") if arguments["form"] == "pdf" else _("ZIP，每份一个文件")


@job(CERTIFICATES, _l("打印全部证书"), _about)
def print_certificates(task: Task) -> dict[str, Any]:
    """Print what holds now. `form`: pdf or zip. Gives the file's name, size, digest and how many are in it.

    Raises Refused where no certificate holds, BrokenOff when a process that sets them dies.
    """
    groups = _groups(task)
    total = sum(len(papers) for _, papers in groups)
    if not total:
        raise Refused("没有有效的证书可以打印")
    task.session.rollback()  # nobody waits while it is printed
    fonts, folder = faces_and_folder()
    folder_of_results().mkdir(parents=True, exist_ok=True)
    name = f"{task.job.id}-{task.job.attempt}.{task.arguments['form']}"

    def told(done: int) -> None:
        task.tell(done, total, _("第 %(done)s 份", done=done) if done else "")

    told(0)
    write = _archive if task.arguments["form"] == "zip" else _one_file
    _kept(name, lambda file: write(file, groups, fonts, folder, told))
    told(total)
    content = (folder_of_results() / name).read_bytes()
    return {
        "file": name,
        "count": total,
        "size": len(content),
        "digest": hashlib.sha256(content).hexdigest(),
    }


def _groups(task: Task) -> list[Group]:
    """What holds, those of one edition and 字号 together: they are set in one cut of the faces."""
    rows = certificates_of(task.session, task.year)
    worth = validities(task.session, task.year, rows)
    groups: dict[tuple[int, str], Group] = {}
    for one in rows:
        if worth[one.id] in HOLDING:
            key = one.publication_id, one.series
            groups.setdefault(key, (certificate_texts(one), []))[1].append(paper_of(one))
    return list(groups.values())


def _archive(
    file: BinaryIO, groups: list[Group], fonts: Fonts, folder: Path, told: Callable[[int], None]
) -> None:
    before = 0
    with zipfile.ZipFile(file, "w") as archive:
        for texts, papers in groups:
            start = before
            for paper, content in batch.each_apart(
                papers,
                texts,
                fonts,
                folder,
                processes=current_app.config["BATCH_PROCESSES"],
                told=lambda done, start=start: told(start + done),
            ):
                name = f"{paper.number}-{paper.unit}-{paper.area}.pdf".replace("/", "／")
                archive.writestr(zipfile.ZipInfo(name, _DAWN), content)
            before += len(papers)


def _one_file(
    file: BinaryIO, groups: list[Group], fonts: Fonts, folder: Path, told: Callable[[int], None]
) -> None:
    texts = tuple(dict.fromkeys(text for group, _ in groups for text in group))
    papers = [paper for _, group in groups for paper in group]
    processes = current_app.config["BATCH_PROCESSES"]
    file.write(batch.together(papers, texts, fonts, folder, processes=processes, told=told))


def _kept(name: str, write: Callable[[BinaryIO], None]) -> None:
    """Whole or not at all."""
    descriptor, part = tempfile.mkstemp(dir=folder_of_results(), prefix=".part-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            write(file)
        Path(part).replace(folder_of_results() / name)
    finally:
        Path(part).unlink(missing_ok=True)


def folder_of_results() -> Path:
    """Where results lie until they are too old."""
    return Path(current_app.config["INSTANCE"]) / "batches"


def result_at(result: dict[str, Any]) -> Path | None:
    """A batch's file; None where it was removed since."""
    path = folder_of_results() / Path(str(result.get("file", ""))).name
    return path if path.is_file() else None


def remove_old() -> None:
    """Take away results that lie longer than `KEPT`, and what a killed worker left half written."""
    oldest = time.time() - KEPT.total_seconds()
    for path in folder_of_results().glob("*") if folder_of_results().exists() else ():
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
