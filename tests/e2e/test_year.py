"""The browser story: one unit goes through the year, from an empty form to the printed circular."""

import urllib.request
from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import ARTEFACTS, Visitor

pytestmark = pytest.mark.browser


def test_a_fact_is_filled_in_and_reviewed_without_javascript(visitor: Callable[..., Visitor]) -> None:
    v = visitor("plain", scripts=False)
    v.sign_in("minzheng-tb")
    v.go("/2013/unit/areas/supervision")
    v.sees("督查督办自评")
    v.link("填报责任制与承诺落实")
    v.page.get_by_label("事项名称").fill("建议提案责任制文件")
    v.page.get_by_label("文号").fill("达市民发[13]4号")
    v.press("保存，接着附材料")
    v.sees("文号的年份或括号不对")
    v.page.get_by_label("文号").fill("达市民发[2013]4号")
    v.page.get_by_label("办理工作责任制").check()
    v.press("保存，接着附材料")
    v.page.get_by_label("文件").wait_for()
    v.sees("建议提案责任制文件")
    v.sign_in("wendian-1")
    v.go("/2013/panel/documents/?state=in_review")
    v.link("通川区")
    v.page.locator("#claims").get_by_role("link").first.click()
    v.page.get_by_label("退回补正").check()
    v.page.get_by_role("button", name="保存").first.click()
    v.sees("请写明理由")
    v.picture("review-without-scripts")


def test_one_unit_goes_through_the_year_to_the_published_circular(
    visitor: Callable[..., Visitor], demo_database: Path, tmp_path: Path
) -> None:
    someone = visitor("year")
    _report(someone, tmp_path)
    _sign(someone)
    _review(someone)
    _close(someone)
    _check(someone)
    _decide(someone)
    _publish(someone)


def _report(v: Visitor, tmp_path: Path) -> None:
    """The reporter fills an area with facts and evidence."""
    v.sign_in("kaijiang-tb")
    v.picture("unit-desk")
    v.link("文电办理")
    v.opens("填报办文制度建设")
    v.page.get_by_label("文号").fill("开府办发[13]18号")
    v.press("保存")
    v.sees("文号的年份或括号不对")  # wrong input: a message, and nothing is lost
    expect(v.page.locator(".error-summary")).to_be_focused()
    v.page.get_by_label("事项名称").fill("修订公文办理流程，开展两期培训")
    for part in ("办文制度与流程改进", "培训交流制度", "公文办理信息化"):
        v.page.get_by_label(part).check()
    v.page.get_by_label("文号").fill("开府办发〔2013〕18号")
    v.picture("fact-form")
    v.press("保存")
    v.link("附材料 修订公文办理流程，开展两期培训")
    paper = tmp_path / "流程.png"
    paper.write_bytes(_png())
    v.page.get_by_label("文件").set_input_files(paper)
    v.page.get_by_label("不涉密").check()
    v.press("上传")
    v.page.locator("#evidence-files").get_by_text("流程.png").first.wait_for()
    v.picture("fact-with-evidence")
    v.page.get_by_role("link", name="回到文电办理自评").click()
    v.opens("填报精简文件成效")
    v.page.get_by_label("事项名称").fill("全年发文比上年减少两成")
    v.press("保存")
    v.link("附材料 全年发文比上年减少两成")
    v.page.get_by_label("文件").set_input_files(paper)
    v.page.get_by_label("不涉密").check()
    v.press("上传")
    v.page.locator("#evidence-files").get_by_text("流程.png").first.wait_for()
    v.page.get_by_role("link", name="回到文电办理自评").click()
    v.link("写自评报告")
    v.page.locator("textarea").fill("一年来，我办规范公文办理，精简文件简报，时限内办结各类公文。")
    v.press("保存")
    v.picture("self-assessment")
    v.link("送审签")
    v.picture("sending")
    v.press("送审签")
    v.sees("待审签")


def _png() -> bytes:
    from portal.demo.files import picture

    return picture(7)


def _sign(v: Visitor) -> None:
    """The unit's head signs."""
    v.sign_in("kaijiang-sq")
    v.go("/2013/unit/areas/documents/signing")
    v.picture("signing")
    v.press("同意，报送评价小组")
    v.sees("已报送")


