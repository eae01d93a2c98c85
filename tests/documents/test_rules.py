"""The thirty rules, measured from the printed PDF, and the proof that the measuring finds each fault."""

import random
from collections import Counter
from collections.abc import Callable
from ctypes import c_float, c_ushort
from functools import lru_cache
from io import BytesIO
from itertools import product

import pypdfium2
import pypdfium2.raw
import pytest
from PIL import Image

from portal.documents.checking import Outcome, Report, Unreadable, Verdict, check, examine, faults
from portal.documents.checking.check import MOST_PAGES, _opened
from portal.documents.circular import Circular, compose_circular, from_snapshot, render
from portal.documents.fonts import Fonts
from portal.documents.lettertext import WIDE
from portal.documents.sheet import Imprint, print_sheets
from tests.documents.mutations import MUTATIONS, Mutation
from tests.documents.samples import circular, expected, landscape_annex, long_circular, snapshot

RULES = range(1, 31)

# Who is not told what a circular should say cannot see these two, and sees the other three by another rule.
ONLY_BY_ITS_WORDS = {
    "a unit left out",
    "a word changed",
    "a date two cells from the right",
    "text below the seal",
    "a landscape annex set upright",
}

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
def _report(sample: str, told: bool, fonts: Fonts) -> Report:
    made = SAMPLES[sample]()
    return examine(render(made, fonts), expected(made) if told else None)


@pytest.mark.parametrize(("sample", "told"), list(product(SAMPLES, (True, False))))
def test_a_circular_keeps_all_thirty_rules(sample: str, told: bool, fonts: Fonts) -> None:
    verdicts = _report(sample, told, fonts).verdicts
    assert [v.rule for v in verdicts] == list(RULES)
    assert [f"rule {v.rule} ({v.limit}): {v.value}" for v in verdicts if not v.holds] == []


def test_every_verdict_has_a_name_a_limit_and_a_value_or_a_reason(fonts: Fonts) -> None:
    for verdict in _report("sealed", False, fonts).verdicts:
        assert all(text.strip() for text in (verdict.name, verdict.limit, verdict.value))
    outcomes = {v.rule: v.outcome for v in _report("sealed", False, fonts).verdicts}
    not_applicable = {rule for rule, outcome in outcomes.items() if outcome is Outcome.NOT_APPLICABLE}
    assert not_applicable == {8, 9, 12, 23, 28}
    values = {v.rule: v.value for v in _report("sealed", False, fonts).verdicts}
    assert "210.00" in values[1]
    assert "行距 pitch 29.45" in values[5]
    assert "上缘 upper edge 72.0" in values[10]


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda m: f"{m.rule}: {m.name}")
def test_a_faulty_circular_is_caught_by_its_rule(mutation: Mutation, fonts: Fonts) -> None:
    made = SAMPLES[mutation.sample]()
    sheets = mutation.change(list(compose_circular(made, fonts).sheets))
    pdf = print_sheets(sheets, Imprint(made.title, made.signature), fonts)
    found = faults(pdf, expected(made))
    assert mutation.rule in found, f"caught only by {found}"
    untold = faults(pdf)
    assert (mutation.rule in untold) != (mutation.name in ONLY_BY_ITS_WORDS), f"untold: {untold}"


def test_at_least_forty_faults_are_planted_and_no_rule_is_left_out() -> None:
    planted = Counter(mutation.rule for mutation in MUTATIONS)
    assert len(MUTATIONS) >= 40
    assert set(RULES) - set(planted) == {1}  # the test below


def _with(pdf: bytes, change: Callable[[pypdfium2.PdfDocument], None]) -> bytes:
    document = pypdfium2.PdfDocument(pdf)
    change(document)
    out = BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


def test_a_sheet_of_another_size_is_caught_by_rule_1(fonts: Fonts) -> None:
    letter = _with(render(circular(), fonts), lambda pdf: pdf[1].set_mediabox(0, 0, 612, 792))
    assert 1 in faults(letter)


def test_a_sheet_of_some_metres_is_measured_without_drawing_it(fonts: Fonts) -> None:
    vast = _with(render(circular(), fonts), lambda pdf: pdf[1].set_mediabox(0, 0, 14_000, 14_000))
    assert 1 in faults(vast)
    assert "too large to draw" in faults(vast)[3]


