"""Every form of the panel's room, sent three times with one key: one effect, and each answer says so.

`ROOM` is held against the application's own list of addresses: a new form fails here until it has one.
"""

from collections.abc import Callable

import pytest
from sqlalchemy import delete, func, select

from portal.models import Account, AuditRow, ConflictStatement, Fact, ImportBatch, Phrase, Verification
from portal.panels.choices import Choices
from portal.queries.bands import blind_places
from portal.queries.years import panel_area
from portal.scoring import load_scheme
from portal.services import acceptance, areas, evidence, imports, phrases, reviews
from portal.services.assessments import FactContent
from portal.workflow import FactAction, FactState
from tests.panels.conftest import QUEUE, signed, unit_page
from tests.panels.test_imports import REGISTER
from tests.three_times import Room, Sent
from tests.units.conftest import PICTURE
from tests.world import THREE_AREAS, Person, World

ROOM = Room("panels", login="wendian-1", stage="reviewing")


def _taken_in(world: World) -> str:
    found = world.assessment()
    reviews.take_in(world.play.by("wendian-1"), assessment=found, version=found.version)
    return unit_page(found)


def _claim(world: World) -> Fact:
    return next(fact for fact in signed(world.assessment()) if fact.kind == "doc-system")


def _record(world: World) -> Fact:
    content = FactContent("doc-multiple", "多头报送的请示", note="收文登记")
    made = reviews.add_record(world.play.by("wendian-1"), assessment=world.assessment(), content=content)
    world.session.refresh(made)
    return made


@ROOM.example("take_in")
def _take_in(world: World) -> Sent:
    found = world.assessment()
    return Sent(f"{unit_page(found)}/take-in", {"version": found.version})


@ROOM.example("exposures")
def _exposures(world: World) -> Sent:
    found = world.assessment()
    counts = {f"exposure_{row.code}": f"{row.value + 1:f}" for row in found.exposures}
    return Sent(f"{unit_page(found)}/exposures", {**counts, "version": reviews.exposures_version(found)})


@ROOM.example("band")
def _band(world: World) -> Sent:
    return Sent(f"{_taken_in(world)}/bands/doc-fewer", {"grade": "good", "reason": "独立评定"})


@ROOM.example("blind_band")
def _blind_band(world: World) -> Sent:
    head, title, tail = THREE_AREAS.partition('code = "doc-fewer"\ntitle = "精简文件"')
    text = head + title + tail.replace("needs_claim = true\n", "needs_claim = true\nhidden = true\n", 1)
    session, year = world.session, world.year
    year.scheme.text, year.scheme.digest = text, load_scheme(text).digest
    session.commit()
    _taken_in(world)
    for claim in signed(world.assessment()):
        reviews.verify_fact(
            world.play.by("wendian-1"), fact=claim, decision=FactAction.accept, version=claim.version
        )
    area = panel_area(world.session, world.year, "documents")
    place = blind_places(world.session, area, world.play.actor("wendian-1"))[0]
    return Sent(f"{QUEUE}blind/{place.token}", {"grade": "good", "reason": "独立评定"})


@ROOM.example("fact")
def _fact(world: World) -> Sent:
    _taken_in(world)
    claim = _claim(world)
    sent = {"decision": "reject", "reason": "没有材料", "version": claim.version, "keep": "y"}
    return Sent(f"/panel/facts/{claim.id}", sent)


@ROOM.example("accept_several")
def _accept_several(world: World) -> Sent:
    _taken_in(world)
    return Sent(
        f"{QUEUE}items/accept", {"seen": [f"{one.id}:{one.version}" for one in signed(world.assessment())]}
    )


@ROOM.example("take_back_acceptance")
def _take_back(world: World) -> Sent:
    _taken_in(world)
    acceptance.accept_several(
        world.play.by("wendian-1"),
        area=panel_area(world.session, world.year, "documents"),
        versions={one.id: one.version for one in signed(world.assessment())},
        reason="",
    )
    batch = world.session.scalars(select(Verification.batch).where(Verification.batch != "")).first()
    return Sent(f"{QUEUE}items/take-back", {"batch": batch or ""})