def _review(v: Visitor) -> None:
    """The panel takes it in, verifies with reasons, records against the unit, gives bands."""
    v.sign_in("wendian-1")
    v.picture("panel-desk")
    v.go("/2013/panel/documents/")
    v.picture("queue")
    v.link("开江县")
    v.press("接收")
    v.link("核定下一项")
    v.page.get_by_label("不采纳").check()
    v.press("保存，看下一项")
    v.sees("请写明理由")
    v.page.get_by_label("采纳", exact=True).check()
    v.page.get_by_role("textbox", name="理由").fill("制度和培训材料齐全")
    v.picture("fact-review")
    v.press("保存，看下一项")
    v.page.get_by_label("采纳", exact=True).check()
    v.page.get_by_role("textbox", name="理由").fill("统计数据属实")
    v.press("保存")
    v.page.get_by_role("link", name="新增记录").first.click()
    v.page.get_by_role("link", name="逾期签收或办理").first.click()
    v.page.get_by_label("事项名称").fill("一件会签件逾期一天")
    v.page.get_by_label("日期").fill("2013-11-05")
    v.page.get_by_label("依据").fill("公文处理系统登记")
    v.picture("record")
    v.press("记录")
    v.go("/2013/panel/documents/")
    v.link("开江县")
    v.page.get_by_role("link", name="告知单位").first.click()
    v.page.locator("form button.primary").click()
    for login in ("wendian-1", "wendian-2"):
        v.sign_in(login)
        v.go("/2013/panel/documents/")
        v.link("开江县")
        v.page.locator("#bands").get_by_role("link").first.click()
        v.page.get_by_label("良").check()
        v.page.get_by_role("textbox", name="理由").fill("有成效，幅度中等")
        v.press("保存评定")
    v.go("/2013/panel/documents/")
    v.link("开江县")
    v.picture("panel-unit")


def _close(v: Visitor) -> None:
    """The office ends reporting; the chairs close their areas with a recommendation."""
    v.sign_in("bangongshi-1")
    v.picture("progress")
    v.go("/2013/office/year")
    v.picture("year")
    v.link("结束申报，进入审核评分")
    v.press("结束申报，进入审核评分")
    # What the visitor's own unit is not concerned with: the panel clears the rest of its queue.
    v.sign_in("wendian-2")
    v.go("/2013/panel/documents/")
    v.link("万源市")
    v.page.get_by_role("link", name="办文制度和培训交流制度").first.click()
    v.page.get_by_label("采纳", exact=True).check()
    v.page.get_by_role("textbox", name="理由").fill("到期未补正，按已有材料核定")
    v.page.get_by_role("button", name="保存").first.click()
    v.sign_in("yingji-1")
    v.go("/2013/panel/emergency/")
    v.link("达县")
    v.press("接收")
    v.link("核定下一项")
    for _ in range(12):
        if not v.page.get_by_label("采纳", exact=True).count():
            break
        v.page.get_by_label("采纳", exact=True).check()
        v.page.get_by_role("textbox", name="理由").fill("材料齐全")
        with v.page.expect_navigation():  # the next look must not be at the page that is going
            v.page.get_by_role("button", name="保存").first.click()
    for chair, area in (
        ("wendian-zuzhang", "documents"),
        ("wendian-zuzhang", "meetings"),
        ("ducha-zuzhang", "supervision"),
        ("yanjiu-zuzhang", "research"),
        ("xinxi-zuzhang", "information"),
        ("wangzhan-zuzhang", "website"),
        ("yingji-zuzhang", "emergency"),
    ):
        v.sign_in(chair)
        v.go(f"/2013/panel/{area}/close")
        _settle_pairs(v)
        v.page.locator("textarea[name=recommendation]").fill(
            "经逐项核实、集体研究，建议按得分高低确定先进单位。"
        )
        if area == "documents":
            v.picture("close-area")
        v.press("办结，报市政府办公室")
        v.sees("已办结")


def _settle_pairs(v: Visitor) -> None:
    """What a unit claims and its panel recorded looks like one matter: each is settled by one press."""
    pairs = v.page.locator("#pairs tbody tr")
    if pairs.count():
        v.picture("pairs")
    for left in range(pairs.count(), 0, -1):
        pairs.first.get_by_role("button", name="同一件").click()
        expect(pairs).to_have_count(left - 1)


def _week_later(v: Visitor, weeks: int = 1) -> None:
    for _ in range(weeks):
        v.press("后一周")
        v.sees("演示时间已调到")


def _check(v: Visitor) -> None:
    """The unit checks its scorecard."""
    v.sign_in("bangongshi-1")
    v.go("/2013/office/year")
    v.link("开放得分核对")
    v.press("开放得分核对")
    v.sign_in("kaijiang-sq")
    v.go("/2013/unit/")
    v.picture("unit-desk-checking")
    v.page.get_by_role("link", name="得分").first.click()
    v.sees("每一分都可以展开")
    v.picture("scorecard")
    v.go("/2013/unit/areas/documents/scorecard/confirmation")
    v.page.locator("form button.primary").click()


