"""The thirty rules, measured from the printed PDF, and the proof that the measuring finds each fault."""

from collections.abc import Callable
from functools import lru_cache
from io import BytesIO

import pypdfium2
import pytest

from portal.documents.circular import Circular, compose_circular, render
from portal.documents.fonts import Fonts
from portal.documents.sheet import Imprint, print_sheets
from tests.documents.checker.check import check, faults
from tests.documents.checker.verdict import Verdict
from tests.documents.mutations import MUTATIONS, Mutation
from tests.documents.samples import circular, landscape_annex, long_circular

SAMPLES: dict[str, Callable[[], Circular]] = {
    "sealed": circular,
    "unsealed": lambda: circular(sealed=False),
    "noted": lambda: circular(note="联系人：综合秘书科"),
    "without annex": lambda: circular(annexes=()),
    "long": lambda: long_circular(9, 3),
    "landscape": lambda: circular(annexes=(landscape_annex(),)),
    "long unsealed": lambda: long_circular(6, 0, sealed=False),
}


@lru_cache(maxsize=16)
def _verdicts(sample: str, fonts: Fonts) -> dict[int, Verdict]:
    made = SAMPLES[sample]()
    return check(render(made, fonts), made)


@pytest.mark.parametrize("number", range(1, 31))
@pytest.mark.parametrize("sample", SAMPLES)
def test_rule(sample: str, number: int, fonts: Fonts) -> None:
    verdict = _verdicts(sample, fonts)[number]
    assert verdict.holds, f"rule {number} ({verdict.limit}): {verdict.value}"


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda m: f"{m.rule}: {m.name}")
def test_a_faulty_circular_is_caught_by_its_rule(mutation: Mutation, fonts: Fonts) -> None:
    made = SAMPLES[mutation.sample]()
    sheets = mutation.change(list(compose_circular(made, fonts).sheets))
    found = faults(print_sheets(sheets, Imprint(made.title, made.signature), fonts), made)
    assert mutation.rule in found, f"caught only by {found}"


def test_a_sheet_of_another_size_is_caught_by_rule_1(fonts: Fonts) -> None:
    made = circular()
    document = pypdfium2.PdfDocument(render(made, fonts))
    document[1].set_mediabox(0, 0, 612, 792)
    out = BytesIO()
    document.save(out)
    document.close()
    assert 1 in faults(out.getvalue(), made)


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7\n%%EOF", b"not a document"])
def test_the_checker_never_crashes(pdf: bytes) -> None:
    verdicts = check(pdf, circular())
    assert sorted(verdicts) == list(range(1, 31))
    assert not any(v.holds for v in verdicts.values())


def test_the_checker_answers_for_a_paper_that_is_no_circular(fonts: Fonts) -> None:
    verdicts = check(print_sheets([(), ()], Imprint("", ""), fonts), circular())
    assert sorted(verdicts) == list(range(1, 31))