@ROOM.example("looked_through")
def _looked_through(world: World) -> Sent:
    return Sent(f"{QUEUE}looked-through")


@ROOM.example("chair")
def _chair(world: World) -> Sent:
    member = world.session.scalars(select(Account).where(Account.login == "wendian-2")).one()
    sent: dict[str, object] = {"units": [world.assessment().unit_id], "account": member.id}
    return Sent(f"{QUEUE}chair", sent, "wendian-zuzhang")


@ROOM.example("name_third")
def _name_third(world: World) -> Sent:
    _taken_in(world)
    for login, grade in (("wendian-1", "excellent"), ("wendian-2", "poor")):
        reviews.give_band(
            world.play.by(login),
            assessment=world.assessment(),
            indicator="doc-fewer",
            grade=grade,
            reason="独立评定",
        )
    third = world.session.scalars(select(Account).where(Account.login == "wendian-3")).one()
    name = world.assessment().unit.name
    return Sent(f"{QUEUE}chair/third", {"place": f"{name}/doc-fewer", "account": third.id}, "wendian-zuzhang")


@ROOM.example("close", "reviewed")
def _close(world: World) -> Sent:
    version = panel_area(world.session, world.year, "documents").version
    return Sent(f"{QUEUE}close", {"recommendation": "按得分确定", "version": version}, "wendian-zuzhang")


@ROOM.example("reopen", "reviewed")
def _reopen(world: World) -> Sent:
    area = panel_area(world.session, world.year, "documents")
    areas.close_area(
        world.play.by("wendian-zuzhang"), area=area, recommendation="按得分确定", version=area.version
    )
    version = panel_area(world.session, world.year, "documents").version
    return Sent(f"{QUEUE}reopen", {"reason": "补记一条", "version": version}, "wendian-zuzhang")


@ROOM.example("declare")
def _declare(world: World) -> Sent:
    mine = ConflictStatement.account_id == world.play.account("wendian-1").id
    session = world.session
    session.execute(delete(ConflictStatement).where(mine))
    session.commit()
    world.play.forget_people()
    return Sent("/2013/panel/conflicts", {"none": "y"})


@ROOM.example("ledger_pair")
def _ledger_pair(world: World) -> Sent:
    claim = _claim(world)
    content = FactContent(
        "doc-multiple", claim.title, claim.happened_on, claim.document_number, note="收文登记"
    )
    record = reviews.add_record(world.play.by("wendian-1"), assessment=claim.assessment, content=content)
    path = f"{unit_page(claim.assessment)}/ledger/{claim.id}/{record.id}"
    versions = {"claim_version": claim.version, "record_version": record.version}
    return Sent(path, {**versions, "reason": "两件事"})


@ROOM.example("imports", "reporting")
def _imports(_world: World) -> Sent:
    return Sent(f"{QUEUE}imports", files={"file": (REGISTER, "退文登记.xlsx")})


def _brought(world: World) -> ImportBatch:
    """A table of one unit's, laid out and ready to be taken in."""
    made = imports.keep_panel_table(
        world.play.by("wendian-1"),
        year=world.year,
        area="documents",
        table=imports.Table(
            "退文.xlsx", "0" * 64, [("退文", [["单位", "名称"], ["开江县", "多头报送的请示"]])]
        ),
    )
    imports.choose_columns(
        world.play.by("wendian-1"),
        batch=made,
        choices=Choices(kind="doc-multiple", columns={"unit": 0, "title": 1}).to_dict(),
        signature="",
        version=made.version,
    )
    world.session.refresh(made)
    return made


