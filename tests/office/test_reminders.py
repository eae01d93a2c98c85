"""催报: one press, a confirmation, the desk, the mail by a real SMTP server, and who got what."""

import io
from collections.abc import Callable, Iterator

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import event, select

from portal.clock import shanghai
from portal.models import AuditRow, Job, ReminderMail, ReminderRound
from portal.workflow import JobState, MailState
from tests.office.conftest import send
from tests.office.postoffice import PostOffice, post_office
from tests.world import Person, World

PAGE = "/2013/office/remind"
REPORTER, HEAD = "kaijiang-tb", "kaijiang-sq"


@pytest.fixture
def late(world: World, client_of: Callable[..., Person]) -> Person:
    """An office person on the day after reporting closed: 开江县 is late in 文电办理 alone."""
    world.clock.moment = shanghai(2013, 12, 14, 9)
    return client_of("bangongshi-1")


@pytest.fixture
def post(world: World) -> Iterator[PostOffice]:
    """A post office to which the portal's settings lead."""
    with post_office() as office:
        world.app.config.update(office.settings)
        yield office


def give_addresses(world: World, *logins: str) -> None:
    session = world.session
    for login in logins:
        world.play.account(login).email = f"{login}@kaijiang.example"
    session.commit()


def unit_id(world: World, code: str = "kaijiang") -> int:
    return world.play.unit(code).id


def the_round(world: World) -> ReminderRound:
    return world.session.scalars(select(ReminderRound)).one()


def mails(world: World) -> dict[str, ReminderMail]:
    return {mail.account.login: mail for mail in world.session.scalars(select(ReminderMail))}


def remind(person: Person, world: World, **fields: object) -> str:
    """Press, confirm; gives the address of the round."""
    answer = send(person, PAGE, **{"units": unit_id(world), "text": "请今天报送", **fields})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def test_the_grid_leads_to_a_list_of_whom_it_would_reach_and_looking_reaches_nobody(
    world: World, late: Person
) -> None:
    assert "催报逾期的 1 个单位" in late.get("/2013/office/").text
    page = late.get(PAGE).text
    assert "开江县" in page
    assert "大竹县" not in page
    assert "没有邮箱" in page
    assert "没有配置邮件服务器" in page
    assert world.session.scalars(select(ReminderRound)).all() == []


def test_without_a_mail_server_the_reminder_stands_on_the_unit_s_desk_and_the_page_says_so(
    world: World, late: Person, client_of: Callable[..., Person]
) -> None:
    give_addresses(world, REPORTER)
    page = late.get(remind(late, world)).text
    assert "没有配置邮件服务器" in page
    assert mails(world)[REPORTER].state == MailState.no_server
    assert mails(world)[HEAD].state == MailState.unaddressed
    assert world.session.scalars(select(Job)).all() == []
    for login in (REPORTER, HEAD):
        desk = client_of(login).get("/2013/unit/").text
        assert "市政府办公室催报" in desk
        assert "请今天报送" in desk
    assert "催报" not in client_of("dazhu-tb").get("/2013/unit/").text


def test_each_person_with_an_address_gets_a_mail_and_every_outcome_is_on_record(
    world: World, late: Person, post: PostOffice
) -> None:
    give_addresses(world, REPORTER, HEAD)
    post.unknown.add("kaijiang-sq@kaijiang.example")
    page = late.get(remind(late, world)).text
    (to, message), *others = post.taken
    assert others == []
    assert to == "kaijiang-tb@kaijiang.example"
    assert message["Subject"] == "催报：开江县 2013年度自评还有 1 项没有报送"
    assert message["From"] == "达州市人民政府办公室 <kaoping@dazhou.example>"
    text = message.get_content()
    assert "请今天报送" in text
    assert "还没有报送的：文电办理" in text
    assert "http://localhost/2013/unit/" in text
    assert mails(world)[REPORTER].state == MailState.sent
    refused = mails(world)[HEAD]
    assert (refused.state, refused.told) == (MailState.failed, "550 no such mailbox 没有这个邮箱")
    assert "没有这个邮箱" in page
    assert "已发出" in page
    rows = world.session.scalars(select(AuditRow).where(AuditRow.action == "reminder_mail")).all()
    assert {(row.after["to"].partition("@")[0], row.after["state"]) for row in rows} == {
        (REPORTER, "sent"),
        (HEAD, "failed"),
    }
    assert "已发出" in late.get("/2013/office/reminders").text


def test_what_was_not_delivered_is_sent_again_and_what_was_is_not(
    world: World, late: Person, post: PostOffice
) -> None:
    give_addresses(world, REPORTER, HEAD)
    post.unknown.add("kaijiang-sq@kaijiang.example")
    page = remind(late, world)
    post.unknown.clear()
    assert "发送没有送达的 1 封" in late.get(page).text
    assert late.post(f"{page}/send").status_code == 303
    assert [to.partition("@")[0] for to, _ in post.taken] == [REPORTER, HEAD]
    assert {mail.state for mail in mails(world).values()} == {MailState.sent}
    assert "没有送达的" not in late.get(page).text


