"""Every page of the units' room asks the database as often for sixty facts as for five."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import event

from portal.models import Evidence, Fact, Source, Verification
from portal.services import reviews
from portal.services.assessments import FactContent
from portal.services.objections import confirm_scorecard
from portal.workflow import FactAction, FactState
from tests.units.conftest import AREA
from tests.world import HERO, Person, World

SCORED = (FactState.accepted,)


def _add(world: World, first: int, last: int, states: tuple[FactState, ...]) -> None:
    """Claims with a file each, decided where their state says so, and records that the unit was told of."""
    one, session = world.assessment(), world.play.session
    writer, judge = world.play.account("kaijiang-tb").id, world.play.account("wendian-1").id
    for number in range(first, last):
        state = states[number % len(states)]
        rows = [
            Fact(assessment=one, kind=kind, source=source, state=found, title=f"第{number}件",
                 happened_on=date(2013, 5, 6), document_number=f"达市府办〔2013〕{number + 100}号",
                 quantity=Decimal(1), values=values, note="说明", created_by_id=writer,
                 created_at=world.play.at)
            for kind, source, found, values in (
                ("doc-system", Source.claim, state, {"parts": ["workflow"]}),
                ("doc-multiple", Source.record, FactState.released, {}),
            )
        ]  # fmt: skip
        session.add_all(rows)
        rows[0].evidence = [
            Evidence(assessment_id=one.id, digest=f"{number:064d}", name=f"{number}.pdf",
                     media_type="application/pdf", size=1000, uploaded_by_id=writer,
                     uploaded_at=world.play.at)
        ]  # fmt: skip
        if state not in (FactState.draft, FactState.signed):
            session.add(
                Verification(fact=rows[0], decision=FactAction.give_back, reason="没有签到",
                             quantity=Decimal(1), values={}, fact_version=1, by_id=judge, at=world.play.at)
            )  # fmt: skip
    session.commit()
    # What is kept in memory is kept while the trail stands: one change by a service moves it.
    if states == SCORED:
        unit = "dazhu" if first else "xuanhan"
        confirm_scorecard(world.play.by(f"{unit}-tb"), assessment=world.assessment(unit))
    else:
        content = FactContent("doc-multiple", "再记一件", note="收文登记")
        reviews.add_record(world.play.by("wendian-1"), assessment=world.assessment("dazhu"), content=content)


def _asked(world: World, person: Person, path: str) -> int:
    assert person.get(path).status_code == 200, path
    counted: list[str] = []

    def note(*seen: object) -> None:
        counted.append(str(seen[2]))

    event.listen(world.engine, "before_cursor_execute", note)
    person.get(path)
    event.remove(world.engine, "before_cursor_execute", note)
    return len(counted)


def _grown(world: World, people: dict[str, Person], states: tuple[FactState, ...]) -> dict[str, object]:
    """The pages that ask more for sixty facts than for five, with how often for each."""
    _add(world, 0, 5, states)
    session = world.session
    first = session.query(Fact).filter_by(title="第0件", source=Source.claim).one()
    told = session.query(Fact).filter_by(title="第0件", source=Source.record).one()
    pages = {
        path.format(claim=first.id, record=told.id, unit=first.unit_id): person
        for path, person in people.items()
    }
    few = {path: _asked(world, person, path) for path, person in pages.items()}
    _add(world, 5, 60, states)
    many = {path: _asked(world, person, path) for path, person in pages.items()}
    return {path: (few[path], many[path]) for path in pages if many[path] > few[path]}


def test_filling_in_asks_as_often_for_sixty_facts_as_for_five(
    world: World, reporter: Person, head: Person
) -> None:
    people = {
        "/2013/unit/": reporter,
        AREA: reporter,
        "/unit/facts/{claim}": reporter,
        "/unit/facts/{claim}/edit": reporter,
        "/unit/facts/{record}": reporter,
        f"{AREA}/sending": reporter,
        f"{AREA}/signing": head,
        f"{AREA}/paper.pdf": reporter,
        f"{AREA}/export.xlsx": reporter,
    }
    assert _grown(world, people, (FactState.draft,)) == {}


@pytest.mark.stage("reviewing")
def test_answering_and_signing_ask_as_often_for_sixty_facts_as_for_five(
    world: World, reporter: Person, head: Person
) -> None:
    found = world.assessment()
    reviews.take_in(world.play.by("wendian-1"), assessment=found, version=found.version)
    people = {
        "/2013/unit/": reporter,
        AREA: reporter,
        "/unit/facts/{claim}": reporter,
        f"{AREA}/replies/signing": head,
    }
    assert _grown(world, people, (FactState.replied, FactState.returned)) == {}


@pytest.mark.stage("checking")
def test_the_scorecard_asks_as_often_for_sixty_facts_as_for_five(world: World, reporter: Person) -> None:
    people = {
        "/2013/unit/": reporter,
        AREA: reporter,
        f"/2013/scorecards/documents/{world.play.unit(HERO).id}": reporter,
        f"{AREA}/scorecard/confirmation": reporter,
        f"{AREA}/objections/new": reporter,
    }
    assert _grown(world, people, SCORED) == {}
