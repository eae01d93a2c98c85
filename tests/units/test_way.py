"""The straight way of one self-assessment: reporter → head → panel, by the pages' own links and forms."""

import io
from collections.abc import Callable

from portal.workflow import AssessmentState, FactState
from tests.units.conftest import AREA, PICTURE
from tests.world import Person, World


def _seen(world: World) -> dict[str, object]:
    return {"version": world.assessment().version}


def test_a_reporter_fills_an_area_and_the_head_signs_it_without_javascript(
    world: World, reporter: Person, head: Person
) -> None:
    assert f"{AREA}/facts/new?kind=doc-system" in reporter.get(AREA).text
    sent = reporter.post(
        f"{AREA}/facts/new?kind=doc-system",
        {"title": "修订办文流程", "value_parts": ["workflow", "training"], "happened_on": "2013年3月5日"},
    )
    fact = world.assessment().facts[-1]
    assert (sent.status_code, sent.location) == (303, f"/unit/facts/{fact.id}#evidence")
    assert fact.values == {"parts": ["workflow", "training"]}
    upload = {"file": (io.BytesIO(PICTURE), "流程.png"), "unclassified": "y"}
    assert reporter.post(f"/unit/facts/{fact.id}/evidence", upload).status_code == 303
    page = reporter.get(AREA).text
    assert "流程.png" in page
    assert "6.00" in page  # two parts of three points each
    assert "不是最终得分" in page

    told = reporter.post(f"{AREA}/narrative", {"narrative": "第一行\r\n第二行", "seen": _seen_text(reporter)})
    assert told.status_code == 303
    assert world.assessment().narrative == "第一行\n第二行"
    assert reporter.post(f"{AREA}/sending", _seen(world)).status_code == 303
    assert world.assessment().state == AssessmentState.awaiting_signoff

    assert f"{AREA}/signing" in head.get("/2013/unit/").text
    papers = head.get(f"{AREA}/signing").text
    assert "修订办文流程" in papers
    assert "流程.png" in papers
    assert head.post(f"{AREA}/signing", _seen(world)).status_code == 303
    assert world.assessment().state == AssessmentState.submitted
    assert world.assessment().facts[-1].state == FactState.signed


def _seen_text(reporter: Person) -> str:
    page = reporter.get(f"{AREA}/narrative").text
    return page.split('name="seen" type="hidden" value="')[1].split('"')[0]


def test_nothing_blocks_a_draft_but_what_is_missing_blocks_the_sending_with_a_way_there(
    world: World, reporter: Person
) -> None:
    bare = reporter.post(f"{AREA}/facts/new?kind=doc-system", {"title": "只有名称"})
    assert bare.status_code == 303
    fact = world.assessment().facts[-1]
    page = reporter.get(f"{AREA}/sending").text
    for way in (
        f"{AREA}/narrative",
        f"/unit/facts/{fact.id}#evidence",
        f"/unit/facts/{fact.id}/edit#value_parts",
    ):
        assert f'href="{way}"' in page
    sent = reporter.post(f"{AREA}/sending", _seen(world))
    assert sent.status_code == 422
    assert "还有 3 项须先补齐" in sent.text
    assert world.assessment().state == AssessmentState.draft


def test_an_unclaimed_indicator_is_advice_and_does_not_block(world: World, reporter: Person) -> None:
    reporter.post(f"{AREA}/narrative", {"narrative": "本年没有可报的事项", "seen": _seen_text(reporter)})
    assert "“制度建设”还没有填报" in reporter.get(f"{AREA}/sending").text
    assert reporter.post(f"{AREA}/sending", _seen(world)).status_code == 303


def test_after_the_deadline_a_form_is_kept_as_a_draft_and_says_so(
    world: World, client_of: Callable[..., Person]
) -> None:
    world.clock.advance(days=30)
    reporter = client_of("kaijiang-tb")
    late = reporter.post(f"{AREA}/facts/new?kind=doc-fewer", {"title": "压减文件三成"})
    assert late.status_code == 303
    assert world.assessment().facts[-1].title == "压减文件三成"
    assert "已过截止时间，作为草稿保存，没有报送" in reporter.get(AREA).text
    reporter.post(f"/unit/facts/{world.assessment().facts[-1].id}/removal", {"version": 1})
    reporter.post(f"{AREA}/narrative", {"narrative": "迟到的自评", "seen": _seen_text(reporter)})
    refused = reporter.post(f"{AREA}/sending", _seen(world))
    assert refused.status_code == 422
    assert "已过申报截止时间" in refused.text
    assert world.assessment().narrative == "迟到的自评"
    assert world.assessment().state == AssessmentState.draft