def test_a_server_that_is_away_leaves_the_mails_waiting_and_the_reminder_standing(
    world: World, late: Person, post: PostOffice, client_of: Callable[..., Person]
) -> None:
    give_addresses(world, REPORTER)
    world.app.config["SMTP_PORT"] = 1
    page = remind(late, world)
    job = world.session.scalars(select(Job)).one()
    assert job.state == JobState.failed
    assert "没有接受连接" in job.error
    assert mails(world)[REPORTER].state == MailState.waiting
    assert "市政府办公室催报" in client_of(REPORTER).get("/2013/unit/").text
    world.app.config["SMTP_PORT"] = post.settings["SMTP_PORT"]
    assert late.post(f"{page}/send").status_code == 303
    assert mails(world)[REPORTER].state == MailState.sent


def test_a_server_that_hangs_up_after_each_mail_still_gets_them_all_once(
    world: World, late: Person, post: PostOffice
) -> None:
    post.hangs_up_after_each = True
    give_addresses(world, REPORTER, HEAD)
    remind(late, world)
    assert [to.partition("@")[0] for to, _ in post.taken] == [REPORTER, HEAD]


def test_settings_that_cannot_be_are_said_before_anything_goes(
    world: World, late: Person, post: PostOffice
) -> None:
    world.app.config["SMTP_FROM"] = ""
    answer = late.get(PAGE)
    assert answer.status_code == 422
    assert "KAOPING_SMTP_FROM" in answer.text


def test_a_reminder_goes_when_the_unit_has_handed_in(
    world: World, late: Person, client_of: Callable[..., Person]
) -> None:
    send(
        late,
        f"/2013/office/assessments/documents/{unit_id(world)}/extension",
        until="2013-12-20",
        reason="迁址",
    )
    answer = send(late, f"{PAGE}?who=open", units=unit_id(world), text="请报送")
    assert answer.status_code == 303
    assert "市政府办公室催报" in client_of(REPORTER).get("/2013/unit/").text
    world.play.at = shanghai(2013, 12, 15, 9)
    world.play.fill(world.year, "kaijiang", "documents")
    world.play.sign(world.year, "kaijiang", "documents")
    assert "市政府办公室催报" not in client_of(REPORTER).get("/2013/unit/").text


def test_nobody_chosen_or_nothing_said_is_told_beside_it_and_nothing_typed_is_lost(
    world: World, late: Person
) -> None:
    answer = send(late, PAGE, text="请今天报送")
    assert answer.status_code == 422
    assert "请至少选择一个单位" in answer.text
    assert "请今天报送" in answer.text
    assert "checked" not in answer.text.partition('id="units"')[2]
    assert send(late, PAGE, units=unit_id(world), text="　").status_code == 422
    stranger = send(late, PAGE, units=unit_id(world, "dazhu"), text="请今天报送")
    assert stranger.status_code == 422
    assert world.session.scalars(select(ReminderRound)).all() == []


def test_the_same_form_sent_twice_reminds_once(world: World, late: Person) -> None:
    fields = {"units": unit_id(world), "text": "请今天报送", "request_key": "the-same-form"}
    assert late.post(PAGE, fields).status_code == 303
    late.post(PAGE, fields)
    assert the_round(world).text == "请今天报送"


@pytest.mark.stage("checking")
def test_once_nothing_can_come_in_any_more_nobody_is_reminded(world: World, first: Person) -> None:
    assert "不用催报" in first.get(PAGE).text
    answer = first.post(PAGE, {"units": unit_id(world), "text": "请报送"})
    assert answer.status_code == 200
    assert world.session.scalars(select(ReminderRound)).all() == []


def test_the_contact_list_names_unit_people_and_telephones(world: World, late: Person) -> None:
    session = world.session
    person = world.play.account(REPORTER)
    person.telephone = "0818-8220001"
    session.commit()
    page = late.get("/2013/office/contacts").text
    assert world.play.unit("kaijiang").telephone in page
    assert "0818-8220001" in page
    assert "大竹县" not in page


def test_the_contact_list_as_a_spreadsheet_holds_no_formula(world: World, late: Person) -> None:
    session = world.session
    world.play.account(REPORTER).name = "=HYPERLINK(1)"
    session.commit()
    answer = late.get("/2013/office/contacts.xlsx")
    assert answer.status_code == 200
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0][0] == "单位"
    assert {row[0] for row in rows[1:]} == {"开江县"}
    assert "=HYPERLINK(1)" in [row[4] for row in rows], "the text, as a text"


@pytest.mark.parametrize("path", [PAGE, "/2013/office/contacts"])
def test_a_list_asks_the_database_no_more_for_more_units(world: World, late: Person, path: str) -> None:
    def statements() -> int:
        seen: list[str] = []
        event.listen(
            world.engine, "before_cursor_execute", note := lambda _c, _u, text, *_rest: seen.append(text)
        )
        assert late.get(path).status_code == 200
        event.remove(world.engine, "before_cursor_execute", note)
        return len(seen)

    statements()
    few = statements()
    year, session = world.year, world.play.session
    for code in ("dazhu", "daxian", "fagai"):
        world.play.assessment(year, code, "documents").signed_at = None
    session.commit()
    assert late.get(path).text.count('<th scope="row"') == 4
    assert statements() == few
