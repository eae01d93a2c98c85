"""Every page of the panel's room asks the database as often for sixty items as for five."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import event

from portal.models import Assessment, Band, Evidence, Fact, Source, Verification
from portal.services import reviews
from portal.services.assessments import FactContent
from portal.workflow import FactAction, FactState
from tests.panels.conftest import QUEUE, unit_page
from tests.world import HERO, Person, World

pytestmark = pytest.mark.stage("reviewing")


def _file(world: World, one: Assessment, name: str, *, by_panel: bool) -> Evidence:
    return Evidence(
        assessment_id=one.id,
        digest=name.encode().hex().ljust(64, "0")[-64:],
        name=f"{name}.pdf",
        media_type="application/pdf",
        size=1000,
        by_panel=by_panel,
        uploaded_by_id=world.play.account("wendian-1").id,
        uploaded_at=world.play.at,
    )


def _add(world: World, first: int, last: int) -> None:
    """Items of every kind in two units: waiting, decided and returned claims with files and decisions, each
    with a record beside it, the same in both units, so that they are found again."""
    for unit in (HERO, "daxian"):
        one = world.assessment(unit)
        session = world.play.session
        account = world.play.account(f"{unit}-tb").id
        judges = [world.play.account(login).id for login in ("wendian-1", "wendian-2", "wendian-3")]
        for number in range(first, last):
            state = (FactState.signed, FactState.accepted, FactState.rejected, FactState.returned)[number % 4]
            document = f"达市府办〔2013〕{number + 100}号"
            rows = [
                Fact(assessment=one, kind="doc-system", source=source, state=found, title=f"第{number}件",
                     happened_on=date(2013, 5, 6), document_number=document, quantity=Decimal(1),
                     values={"parts": ["workflow"]}, note="说明", created_by_id=account,
                     created_at=world.play.at, signed_at=world.play.at)
                for source, found in ((Source.claim, state), (Source.record, FactState.recorded))
            ]  # fmt: skip
            session.add_all(rows)
            for row in rows:
                row.evidence = [_file(world, one, f"{number}{row.source}", by_panel=row is rows[1])]
            if state != FactState.signed:
                decision = {"accepted": FactAction.accept, "rejected": FactAction.reject}.get(
                    state.value, FactAction.give_back
                )
                session.add(
                    Verification(fact=rows[0], decision=decision, reason="已看", quantity=Decimal(1),
                                 values={}, fact_version=1, by_id=judges[number % 3], at=world.play.at)
                )  # fmt: skip
        session.commit()
    # What is kept in memory is kept while the trail stands: one change by a service moves it.
    content = FactContent("doc-multiple", "再记一件", note="收文登记")
    reviews.add_record(world.play.by("wendian-1"), assessment=world.assessment("dazhu"), content=content)


def _asked(world: World, person: Person, path: str) -> int:
    assert person.get(path).status_code == 200
    counted: list[str] = []

    def note(*seen: object) -> None:
        counted.append(str(seen[2]))

    event.listen(world.engine, "before_cursor_execute", note)
    person.get(path)
    event.remove(world.engine, "before_cursor_execute", note)
    return len(counted)


def _pages(world: World) -> dict[str, str]:
    found = world.assessment()
    world.session.refresh(found)
    claim = next(fact for fact in found.facts if fact.title == "第1件" and fact.source == Source.claim)
    record = next(fact for fact in found.facts if fact.title == "第1件" and fact.source == Source.record)
    unit = unit_page(found)
    return {
        "desk": "/2013/panel/",
        "queue": QUEUE,
        "items": f"{QUEUE}items?state=all&size=500",
        "ledger": f"{QUEUE}ledger?show=all",
        "pair": f"{unit}/ledger/{claim.id}/{record.id}",
        "unit": unit,
        "claim": f"/panel/facts/{claim.id}",
        "record": f"/panel/facts/{record.id}",
        "release": f"{unit}/records/release",
        "band": f"{unit}/bands/doc-fewer",
        "chair": f"{QUEUE}chair",
        "close": f"{QUEUE}close",
    }


def test_no_page_asks_more_for_sixty_items_than_for_five(world: World, chair: Person) -> None:
    for unit in (HERO, "daxian"):
        found = world.assessment(unit)
        reviews.take_in(world.play.by("wendian-1"), assessment=found, version=found.version)
    _add(world, 0, 5)
    pages = _pages(world)
    few = {name: _asked(world, chair, path) for name, path in pages.items()}
    _add(world, 5, 60)
    many = {name: _asked(world, chair, path) for name, path in pages.items()}
    more = {name: (few[name], many[name]) for name in pages if many[name] > few[name]}
    assert not more, f"statements for five items, for sixty: {more}"


def test_the_chairs_room_asks_as_often_for_many_units_as_for_few(world: World, chair: Person) -> None:
    """Bands of many units, people who are recused from some: the room of differences reads them at once."""

    def grade(units: tuple[str, ...]) -> None:
        for unit in units:
            found = world.assessment(unit)
            if found.state == "submitted":
                reviews.take_in(world.play.by("wendian-1"), assessment=found, version=found.version)
            session = world.play.session
            for login, given in (("wendian-1", "excellent"), ("wendian-2", "poor")):
                scorer = world.play.account(login).id
                session.add(Band(assessment_id=found.id, indicator="doc-fewer", scorer_id=scorer,
                                 grade=given, reason="独立评定", at=world.play.at))  # fmt: skip
            session.commit()
        content = FactContent("doc-multiple", "再记一件", note="收文登记")
        reviews.add_record(world.play.by("wendian-1"), assessment=world.assessment("dazhu"), content=content)

    grade(("kaijiang",))
    few = {path: _asked(world, chair, path) for path in (f"{QUEUE}chair", QUEUE, f"{QUEUE}close")}
    grade(("daxian", "xuanhan", "dazhu", "fagai", "jiaoyu", "gongan", "anjian"))
    many = {path: _asked(world, chair, path) for path in few}
    assert many == few
