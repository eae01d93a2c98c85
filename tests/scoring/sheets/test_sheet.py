"""A CSV of facts: read as Excel and WPS write it, every fault told, nothing lost and nothing guessed."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.scoring import Band, load_scheme, score_group
from portal.scoring.sheets import Sheet, SheetError, open_sheet
from tests.scoring.builders import CONTEXT, default_scheme, fields, frame

FIELDS = fields("level level top|low", "parts parts one|two", "many quantity", "taken amount 1 3")
RICH = load_scheme(
    frame(
        'kind = "deduction"\nincidents = [{ kind = "late", points = 1 }]',
        [
            "late:"
            + FIELDS.replace(", required = true", "")
            + ", "
            + fields("done date", "told flag", "matter text")
        ],
        exposures=["filed"],
        indicator='exposure = "filed"',
    )
)
HEAD = "单位,类别,事项,日期,文号,数量,计入,理由,"
HEAD += "字段level,字段parts,字段many,字段taken,字段done,字段told,字段matter\n"


def _open(text: str | bytes, scheme=RICH, **more) -> Sheet:
    content = text if isinstance(text, bytes) else text.encode()
    return open_sheet(io.BytesIO(content), scheme, **more)


def _faults(text: str | bytes, scheme=RICH, **more) -> list[str]:
    with pytest.raises(SheetError) as refused:
        _open(text, scheme, **more)
    return [str(fault) for fault in refused.value.faults]


def test_a_row_gives_all_that_a_fact_has():
    row = "甲,late,迟报一次,2012/9/1,达市府〔2012〕9号,2,否,不实,low,one、two,3,1.5,2012年10月8日,是,一事\n"
    with _open(HEAD + row) as sheet:
        (fact,) = sheet.entrant("a", "甲").facts

    assert (fact.key, fact.kind, fact.title, fact.on) == ("2", "late", "迟报一次", date(2012, 9, 1))
    assert (fact.document, fact.quantity, fact.counts, fact.reason) == ("达市府〔2012〕9号", 2, False, "不实")
    assert fact.values == {
        "level": "low",
        "parts": ("one", "two"),
        "many": Decimal(3),
        "taken": Decimal("1.5"),
        "done": date(2012, 10, 8),
        "told": True,
        "matter": "一事",
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_every_way_in_which_a_spreadsheet_saves_it_is_read_alike(encoding, separator, line_end):
    text = (HEAD + "甲,类别late,迟报“两次”,,,2,,,,,,,,,\n甲,数filed,,,,9,,,,,,,,,\n").replace(",", separator)
    with _open(text.replace("\n", line_end).encode(encoding)) as sheet:
        entrant = sheet.entrant("a", "甲")

    assert [(fact.title, fact.quantity) for fact in entrant.facts] == [("迟报“两次”", 2)]
    assert entrant.exposures == {"filed": 9}


def test_a_cell_can_hold_separators_quotes_and_line_breaks():
    with _open('单位,类别,事项\n甲,late,"一,二\n""三"""\n甲,late,第二件\n') as sheet:
        assert [fact.title for fact in sheet.entrant("a", "甲").facts] == ['一,二\n"三"', "第二件"]


def test_rows_are_counted_as_the_spreadsheet_counts_them():
    assert _faults('单位,类别,事项\n甲,late,"一\n二"\n\n甲,lade,\n')[0].startswith("第 4 行 B 列（类别）")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "是空文件"),
        (b"PK\x03\x04rest", "Excel 工作簿"),
        (b"\xd0\xcf\x11\xe0rest", "Excel 工作簿"),
        ("单位,类别\n甲,late\n".encode() + b"\xff\xff\xff", "CSV UTF-8"),
        ('单位,类别\n甲,"late\n', "引号不成对"),
        ("单位,事项\n甲,一\n", "缺少“类别”列"),
        ("单位,类别,备注\n甲,late,一\n", "没有这一列"),
        ("单位,类别,单位\n甲,late,乙\n", "这一列出现两次"),
        ("单位,类别\n甲,late,多\n", "C 列没有列名"),
        ("单位,类别\n,late\n", "缺少单位"),
        ("单位,类别\n甲,lade\n", "计分办法没有“lade”；可填：类别late、数filed"),
        ("单位,类别\n甲,数filed\n", "缺少此项，“数filed”必须填写"),
        ("单位,类别,数量\n甲,数filed,-1\n", "应不小于 0"),
        ("单位,类别,数量\n甲,数filed,1\n甲,数filed,2\n", "与第 2 行重复"),
        ("单位,类别,数量\n甲,late,一件\n", "应为数"),
        ("单位,类别,数量\n甲,late,1e99\n", "应为数"),
        ("单位,类别,日期\n甲,late,2012-13-01\n", "应为日期"),
        ("单位,类别,计入\n甲,late,也许\n", "应为“是”或“否”"),
        ("单位,类别,字段level\n甲,late,高\n", "应为其中之一：top、low"),
        ("单位,类别,字段parts\n甲,late,one、三\n", "应为其中之一：one、two"),
        ("单位,类别,字段many\n甲,late,1.5\n", "应为整数"),
        ("单位,类别,字段taken\n甲,late,3.5\n", "应不大于 3"),
        ("单位,类别,字段taken\n甲,late,0\n", "应不小于 1"),
        ("单位,类别,字段told\n甲,数filed,是\n", "没有这一项，应留空"),
        ("单位,类别,数量\n甲,,3\n", "没有类别的行只写单位和组别"),
        ("领域,单位,类别\n乙,甲,late\n", "没有“乙”；可填：领域"),
        ("组别,单位,类别\n丙,甲,late\n", "没有“丙”；可填：组"),
        ("单位,类别,日期\n,工作日,2012-01-01\n,休息日,2012-01-01\n", "既是工作日又是休息日"),
        ("单位,类别,日期\n甲,late,2012-01-01\n甲,late,2013-01-01\n", "不在同一年（2012、2013）"),
        ("单位,类别,数量\n,年度,12\n", "应为年份"),
        ("单位,类别,数量\n甲,同分决定,1.5\n", "应为先后次序"),
    ],
)
def test_a_fault_is_told_in_words_with_what_would_be_right(content, says):
    assert any(says in fault for fault in _faults(content))


