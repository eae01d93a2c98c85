"""Every form of the unit's room, sent three times with one key: one effect, and each answer says so.

`ROOM` is held against the application's own list of addresses: a new form fails here until it has one.
"""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from portal.models import AuditRow, Draft, Evidence, Fact, ImportBatch, Statement
from portal.queries.snapshot import selected_by_area
from portal.services import authorities, evidence, reviews, signatures, signing, vetoes
from portal.services.assessments import FactContent, add_claim, reply_to_return, save_narrative
from portal.services.drafts import Typed, keep_draft
from portal.services.statements import answer_record
from portal.units.keeping import digest
from portal.workflow import FactAction, FactState
from tests.sheets.books import book
from tests.three_times import Room, Sent
from tests.units.conftest import AREA, PICTURE
from tests.world import HERO, Person, World

REPORTER, HEAD = "kaijiang-tb", "kaijiang-sq"


ROOM = Room("units", login=REPORTER, stage="reporting")


def _claim(world: World) -> Fact:
    content = FactContent("doc-system", "季度培训制度", values={"parts": ["training"]})
    return add_claim(world.play.by(REPORTER), assessment=world.assessment(), content=content)


def _file(world: World, fact: Fact) -> Evidence:
    return evidence.attach(
        world.play.by(REPORTER),
        store=world.play.store,
        fact=fact,
        upload=evidence.Upload("签到.png", PICTURE, unclassified=True),
        limit=len(PICTURE),
    )


def _returned(world: World) -> Fact:
    found = world.assessment()
    reviews.take_in(world.play.by("wendian-1"), assessment=found, version=found.version)
    fact = next(fact for fact in world.assessment().facts if fact.state == FactState.signed)
    reviews.verify_fact(
        world.play.by("wendian-1"),
        fact=fact,
        decision=FactAction.give_back,
        reason="没有签到",
        version=fact.version,
    )
    return world.session.get_one(Fact, fact.id)


def _told(world: World) -> Fact:
    found = next(fact for fact in world.assessment().facts if fact.state == FactState.recorded)
    reviews.release_records(world.play.by("wendian-1"), assessment=found.assessment)
    return world.session.get_one(Fact, found.id)


def _said(world: World) -> Statement:
    return answer_record(
        world.play.by(REPORTER), store=world.play.store, fact=_told(world), text="已电话报告", limit=1
    )


def _ready(world: World) -> int:
    """The self-assessment as it can be sent for signing; its version."""
    found = world.assessment()
    save_narrative(world.play.by(REPORTER), assessment=found, text="一年来", version=found.version)
    return world.assessment().version


def _sent_for_signing(world: World) -> int:
    _ready(world)
    found = world.assessment()
    signing.send_for_signoff(world.play.by(REPORTER), assessment=found, version=found.version)
    return world.assessment().version


@ROOM.example("add_fact")
def _add_fact(_world: World) -> Sent:
    return Sent(f"{AREA}/facts/new?kind=doc-system&draft=a-new-form", {"title": "修订流程"})


@ROOM.example("edit_fact")
def _edit_fact(world: World) -> Sent:
    claim = _claim(world)
    return Sent(f"/unit/facts/{claim.id}/edit", {"title": "改了", "version": claim.version})


@ROOM.example("remove_fact")
def _remove_fact(world: World) -> Sent:
    claim = _claim(world)
    return Sent(f"/unit/facts/{claim.id}/removal", {"version": claim.version})


@ROOM.example("move_fact")
def _move_fact(world: World) -> Sent:
    _claim(world)
    return Sent(f"/unit/facts/{_claim(world).id}/move", {"to": "up"})


@ROOM.example("narrative")
def _narrative(_world: World) -> Sent:
    return Sent(f"{AREA}/narrative", {"narrative": "一年来", "seen": digest("")})


@ROOM.example("add_evidence")
def _add_evidence(world: World) -> Sent:
    path = f"/unit/facts/{_claim(world).id}/evidence"
    return Sent(path, {"unclassified": "y"}, files={"file": (PICTURE, "签到.png")})


@ROOM.example("attach_kept")
def _attach_kept(world: World) -> Sent:
    file = _file(world, _claim(world))
    return Sent(f"/unit/facts/{_claim(world).id}/evidence/kept", {"evidence": file.id})


@ROOM.example("remove_evidence")
def _remove_evidence(world: World) -> Sent:
    claim = _claim(world)
    return Sent(f"/unit/facts/{claim.id}/evidence/{_file(world, claim).id}/removal")


