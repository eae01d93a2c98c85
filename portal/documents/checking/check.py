"""All thirty verdicts on a PDF. What cannot be read is refused in a sentence; nothing else is raised."""

from dataclasses import dataclass

from portal.documents.checking import rules_end, rules_head, rules_page
from portal.documents.checking.expected import Expected, read_back
from portal.documents.checking.measure import Measured
from portal.documents.checking.parts import Parts
from portal.documents.checking.verdict import CHECKS, Outcome, Verdict

MODULES = (rules_page, rules_head, rules_end)  # imported for the checks that they register
MOST_BYTES = 50 * 1024 * 1024
MOST_PAGES = 200
_NO_PAGE = "文件里没有一页 (the file has no page)"
_HEAD = 1024  # a PDF says so within its first kilobyte


class Unreadable(Exception):
    """The file cannot be measured; the message says why, in both languages."""


@dataclass(frozen=True)
class Report:
    """What was measured: the number of pages and the verdicts in the order of the rules."""

    pages: int
    verdicts: tuple[Verdict, ...]

    @property
    def breaches(self) -> tuple[Verdict, ...]:
        return tuple(verdict for verdict in self.verdicts if not verdict.holds)


def examine(pdf: bytes, expected: Expected | None = None) -> Report:
    """Measure a PDF. With `expected`, what it says is compared too; without, only how it stands is judged.

    Raises Unreadable for what is no PDF, is damaged, encrypted, empty, or larger than a circular can be.
    """
    with _opened(pdf) as measured:
        parts = Parts(measured)
        wanted = expected or read_back(parts)
        return Report(len(parts.pages), tuple(CHECKS[number](parts, wanted) for number in sorted(CHECKS)))


def check(pdf: bytes, expected: Expected | None = None) -> dict[int, Verdict]:
    """All thirty verdicts. A file that cannot be read at all fails every rule; nothing is raised."""
    try:
        return {verdict.rule: verdict for verdict in examine(pdf, expected).verdicts}
    except Unreadable as reason:
        return {n: Verdict(n, "", "", str(reason), Outcome.BREACH) for n in sorted(CHECKS)}


def faults(pdf: bytes, expected: Expected | None = None) -> dict[int, str]:
    """Only the rules that do not hold, with what was measured."""
    return {n: v.value for n, v in check(pdf, expected).items() if not v.holds}


def _opened(pdf: bytes) -> Measured:
    if not pdf:
        raise Unreadable("文件是空的 (the file is empty)")
    if len(pdf) > MOST_BYTES:
        raise Unreadable(f"文件超过 {MOST_BYTES >> 20} MB，不像公文 (the file is too large for a circular)")
    if b"%PDF-" not in pdf[:_HEAD]:
        raise Unreadable("不是 PDF 文件 (this is not a PDF)")
    try:
        measured = Measured(pdf, MOST_PAGES)
    except Exception as error:  # whatever two readers may say of a broken file
        raise Unreadable(_reason(error)) from error
    if not measured.pages:
        measured.close()
        raise Unreadable(_NO_PAGE)
    if measured.more:
        measured.close()
        raise Unreadable(f"文件超过 {MOST_PAGES} 页，不像公文 (more than {MOST_PAGES} pages: no circular)")
    return measured


def _reason(error: Exception) -> str:
    if "password" in repr(error).lower():  # PDFPasswordIncorrect, often inside another one
        return "文件加了密，请先解密 (the file is encrypted)"
    return "文件损坏，读不出来 (the file is damaged and cannot be read)"
