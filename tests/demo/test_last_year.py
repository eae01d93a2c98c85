"""What a claim's page shows of the year before: two years stand in the demo alone."""

from flask import Flask
from sqlalchemy import event

from portal.extensions import db
from portal.models import Fact
from portal.policy import Actor
from portal.queries.assessments import assessment_of
from portal.queries.ledger import last_years
from portal.queries.years import units_of, year_by_number
from portal.workflow import FactState
from tests.world import Person


def _claim(unit: str, number: int = 2013) -> Fact:
    year = year_by_number(db.session(), number)
    unit_id = next(one.id for one in units_of(db.session(), year) if one.code == unit)
    found = assessment_of(db.session(), year, unit_id, "meetings")
    return next(fact for fact in found.facts if fact.kind == "mtg-answered")


def test_a_reviewer_reads_what_the_unit_claimed_last_year_and_how_it_was_decided(demo_app: Flask) -> None:
    with demo_app.app_context():
        claim = _claim("tongchuan")
        (last,) = last_years(db.session(), claim, Actor())
        assert (last.kind, last.assessment.year.number, last.unit_id) == (claim.kind, 2012, claim.unit_id)
        assert last.state in (FactState.accepted, FactState.adjusted, FactState.rejected)
        assert last.verification is not None
        address, reason = f"/panel/facts/{claim.id}", last.verification.reason
    page = Person(demo_app.test_client(), "wendian-1", "kaoping-2013").get(address).text
    assert "本单位上年度同类申报 1 项" in page
    assert reason in page


def test_who_was_recused_from_the_unit_last_year_reads_nothing_of_it(demo: Flask) -> None:
    claim = _claim("tongchuan")
    then = year_by_number(db.session(), 2012)
    recused = Actor(recused_from=frozenset({(then.id, claim.unit_id)}))
    assert last_years(db.session(), claim, recused) == []


def test_in_the_first_year_there_is_none_before(demo: Flask) -> None:
    assert last_years(db.session(), _claim("tongchuan", 2012), Actor()) == []


def test_a_claims_page_asks_as_much_beside_many_records_as_beside_few(demo_app: Flask) -> None:
    with demo_app.app_context():
        claim_id, engine = _claim("tongchuan").id, db.engine
    person = Person(demo_app.test_client(), "wendian-1", "kaoping-2013")

    def asked() -> int:
        counted: list[object] = []

        def note(*seen: object) -> None:
            counted.append(seen[2])

        event.listen(engine, "before_cursor_execute", note)
        assert person.get(f"/panel/facts/{claim_id}").status_code == 200
        event.remove(engine, "before_cursor_execute", note)
        return len(counted)

    asked()
    few = asked()
    with demo_app.app_context():
        claim = _claim("tongchuan")
        for number in range(20):
            made = Fact(
                assessment_id=claim.assessment_id, kind="mtg-answered", source="record", state="recorded",
                title=f"第{number}批议定事项", quantity=claim.quantity, values={},
                created_by_id=claim.created_by_id, created_at=claim.created_at,
            )  # fmt: skip
            db.session.add(made)
        db.session.commit()
    assert asked() <= few