@ROOM.example("import_table")
def _import_table(_world: World) -> Sent:
    table = book({"办文制度建设": [["事项名称*"], ["每月通报制度"]]})
    return Sent(f"{AREA}/import", files={"file": (table, "填报.xlsx")})


@ROOM.example("import_preview")
def _import_preview(world: World) -> Sent:
    found = world.assessment()
    heads = ["事项名称*", "日期", "文号", "建立的制度*", "说明"]
    batch = ImportBatch(
        year_id=found.year_id,
        area="documents",
        unit_id=found.unit_id,
        name="填报.xlsx",
        digest="0" * 64,
        sheets=[["办文制度建设", [heads, ["每月通报制度", "", "", "培训交流制度", ""]]]],
        by_id=world.play.account(REPORTER).id,
        at=world.play.at,
    )
    world.play.session.add(batch)
    world.play.session.commit()
    return Sent(f"/unit/imports/{batch.id}", {"version": batch.version})


@ROOM.example("send")
def _send_off(world: World) -> Sent:
    return Sent(f"{AREA}/sending", {"version": _ready(world)})


@ROOM.example("recall")
def _recall(world: World) -> Sent:
    return Sent(f"{AREA}/recall", {"version": _sent_for_signing(world)})


@ROOM.example("sign")
def _sign(world: World) -> Sent:
    return Sent(f"{AREA}/signing", {"version": _sent_for_signing(world)}, HEAD)


@ROOM.example("decline")
def _decline(world: World) -> Sent:
    return Sent(f"{AREA}/declining", {"version": _sent_for_signing(world), "reason": "再核对"}, HEAD)


@ROOM.example("signature")
def _signature(world: World) -> Sent:
    _sent_for_signing(world)
    return Sent(f"{AREA}/signature", {"unclassified": "y"}, files={"file": (PICTURE, "签字页.png")})


@ROOM.example("remove_signature")
def _remove_signature(world: World) -> Sent:
    _sent_for_signing(world)
    scan = signatures.attach_signature(
        world.play.by(REPORTER),
        store=world.play.store,
        assessment=world.assessment(),
        upload=evidence.Upload("签字页.png", PICTURE, unclassified=True),
        limit=len(PICTURE),
    )
    return Sent(f"/unit/signatures/{scan.id}/removal")


@ROOM.example("authorities")
def _authorities(world: World) -> Sent:
    day = world.clock.now().date()
    account = world.play.account(REPORTER).id
    fields = {"account": account, "from_on": day, "to_on": day + timedelta(days=2), "reason": "外出"}
    return Sent("/2013/unit/authorities", dict(fields), HEAD)


@ROOM.example("revoke_authority")
def _revoke_authority(world: World) -> Sent:
    day = world.play.at.date()
    made = authorities.authorise_signing(
        world.play.by(HEAD),
        unit=world.play.unit(HERO),
        account=world.play.account(REPORTER),
        from_on=day,
        to_on=day + timedelta(days=2),
        reason="外出",
    )
    return Sent(f"/2013/unit/authorities/{made.id}/revocation", {"version": made.version}, HEAD)


@ROOM.example("answer", "reviewing")
def _answer(world: World) -> Sent:
    fact = _returned(world)
    return Sent(f"/unit/facts/{fact.id}/answer", {"reply": "已补签到", "seen": digest(fact.reply)})


@ROOM.example("sign_replies", "reviewing")
def _sign_replies(world: World) -> Sent:
    fact = _returned(world)
    reply_to_return(world.play.by(REPORTER), fact=fact, reply="已补签到", version=fact.version)
    return Sent(f"{AREA}/replies/signing", {"version": world.assessment().version}, HEAD)


@ROOM.example("decline_replies", "reviewing")
def _decline_replies(world: World) -> Sent:
    sent = _sign_replies(world)
    return Sent(f"{AREA}/replies/declining", {**sent.fields, "reason": "没有说清"}, HEAD)


@ROOM.example("state", "reviewing")
def _state(world: World) -> Sent:
    return Sent(f"/unit/facts/{_told(world).id}/statement", {"text": "已电话报告", "version": 0})


@ROOM.example("sign_statement", "reviewing")
def _sign_statement(world: World) -> Sent:
    said = _said(world)
    return Sent(f"/unit/facts/{said.fact_id}/statement/{said.id}/signing", {"version": said.version}, HEAD)


@ROOM.example("decline_statement", "reviewing")
def _decline_statement(world: World) -> Sent:
    said = _said(world)
    address = f"/unit/facts/{said.fact_id}/statement/{said.id}/declining"
    return Sent(address, {"version": said.version, "reason": "没有附通话记录"}, HEAD)