def _decide(v: Visitor) -> None:
    """The office sees the ranking, vetoes a unit; a second person confirms; the next moves up."""
    v.sign_in("bangongshi-1")
    _week_later(v, 5)
    v.go("/2013/office/year")
    v.link("结束核对，进入审定")
    v.press("结束核对，进入审定")
    v.go("/2013/office/rankings/")
    v.picture("rankings")
    v.go("/2013/office/rankings/documents/department")
    v.sees("入选线")
    v.picture("ranking")
    _settle_the_tie(v)
    v.go("/2013/office/vetoes/new")
    v.page.locator("select").first.select_option(label="市财政局")
    v.page.get_by_label("重大工作失误").check()
    v.page.get_by_label("认定文件的文号").fill("达市监〔2013〕21号")
    v.page.get_by_label("文件日期").fill("2013-12-30")
    v.page.get_by_label("情况说明").fill("年度内发生重大工作失误，已由监察机关认定。")
    v.press("提出")
    v.picture("veto-proposed")
    address = v.page.url
    v.sign_in("caizheng-sq")
    v.go(f"/unit/vetoes/{address.rpartition('/')[2]}")
    v.page.get_by_label("陈述意见").fill("情况属实，已经整改。")
    v.press("提交陈述意见")
    v.sign_in("bangongshi-2")
    v.page.goto(address)
    v.link("确认")
    v.page.locator("form button.grave").click()
    v.sees("已生效")
    v.picture("veto-confirmed")
    # What others left behind: a proposal that the second person does not confirm.
    v.go("/2013/office/vetoes/")
    v.page.get_by_role("row", name="市商务局").get_by_role("link").first.click()
    v.page.goto(f"{v.page.url}/refuse")
    v.page.get_by_role("textbox", name="理由").fill("所附文件尚未定性")
    v.press("不予确认")
    v.go("/2013/office/rankings/documents/department")
    row = v.page.get_by_role("row", name="市公安局")
    expect(row.get_by_text("入选").first).to_be_visible()
    v.picture("ranking-after-veto")


def _settle_the_tie(v: Visitor) -> None:
    """Two counties are level at the line, and no rule tells them apart: the office decides."""
    v.go("/2013/office/rankings/meetings/county/tie")
    v.page.get_by_label("大竹县").select_option("1")
    v.page.get_by_label("达县").select_option("2")
    v.page.get_by_label("决定的理由").fill("主任办公会研究：大竹县承办全市性会议较多")
    v.picture("tie")
    v.press("记录决定")
    v.sees("大竹县")


def _publish(v: Visitor) -> None:
    """Notice, then publication by two people, then the circular and the public page."""
    v.sign_in("bangongshi-2")
    v.go("/2013/office/publication")
    v.link("记录会议，开始公示")
    v.page.locator("main input[type=text]").first.fill("市政府办公室主任办公会（2014年第2次）")
    v.page.locator("input[type=date]").first.fill("2014-01-20")
    v.page.get_by_label("纪要").fill("会议审定各项先进单位名单，同意公示。")
    v.page.locator("form button.primary, form button.grave").first.click()
    v.picture("notice-open")
    v.go("/notices/2013")
    v.sees("市公安局办公室")
    expect(v.page.get_by_text("市财政局办公室")).to_have_count(0)
    v.picture("public-notice")
    v.go("/2013/office/publication")
    _week_later(v, 3)
    v.go("/2013/office/publication")
    v.link("提出公布稿")
    v.page.get_by_label("发文字号").fill("达市府办发〔2014〕9号")
    v.page.locator("input[type=date]").first.fill("2014-02-14")
    v.page.locator("form button.primary, form button.grave").first.click()
    v.sees("等待确认的公布稿")
    v.sign_in("bangongshi-1")
    v.go("/2013/office/publication")
    v.picture("publication-proposed")
    v.link("确认公布")
    v.page.get_by_label("我已核对").check()
    v.page.locator("form button.grave").click()
    v.sees("已公布")
    v.page.context.clear_cookies()
    v.go("/results/2013")
    v.sees("市公安局办公室")
    expect(v.page.get_by_text("市财政局办公室")).to_have_count(0)
    v.picture("public-results")
    with urllib.request.urlopen(f"{v.base}/results/2013/circular.pdf") as answer:
        content = answer.read()
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    path = ARTEFACTS / "circular-2013.pdf"
    path.write_bytes(content)
    with pdfplumber.open(path) as document:
        words = "".join(page.extract_text() or "" for page in document.pages)
    assert "市公安局办公室" in words
    assert "市财政局" not in words
    assert "达市府办发〔2014〕9号" in words.replace(" ", "")