def test_a_required_field_that_is_missing_is_a_fault():
    faults = _faults("单位,类别\n甲,doc-other\n乙,doc-bypass\n", default_scheme())

    assert any("第 2 行：缺少“核定扣分”" in fault for fault in faults)
    assert sum("没有一行写明组别" in fault for fault in faults) == 2


def test_two_groups_for_one_unit_contradict_each_other():
    text = "组别,单位,类别\n县(市、区),甲,doc-bypass\n市级部门,甲,doc-bypass\n"

    assert any("与前面的组别“县(市、区)”不一致" in fault for fault in _faults(text, default_scheme()))


def test_what_is_in_every_area_needs_its_area():
    text = "组别,单位,类别,级别\ncounty,甲,honour,national\n"

    assert any("在不止一个领域，请填“领域”列" in fault for fault in _faults(text, default_scheme()))


def test_a_judgement_is_told_from_the_fact_that_bears_its_name():
    text = "组别,单位,类别,评委,等次\ncounty,甲,doc-fewer,,\n"
    text += "county,甲,doc-fewer,张,优\ncounty,甲,精简文件,李,good\n"
    with _open(text, default_scheme()) as sheet:
        entrant = sheet.entrant("documents", "甲")

    assert [fact.kind for fact in entrant.facts] == ["doc-fewer"]
    assert entrant.bands == (Band("doc-fewer", "张", "excellent"), Band("doc-fewer", "李", "good"))
    twice = text + "county,甲,精简文件,张,良\n"
    assert any("与第 3 行重复" in fault for fault in _faults(twice, default_scheme()))


def test_words_about_units_and_the_year():
    text = (
        "领域,组别,单位,类别,日期,数量,理由\n"
        ",,,年度,,2012,\n,,,闭会日,2012-02-20,,\n,,,休息日,2012-09-29,,\n"
        ",county,甲,,,,\n,county,乙,未申报,,,\n文电办理,county,丙,不参评,,,新设单位\n"
        ",county,丁,,,,\n,,丁,一票否决,,,失泄密事件\n文电办理,,甲,同分决定,,1,办公会议定\n"
    )
    with _open(text, default_scheme()) as sheet:
        assert (sheet.year, sheet.session_closed_on) == (2012, date(2012, 2, 20))
        assert sheet.corrections == {date(2012, 9, 29): False}
        assert sheet.units == ("甲", "乙", "丙", "丁")
        assert sheet.areas_of("甲") == tuple(area.code for area in default_scheme().areas)
        assert sheet.areas_of("丙") == ("documents",)
        assert not sheet.entrant("supervision", "乙").submitted
        assert sheet.entrant("documents", "丙").competes_reason == "新设单位"
        assert {unit: text.zh for unit, text in sheet.vetoes.items()} == {"丁": "失泄密事件"}
        assert sheet.decisions("documents")["甲"].order == 1
        assert [entrant.code for entrant in sheet.entrants(("documents", "county"))] == [
            "甲",
            "乙",
            "丙",
            "丁",
        ]
        assert sheet.contests == tuple((area.code, "county") for area in default_scheme().areas)


def test_the_year_that_is_asked_for_goes_before_the_dates():
    with _open("单位,类别,日期\n甲,late,2011-12-31\n甲,late,2012-01-01\n", year=2012) as sheet:
        assert sheet.year == 2012


def test_untitled_facts_are_not_one_matter():
    with _open("单位,类别\n甲,late\n甲,late\n") as sheet:
        first, second = sheet.entrant("a", "甲").facts

    assert first.matter != second.matter


def test_more_faults_than_anybody_reads_are_counted():
    with pytest.raises(SheetError) as refused:
        _open("单位,类别\n" + "甲,lade\n" * 1500)

    assert len(refused.value.faults) + refused.value.more == 1500


_TEXT = st.text("一二,;\"'\n\t甲乙 x。", max_size=6).map(str.strip)


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.sampled_from("甲乙丙"), st.integers(1, 9), _TEXT, st.booleans()), min_size=1),
    st.randoms(use_true_random=False),
)
def test_whatever_is_written_is_read_back_and_the_order_of_rows_changes_no_score(rows, random):
    def sheet_of(lines) -> Sheet:
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(["单位", "类别", "数量", "事项", "计入"])
        writer.writerows(
            [unit, "late", count, title, "是" if counts else "否"] for unit, count, title, counts in lines
        )
        writer.writerows([unit, "数filed", 5, "", ""] for unit in sorted({line[0] for line in lines}))
        return _open("\ufeff" + out.getvalue())

    with sheet_of(rows) as sheet, sheet_of(random.sample(rows, len(rows))) as mixed:
        for unit in sheet.units:
            facts = sheet.entrant("a", unit).facts
            own = [row for row in rows if row[0] == unit]
            assert [(fact.quantity, fact.counts) for fact in facts] == [(row[1], row[3]) for row in own]
            assert all(fact.title == row[2] for fact, row in zip(facts, own, strict=True) if row[2])
            one, other = (
                score_group([each.entrant("a", unit)], CONTEXT, RICH, "a")[0].total for each in (sheet, mixed)
            )
            assert one == other