@ROOM.example("looked_at", "reviewing")
def _looked_at(world: World) -> Sent:
    return Sent("/2013/unit/looked-at", {"record": _told(world).id})


@ROOM.example("veto", "deciding")
def _veto(world: World) -> Sent:
    made = vetoes.propose_veto(
        world.play.by("bangongshi-1"),
        year=world.year,
        unit=world.play.unit(HERO),
        ground="major-failure",
        document_number="达市监〔2013〕9号",
        document_on=date(2013, 12, 2),
        explanation="",
    )
    return Sent(f"/unit/vetoes/{made.id}", {"unit_reply": "请查明", "version": made.version}, HEAD)


@ROOM.example("confirm_scorecard", "checking")
def _confirm_scorecard(_world: World) -> Sent:
    return Sent(f"{AREA}/scorecard/confirmation")


@ROOM.example("object_to_scorecard", "checking")
def _object(_world: World) -> Sent:
    return Sent(f"{AREA}/objections/new", {"indicator": "doc-filing", "text": "请复核"})


@ROOM.example("object_to_selection", "notice")
def _object_to_selection(world: World) -> Sent:
    area = selected_by_area(world.session, world.year)[0]
    chosen = [one["code"] for group in area["groups"] for one in group["selected"]]
    other = next(code for code in chosen if code != world.assessment().unit.code)
    fields = {"chosen": f"{area['code']}:{world.play.unit(other).id}", "text": "请复核"}
    return Sent("/2013/unit/objections/selection", fields)


@ROOM.example("keep_new_fact")
def _keep_new_fact(_world: World) -> Sent:
    return Sent(f"{AREA}/facts/new/draft?kind=doc-system&draft=a-new-form", {"title": "写到一半"})


@ROOM.example("keep_fact")
def _keep_fact(world: World) -> Sent:
    claim = _claim(world)
    return Sent(f"/unit/facts/{claim.id}/edit/draft", {"title": "写到一半", "version": claim.version})


@ROOM.example("keep_narrative")
def _keep_narrative(_world: World) -> Sent:
    return Sent(f"{AREA}/narrative/draft", {"narrative": "写到一半", "seen": digest("")})


@ROOM.example("keep_answer", "reviewing")
def _keep_answer(world: World) -> Sent:
    return Sent(f"/unit/facts/{_returned(world).id}/answer/draft", {"reply": "写到一半", "seen": digest("")})


@ROOM.example("keep_statement", "reviewing")
def _keep_statement(world: World) -> Sent:
    return Sent(f"/unit/facts/{_told(world).id}/statement/draft", {"text": "写到一半", "version": 0})


@ROOM.example("keep_objection", "checking")
def _keep_objection(_world: World) -> Sent:
    return Sent(f"{AREA}/objections/draft", {"text": "写到一半"})


@ROOM.example("drop_draft")
def _drop_draft(world: World) -> Sent:
    made = keep_draft(
        world.play.by(REPORTER),
        assessment=world.assessment(),
        place="new/a-new-form",
        typed=Typed({"title": ["稿"]}),
    )
    assert made is not None
    return Sent(f"/unit/drafts/{made.id}/removal")


UNAUDITED = {endpoint for endpoint in ROOM.examples if ".keep_" in endpoint} | {"units.drop_draft"}
"""What is typed is kept and given up without a row of the trail (docs/decisions/0008-drafts.md)."""


def _stands(world: World) -> tuple[int, list[tuple[str, int]]]:
    """How long the trail is, and which drafts lie where, as often as they were written."""
    rows = world.session.scalar(select(func.count()).select_from(AuditRow)) or 0
    drafts = world.session.execute(select(Draft.place, Draft.number).order_by(Draft.id))
    return rows, [(place, number) for place, number in drafts]


def test_every_form_of_the_units_room_has_an_example(world: World) -> None:
    assert ROOM.forms(world) == set(ROOM.examples)


@pytest.mark.parametrize("endpoint", ROOM.cases())
def test_a_form_sent_three_times_takes_effect_once(
    world: World, client_of: Callable[..., Person], endpoint: str
) -> None:
    sent = ROOM.sent(world, endpoint)
    person = client_of(sent.login)
    before = _stands(world)
    assert sent.press(person) == 303
    once = _stands(world)
    assert once[0] == before[0] + (endpoint not in UNAUDITED)
    assert once != before
    for _ in range(2):
        world.clock.advance(seconds=2)
        gone = endpoint == "units.drop_draft"
        assert sent.press(person) == (404 if gone else 303), "that it took effect is said, not a fault"
    assert _stands(world) == once