@ROOM.example("import_table", "reporting")
def _import_table(world: World) -> Sent:
    made = _brought(world)
    sent = {"step": "layout", "sheet": "0", "head": "0", "kind": "doc-bypass", "version": made.version}
    return Sent(f"{QUEUE}imports/{made.id}", sent)


@ROOM.example("take_import", "reporting")
def _take_import(world: World) -> Sent:
    made = _brought(world)
    return Sent(f"{QUEUE}imports/{made.id}/take", {"version": made.version})


@ROOM.example("withdraw_import", "reporting")
def _withdraw_import(world: World) -> Sent:
    made = _brought(world)
    content = FactContent("doc-multiple", "多头报送的请示", note="收文登记")
    imports.take_records(
        world.play.by("wendian-1"),
        batch=made,
        rows=[(world.assessment(), content)],
        version=made.version,
    )
    world.session.refresh(made)
    return Sent(f"{QUEUE}imports/{made.id}/withdraw", {"reason": "表拿错了", "version": made.version})


@ROOM.example("phrases")
def _phrases(_world: World) -> Sent:
    return Sent("/panel/phrases", {"reason": "材料未加盖公章"})


@ROOM.example("forget_phrase")
def _forget_phrase(world: World) -> Sent:
    phrases.keep_phrase(world.play.by("wendian-1"), text="材料未加盖公章")
    kept = world.session.scalars(select(Phrase)).one()
    return Sent("/panel/phrases/forget", {"phrase": kept.id})


@ROOM.example("new_record")
def _new_record(world: World) -> Sent:
    sent: dict[str, object] = {"title": "越级请示", "note": "领导批转", "unclassified": "y"}
    path = f"{unit_page(world.assessment())}/records/new?kind=doc-bypass"
    return Sent(path, sent, files={"file": (PICTURE, "登记簿.png")})


@ROOM.example("attach")
def _attach(world: World) -> Sent:
    path = f"/panel/facts/{_record(world).id}/evidence"
    return Sent(path, {"unclassified": "y"}, files={"file": (PICTURE, "登记簿.png")})


@ROOM.example("detach")
def _detach(world: World) -> Sent:
    record = _record(world)
    file = evidence.attach(
        world.play.by("wendian-1"),
        store=world.play.store,
        fact=record,
        upload=evidence.Upload("登记簿.png", PICTURE, unclassified=True),
        limit=len(PICTURE),
    )
    return Sent(f"/panel/facts/{record.id}/evidence/{file.id}/remove")


@ROOM.example("withdraw")
def _withdraw(world: World) -> Sent:
    record = _record(world)
    return Sent(f"/panel/facts/{record.id}/withdraw", {"reason": "记错了单位", "version": record.version})


@ROOM.example("release")
def _release(world: World) -> Sent:
    _record(world)
    found = world.assessment()
    held = [fact.id for fact in found.facts if fact.state == FactState.recorded]
    return Sent(f"{unit_page(found)}/records/release", {"fact": held})


FURTHER = {"panels.fact": 1, "panels.new_record": 1}
"""Rows of the trail beyond the first: a reason kept for reuse, a first file."""


def _rows(world: World) -> int:
    return world.session.scalar(select(func.count()).select_from(AuditRow)) or 0


def test_every_form_of_the_panels_room_has_an_example(world: World) -> None:
    assert ROOM.forms(world) == set(ROOM.examples)


@pytest.mark.parametrize("endpoint", ROOM.cases())
def test_a_form_sent_three_times_takes_effect_once(
    world: World, client_of: Callable[..., Person], endpoint: str
) -> None:
    sent = ROOM.sent(world, endpoint)
    person = client_of(sent.login)
    before = _rows(world)
    assert sent.press(person) == 303
    once = _rows(world)
    assert once == before + 1 + FURTHER.get(endpoint, 0)
    for _ in range(2):
        assert sent.press(person) == 303, "that it took effect the first time is said, not a fault"
    assert _rows(world) == once
