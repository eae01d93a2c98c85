"""All certificates of a year in the background: one PDF or an archive, the same bytes, kept for some days."""

import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable

import pytest
from pypdfium2 import PdfDocument

import config
from portal.jobs import batches
from portal.models import Job
from portal.printing import certificates_pdf
from portal.queries.certificates import certificates_of
from portal.queries.decisions import publication_of
from portal.queries.jobs import job_by_id
from portal.services.certificates import Issue, issue_certificates, set_certificates, withdraw_certificate
from portal.workflow import JobState
from tests.world import Person, World

pytestmark = pytest.mark.stage("published")


@pytest.fixture
def office(world: World, client_of: Callable[..., Person]) -> Person:
    """One of the office; the year has its certificates."""
    year, by = world.year, world.play.by("bangongshi-1")
    set_certificates(by, year=year, on=True, reason="同意", version=year.version)
    edition = publication_of(world.session, world.year)
    assert edition is not None
    issue_certificates(
        by,
        year=world.year,
        issue=Issue("达市府办考", edition.issued_on),
        digest=edition.digest,
        address=lambda code: f"http://localhost/certificates/{code}",
    )
    return client_of("bangongshi-1")


def printed(world: World, office: Person, form: str) -> Job:
    """A batch, ordered and done."""
    answer = office.post("/2013/office/certificates/print", {"form": form})
    assert answer.status_code == 303
    return job_by_id(world.session, int(answer.headers["Location"].rpartition("/")[2]))


def test_an_archive_holds_each_certificate_as_it_is_printed_alone(world: World, office: Person) -> None:
    job = printed(world, office, "zip")
    assert job.state == JobState.done, job.error
    page = office.get(f"/office/jobs/{job.id}").text
    assert "下载（ZIP）" in page
    answer = office.get(f"/office/jobs/{job.id}/file")
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = certificates_of(world.session, world.year)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        names = archive.namelist()
        assert [name.partition("-")[0] for name in names] == [one.number for one in rows]
        with world.app.app_context():
            rows = certificates_of(world.session, world.year)
            assert archive.read(names[0]) == certificates_pdf([rows[0]])
    again = printed(world, office, "zip")
    assert again.id != job.id
    assert again.result["digest"] == job.result["digest"]


def test_one_pdf_has_a_page_for_each_that_holds(world: World, office: Person) -> None:
    rows = certificates_of(world.session, world.year)
    withdraw_certificate(world.play.by("bangongshi-1"), certificate=rows[0], reason="有误")
    job = printed(world, office, "pdf")
    assert job.state == JobState.done, job.error
    with PdfDocument(office.get(f"/office/jobs/{job.id}/file").data) as document:
        assert len(document) == len(rows) - 1 == job.result["count"]
    with world.app.app_context():
        path = batches.result_at(job.result)
        assert path is not None
        batches.remove_old()
        assert path.exists()
        old = time.time() - batches.KEPT.total_seconds() - 60
        os.utime(path, (old, old))
        batches.remove_old()
    assert office.get(f"/office/jobs/{job.id}/file").status_code == 404
    assert "已经清理" in office.get(f"/office/jobs/{job.id}").text


def test_without_a_certificate_that_holds_the_batch_says_so(world: World, office: Person) -> None:
    for one in certificates_of(world.session, world.year):
        withdraw_certificate(world.play.by("bangongshi-1"), certificate=one, reason="有误")
    job = printed(world, office, "zip")
    assert job.state == JobState.failed
    assert "没有有效的证书" in office.get(f"/office/jobs/{job.id}").text


def test_the_processes_of_a_batch_end_with_a_worker_that_is_killed() -> None:
    code = (
        "import os, time\n"
        "from portal.documents.batch import pool\n"
        "if __name__ == '__main__':\n"
        "    print(pool(1).submit(os.getpid).result(), flush=True)\n"
        "    time.sleep(60)\n"
    )
    worker = subprocess.Popen(
        [sys.executable, "-c", code], cwd=config.ROOT, stdout=subprocess.PIPE, text=True
    )
    with worker:
        assert worker.stdout is not None
        child = int(worker.stdout.readline())
        worker.send_signal(signal.SIGKILL)
    last = time.monotonic() + 15
    while _lives(child):
        assert time.monotonic() < last, "it waits for work for ever"
        time.sleep(0.1)


def _lives(number: int) -> bool:
    try:
        with open(f"/proc/{number}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