def test_the_same_form_sent_twice_adds_one_fact(world: World, reporter: Person) -> None:
    form = {"title": "只此一件", "request_key": "one-key"}
    for _ in range(2):
        assert reporter.post(f"{AREA}/facts/new?kind=doc-fewer", form).status_code == 303
    assert [fact.title for fact in world.assessment().facts].count("只此一件") == 1


def test_the_head_sends_back_with_a_reason_that_the_reporter_reads(
    world: World, reporter: Person, head: Person
) -> None:
    reporter.post(f"{AREA}/narrative", {"narrative": "自评", "seen": _seen_text(reporter)})
    reporter.post(f"{AREA}/sending", _seen(world))
    mute = head.post(f"{AREA}/declining", {**_seen(world), "reason": ""})
    assert mute.status_code == 422
    assert "请填写这一项" in mute.text
    assert head.post(f"{AREA}/declining", {**_seen(world), "reason": "请补签到表"}).status_code == 303
    assert "请补签到表" in reporter.get("/2013/unit/").text
    assert "请补签到表" in reporter.get(AREA).text


def test_what_was_sent_can_be_recalled_until_it_is_signed(world: World, reporter: Person) -> None:
    reporter.post(f"{AREA}/narrative", {"narrative": "自评", "seen": _seen_text(reporter)})
    reporter.post(f"{AREA}/sending", _seen(world))
    locked = reporter.post(f"{AREA}/facts/new?kind=doc-fewer", {"title": "忘了的事"})
    assert locked.status_code == 422
    assert "如需修改请先撤回" in locked.text
    assert "忘了的事" in locked.text  # nothing typed is lost
    assert reporter.post(f"{AREA}/recall", _seen(world)).status_code == 303
    assert world.assessment().state == AssessmentState.draft


def test_a_head_signs_only_what_was_last_seen(world: World, reporter: Person, head: Person) -> None:
    reporter.post(f"{AREA}/narrative", {"narrative": "自评", "seen": _seen_text(reporter)})
    reporter.post(f"{AREA}/sending", _seen(world))
    old = _seen(world)
    world.clock.advance(minutes=1)
    reporter.post(f"{AREA}/recall", old)
    reporter.post(f"{AREA}/narrative", {"narrative": "改过的自评", "seen": _seen_text(reporter)})
    reporter.post(f"{AREA}/sending", _seen(world))
    assert head.post(f"{AREA}/signing", old).status_code == 409
    assert world.assessment().state == AssessmentState.awaiting_signoff


def test_the_desk_says_how_much_of_a_late_draft_was_written_after_the_deadline(
    world: World, client_of: Callable[..., Person]
) -> None:
    client_of("kaijiang-tb").post(f"{AREA}/facts/new?kind=doc-fewer", {"title": "按时填的"})
    world.clock.advance(days=30)
    reporter = client_of("kaijiang-tb")
    desk = reporter.get("/2013/unit/").text
    assert "没有按期报送，作为草稿保留" in desk
    assert "标“迟”" not in desk
    reporter.post(f"{AREA}/facts/new?kind=doc-fewer", {"title": "截止后填的"})
    assert "其中 1 项截止以后才填，标“迟”" in reporter.get("/2013/unit/").text


def test_what_was_sent_back_stands_first_on_the_desk(world: World, reporter: Person, head: Person) -> None:
    reporter.post(f"{AREA}/narrative", {"narrative": "自评", "seen": _seen_text(reporter)})
    reporter.post(f"{AREA}/sending", _seen(world))
    head.post(f"{AREA}/declining", {**_seen(world), "reason": "请补签到表"})
    desk = reporter.get("/2013/unit/").text
    assert desk.index("退回的，请先办") < desk.index("各领域</h2>")
    assert desk.index("请补签到表") < desk.index("各领域</h2>")
