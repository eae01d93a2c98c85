"""The printed self-assessment: everything claimed, its evidence by name, room to sign; a draft says so."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pypdfium2

from portal.documents.fonts import find_fonts
from portal.documents.selfreport import DRAFT, Claimed, Part, SelfReport, digest_of, render
from tests.world import FONTS

PART = Part(
    "规范性建设",
    "三(一)2",
    "每项制度得 3 分，最高 12 分",
    (
        Claimed(
            "修订办文流程", ("制度内容：办文流程", "2013年3月5日"), "已印发各股室", ("流程.pdf", "签到.png")
        ),
        Claimed("没有材料的事"),
    ),
)
REPORT = SelfReport(
    year=2013,
    unit="开江县人民政府办公室",
    area="文电办理",
    clause="三(一)",
    panel="文电会务评价小组",
    parts=(PART, Part("精简文件", "三(一)3", "按压减比例计分")),
    honours=Part("表彰与经验推广", "四(二)", ""),
    narrative="第一段。\n\n第二段。",
)
SIGNED = replace(REPORT, signed_by="唐主任", signed_on=date(2013, 12, 2))


def _pages(report: SelfReport) -> list[str]:
    document = pypdfium2.PdfDocument(render(report, find_fonts(FONTS)))
    found = ["".join(page.get_textpage().get_text_bounded().split()) for page in document]
    assert {tuple(round(side) for side in page.get_size()) for page in document} == {(595, 842)}
    document.close()
    return found


def test_everything_that_is_claimed_stands_there_with_its_evidence_by_name() -> None:
    text = "".join(_pages(REPORT))
    for said in (
        "参评单位：开江县人民政府办公室",
        "（一）规范性建设",
        "三（一）2：每项制度得3分，最高12分。",
        "1．修订办文流程。制度内容：办文流程；2013年3月5日；已印发各股室。佐证材料：流程.pdf、签到.png。",
        "2．没有材料的事。没有附佐证材料。",
        "（二）精简文件",
        "没有填报。",
        "二、表彰与经验推广",
        "三、自评报告",
        "第一段。",
        "负责人签字：",
        "单位（盖章）：",
        "年月日",
    ):
        assert said in text, said


def test_a_draft_says_so_on_every_page_and_a_signed_one_says_who_signed() -> None:
    long = replace(REPORT, narrative="\n".join(["本年度做了很多工作。"] * 60))
    pages = _pages(long)
    assert len(pages) > 2
    assert all(DRAFT in page for page in pages)
    signed = _pages(replace(long, signed_by="唐主任", signed_on=date(2013, 12, 2)))
    assert not any("草稿" in page for page in signed)
    assert "已由唐主任于2013年12月2日在考评系统中审签报送" in signed[-1]
    stead = "".join(_pages(replace(SIGNED, signed_by="王科员", in_stead_of="唐主任")))
    assert "已由王科员（受唐主任授权代签）于2013年12月2日" in stead


def test_signature_seal_and_date_stay_on_one_page_whatever_stands_before() -> None:
    for lines in range(9, 27, 3):
        last = _pages(replace(REPORT, narrative="\n".join(["一行。"] * lines)))[-1]
        assert "负责人签字：" in last
        assert "单位（盖章）：" in last


def test_the_same_content_gives_the_same_paper_and_another_another_check_number() -> None:
    fonts = find_fonts(FONTS)
    assert render(SIGNED, fonts) == render(SIGNED, fonts)
    assert digest_of(SIGNED) == digest_of(REPORT)
    changed = [REPORT, replace(REPORT, narrative="改了"), replace(REPORT, parts=())]
    assert all(digest_of(one) != digest_of(two) for one, two in pairwise(changed))


def test_a_character_that_no_face_has_keeps_nothing_from_being_printed_and_the_paper_says_so() -> None:
    copied = replace(
        PART, claims=(Claimed("办法\u200b印发😀", ("\ufeff正文",), "名\ue000字\u202e", ("图😀.png",)),)
    )
    text = "".join(_pages(replace(REPORT, parts=(copied,), narrative="第一\u2060段👍🏻。")))
    assert "1．办法印发〓。正文；名〓字。佐证材料：图〓.png。" in text
    assert "第一段〓〓。" in text
    assert "注：“〓”处的字符字库未收，以系统中的原文为准。" in text
    assert "〓" not in "".join(_pages(REPORT))
