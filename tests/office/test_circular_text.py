"""The circular's text: written with its pages beside it, frozen by a proposal, refused where it is wrong."""

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from portal.documents.circular import from_snapshot
from portal.documents.lettertext import BODY
from portal.errors import Conflict, Invalid, Refused
from portal.models import AuditRow, CircularText
from portal.queries.circulars import circular_text_of
from portal.queries.decisions import publication_proposed
from portal.services.circulars import Wording, write_circular_text
from portal.services.notices import CircularHead, propose_publication
from portal.workflow import YearState
from tests.office.conftest import send
from tests.world import Person, World

PAGE = "/2013/office/circular"
HEAD = CircularHead("达市府办发〔2014〕6号", date(2014, 1, 27), "各县、市、区人民政府：")
OWN = {
    "title": "达州市人民政府办公室\n关于表扬{年度}年度先进单位的通报",
    "body": "一、总体情况。{领域}共有{单位数}个单位入选。\n（一）{发文机关}要求\n各单位继续努力。",
    "annex_title": "先进单位名单",
    "copies": "市委办公室",
}


def written(world: World, **more: object) -> CircularText:
    """The text as an office person keeps it."""
    wording = Wording(**{**OWN, **more})  # type: ignore[arg-type]  # fields given by the tests
    row = circular_text_of(world.session, world.year)
    version = row.version if row else 0
    return write_circular_text(
        world.play.by("bangongshi-1"), year=world.year, wording=wording, version=version
    )


@pytest.mark.stage("deciding")
def test_the_page_shows_the_pages_as_they_would_be_and_keeps_nothing(world: World, first: Person) -> None:
    page = first.get(PAGE).text
    assert BODY.splitlines()[0] in page.replace("&#34;", '"')
    looked = send(first, PAGE, **OWN, deed="look")
    assert looked.status_code == 200
    assert OWN["annex_title"] in looked.text
    found = re.findall(r'src="([^"]+/pages/[0-9a-f]{64}/\d+\.png)"', looked.text)
    assert len(found) in (2, 4)
    for address in found:
        picture = first.get(address)
        assert Image.open(BytesIO(picture.data)).size[0] > 700
    assert circular_text_of(world.session, world.year) is None
    assert first.get(found[0].replace("/1.png", "/9.png")).status_code == 404


@pytest.mark.stage("deciding")
def test_the_preview_comes_alone_to_htmx_and_says_what_cannot_be_set(first: Person) -> None:
    token = first.get(PAGE).text
    sent = {**OWN, "deed": "look", "version": "0"}
    sent["csrf_token"] = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', token)[0]
    block = first.client.post(PAGE, data=sent, headers={"HX-Request": "true", "HX-Target": "preview"})
    assert "<form" not in block.text
    assert "/pages/" in block.text
    sent["body"] = "{年份}的结果"
    block = first.client.post(PAGE, data=sent, headers={"HX-Request": "true", "HX-Target": "preview"})
    assert block.status_code == 422
    assert "没有“{年份}”这个字段" in block.text


@pytest.mark.stage("deciding")
@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("body", "{年份}的结果", "没有“{年份}”这个字段；可用的有{年度}、{城市}"),
        ("body", "结果｛年度的", "大括号“{”和“}”不成对"),
        ("title", "{首长}的通报", "没有“{首长}”这个字段"),
        ("annex_title", "", "请填写"),
        ("number", "达市府办发(2014)第6号", "写作“机关代字〔四位年份〕序号 + 号”"),
        ("printed_on", "不知道", "日期"),
    ],
)
def test_what_cannot_stand_is_refused_at_its_field_and_stands_there_again(
    world: World, first: Person, field: str, typed: str, said: str
) -> None:
    answer = send(first, PAGE, **{**OWN, field: typed})
    assert answer.status_code == 422
    assert said in answer.text.replace("&#34;", '"')
    assert typed in answer.text
    assert circular_text_of(world.session, world.year) is None


@pytest.mark.stage("deciding")
def test_a_saved_text_stands_in_the_form_and_in_the_trail(world: World, first: Person) -> None:
    assert send(first, PAGE, **OWN, survey="y").status_code == 303
    row = circular_text_of(world.session, world.year)
    assert row is not None
    assert (row.title, row.body, row.survey) == (OWN["title"], OWN["body"], True)
    assert "一、总体情况。" in first.get(PAGE).text
    trail = world.session.query(AuditRow).order_by(AuditRow.id.desc()).first()
    assert trail is not None
    assert trail.action == "write_circular_text"
    assert trail.after["copies"] == "市委办公室"


@pytest.mark.stage("deciding")
def test_who_saw_an_older_text_loses_and_sees_the_one_that_stands(world: World) -> None:
    written(world)
    for version in (0, 7):
        with pytest.raises(Conflict):
            write_circular_text(
                world.play.by("bangongshi-2"), year=world.year, wording=Wording(), version=version
            )


@pytest.mark.stage("due")
def test_a_proposal_freezes_the_text_and_a_later_change_is_not_in_it(world: World) -> None:
    world.play.at = world.clock.now()
    written(world, survey=True, printed_on=date(2014, 1, 28))
    propose_publication(world.play.by("bangongshi-1"), year=world.year, head=HEAD)
    written(world, body="改过了。", title="改过的标题")
    proposed = publication_proposed(world.session, world.year)
    assert proposed is not None
    made = from_snapshot({**proposed.snapshot, "digest": proposed.digest})
    assert made.title == "达州市人民政府办公室\n关于表扬2013年度先进单位的通报"
    assert made.body[0].heading == "一、总体情况。"  # type: ignore[union-attr]  # another kind of block fails here
    assert re.search(r"三个方面共有\d+个单位入选。", made.body[0].text)  # type: ignore[union-attr]  # another kind of block fails here
    assert [one.title for one in made.annexes] == [
        "先进单位名单",
        "2013年度政府系统办公室绩效工作先进单位一览表",
    ]
    assert made.printed_on == date(2014, 1, 28)
    assert proposed.digest.replace(" ", "") in made.annexes[0].blocks[-1].text.replace(" ", "")  # type: ignore[union-attr]  # another kind of block fails here


@pytest.mark.stage("due")
def test_a_circular_is_never_printed_before_its_date(world: World) -> None:
    world.play.at = world.clock.now()
    written(world, printed_on=date(2014, 1, 26))
    with pytest.raises(Invalid, match="印发日期不能早于成文日期"):
        propose_publication(world.play.by("bangongshi-1"), year=world.year, head=HEAD)


@pytest.mark.stage("published")
def test_an_archived_years_text_is_not_changed(world: World) -> None:
    session = world.session
    year = world.year
    year.state = YearState.archived
    session.commit()
    with pytest.raises(Refused, match="归档"):
        written(world)


@pytest.mark.stage("reporting")
def test_before_anybody_is_selected_the_preview_says_that_the_lists_are_open(
    client_of: Callable[..., Person],
) -> None:
    assert "/pages/" in client_of("bangongshi-1").get(PAGE).text