def test_a_font_that_is_not_embedded_is_caught_by_rule_30(fonts: Fonts) -> None:
    def write(pdf: pypdfium2.PdfDocument) -> None:
        raw, page = pypdfium2.raw, pdf[0]
        text = raw.FPDFPageObj_NewTextObj(pdf, b"Helvetica", c_float(16))
        raw.FPDFText_SetText(text, (c_ushort * 2)(ord("A"), 0))
        raw.FPDFPage_InsertObject(page, text)
        page.gen_content()

    found = faults(_with(render(circular(), fonts), write))
    assert "Helvetica 没有嵌入 is not embedded" in found[30]


def _locked() -> bytes:
    """A PDF that says that it is encrypted; nobody has its password."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
        b"4 0 obj<</Filter/Standard/V 2/R 3/Length 128/P -1/O<"
        + b"ab" * 32
        + b">/U<"
        + b"cd" * 32
        + b">>>endobj\n"
        b"trailer<</Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]/Size 5>>\n%%EOF\n"
    )


def _blank(pages: int) -> bytes:
    out, made = BytesIO(), pypdfium2.PdfDocument.new()
    for _ in range(pages):
        made.new_page(595, 842)
    made.save(out)
    made.close()
    return out.getvalue()


UNREADABLE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "是空的"),
    "text": (lambda: "通报".encode(), "不是 PDF"),
    "a picture": (lambda: b"\x89PNG\r\n" + bytes(2000), "不是 PDF"),
    "broken": (lambda: b"%PDF-1.7\n%%EOF", "损坏"),
    "encrypted": (_locked, "加了密"),
    "without a page": (lambda: _blank(0), "没有一页"),
    "endless": (lambda: _blank(MOST_PAGES + 1), "超过 200 页"),
    "huge": (lambda: b"%PDF-" + bytes(50 * 1024 * 1024), "超过 50 MB"),
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_what_cannot_be_measured_is_refused_in_a_sentence(kind: str) -> None:
    made, said = UNREADABLE[kind]
    with pytest.raises(Unreadable, match=said):
        examine(made())
    verdicts = check(made())
    assert sorted(verdicts) == list(RULES)
    assert not any(v.holds for v in verdicts.values())


def test_as_many_pages_as_there_may_be_are_measured() -> None:
    with pytest.raises(Unreadable, match="超过"):
        examine(_blank(MOST_PAGES + 1))
    measured = _opened(_blank(MOST_PAGES))
    assert len(measured.pages) == MOST_PAGES == 200
    measured.close()


@pytest.mark.parametrize("areas", [2, 7])
def test_the_offices_own_text_with_a_survey_upright_or_on_its_side_holds_every_rule(
    areas: int, fonts: Fonts
) -> None:
    own = {
        "title": "达州市人民政府办公室\n关于表扬2012年度先进单位的通报",
        "body": "一、总体情况。现予通报。\n（一）要求\n各单位继续努力。\n1.抓落实。\n（1）抓好督办。"
        + "继续努力。" * 90,
        "annex_title": "先进单位名单",
        "survey": True,
        "printed_on": "2013-03-09",
    }
    made = from_snapshot(snapshot(areas=areas, **own))
    assert made.annexes[1].landscape == (areas > WIDE)
    report = examine(render(made, fonts), expected(made))
    assert {v.rule: v.value for v in report.breaches} == {}


def test_a_damaged_circular_is_measured_or_refused_and_never_crashes_the_checker(fonts: Fonts) -> None:
    whole, chance = render(circular(), fonts), random.Random(9704)  # no secret
    for _ in range(10):
        damaged = bytearray(whole[: chance.randrange(len(whole) // 2, len(whole))])
        for _ in range(chance.randrange(200)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        assert sorted(check(bytes(damaged))) == list(RULES)


def test_the_checker_answers_for_a_paper_that_is_no_circular(fonts: Fonts) -> None:
    scanned = BytesIO()
    Image.new("RGB", (800, 1100), "grey").save(scanned, "PDF")
    for paper in (print_sheets([(), ()], Imprint("", ""), fonts), scanned.getvalue()):
        for told in (None, expected(circular())):
            found: list[Verdict] = list(examine(paper, told).verdicts)
            assert [v.rule for v in found] == list(RULES)
            assert {10, 11, 14, 20} <= {v.rule for v in found if not v.holds}
